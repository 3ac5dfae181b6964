// Package page writes what a capture holds as one HTML page that people can mail,
// print or put beside a homework: what it is in plain words, what went wrong, the
// tables of package stats and the pictures made of them, in English and Chinese.
//
// A page is one file that needs nothing else: nothing is loaded, and its content
// security policy forbids it. Texts from the wire are data of a template or of text
// nodes, never markup. The same input gives the same bytes.
package page

import (
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"html/template"
	"io"
	"sync"

	"netsniff/report/picture"
	"netsniff/report/table"
)

// Page is what is shown.
type Page struct {
	Lang     table.Lang // that it opens with
	Files    []string   // that were read
	Program  string     // name and version of what writes it
	Summary  Summary
	Findings []Finding
	Sections []Section // that the capture has something for
	Absent   []Absence // what it has nothing for, and why
}

// Section is a part of a page about one thing.
type Section struct {
	ID       string
	Title    table.Phrase
	Tables   []Grid
	Pictures []*picture.Picture
	// Narratives are what views tell as text.
	Narratives []Narrative
}

// Absence is a section that the capture has nothing for.
type Absence struct {
	Title table.Phrase
	Why   []table.Phrase
}

//go:embed page.html page.css page.js
var files embed.FS

// asset returns an embedded file.
func asset(name string) string {
	b, err := files.ReadFile(name)
	if err != nil {
		panic(err) // it is embedded
	}
	return string(b)
}

// parsed returns the template, read when the first page is written.
var parsed = sync.OnceValue(func() *template.Template {
	return template.Must(template.New("page.html").Funcs(template.FuncMap{
		"style":  func() template.CSS { return template.CSS(asset("page.css")) },
		"script": func() template.JS { return template.JS(asset("page.js")) },
		"policy": func() string {
			sum := sha256.Sum256([]byte(asset("page.js")))
			return "default-src 'none'; script-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) +
				"'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
		},
		"say": table.Say,
	}).ParseFS(files, "page.html"))
})

// Write writes the page.
func (p *Page) Write(w io.Writer) error { return parsed().Execute(w, p) }

// Drawn is a picture of a section, with its number in the data of the page.
type Drawn struct {
	Number int
	*picture.Picture
}

// Drawn returns the pictures of a section of the page.
func (p *Page) Drawn(section int) (list []Drawn) {
	n := 0
	for i := range p.Sections[:section] {
		n += len(p.Sections[i].Pictures)
	}
	for i, x := range p.Sections[section].Pictures {
		list = append(list, Drawn{n + i, x})
	}
	return list
}

// Data is that of all pictures, by number.
func (p *Page) Data() []pictureData {
	list := []pictureData{}
	for i := range p.Sections {
		for _, x := range p.Sections[i].Pictures {
			list = append(list, dataOf(x))
		}
	}
	return list
}

// Language is the page's language as HTML names it (BCP 47).
func (p *Page) Language() string {
	if p.Lang == table.Chinese {
		return "zh-CN"
	}
	return "en"
}

// OtherLanguage is the language that the page's button switches to.
func (p *Page) OtherLanguage() string {
	if p.Lang == table.Chinese {
		return "en"
	}
	return "zh-CN"
}

// OtherName is that language's own name.
func (p *Page) OtherName() string {
	if p.Lang == table.Chinese {
		return "English"
	}
	return "中文"
}
