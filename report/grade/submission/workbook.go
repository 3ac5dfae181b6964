package submission

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"strconv"
	"strings"
)

// A workbook of Office Open XML (ECMA-376) is read here and by no library: all that
// is wanted is the text of the cells of one sheet, and what students hand in must
// neither crash a goroutine of a library nor fill the memory.

// maxSheet bounds a part of a workbook when it is unpacked, maxColumns its width.
const (
	maxSheet   = 32 << 20
	maxColumns = 256
)

var errWorkbook = errors.New("it is no workbook that can be read; save it as .xlsx or .csv")

// fromSheet reads the cells of the first sheet of a workbook.
func fromSheet(b []byte) (rows [][]string, err error) {
	if err := directory(bytes.NewReader(b), int64(len(b)), maxDirectory); err != nil {
		return nil, errWorkbook
	}
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		return nil, errWorkbook
	}
	name, err := firstSheet(z)
	if err != nil {
		return nil, err
	}
	var shared struct {
		Items []richText `xml:"si"`
	}
	if err := part(z, "xl/sharedStrings.xml", &shared); err != nil && !errors.Is(err, errNoPart) {
		return nil, err
	}
	var sheet struct {
		Rows []struct {
			Cells []cell `xml:"c"`
		} `xml:"sheetData>row"`
	}
	if err := part(z, name, &sheet); err != nil {
		return nil, errWorkbook
	}
	for _, r := range sheet.Rows {
		var row []string
		for i := range r.Cells {
			c := &r.Cells[i]
			at := c.column(len(row))
			if at >= maxColumns || len(rows) >= maxRows {
				continue
			}
			for len(row) <= at {
				row = append(row, "")
			}
			row[at] = c.text(shared.Items)
		}
		if strings.TrimSpace(strings.Join(row, "")) != "" {
			rows = append(rows, row)
		}
	}
	return rows, nil
}

// richText is a text that may have several runs.
type richText struct {
	Text string   `xml:"t"`
	Runs []string `xml:"r>t"`
}

func (t richText) String() string { return t.Text + strings.Join(t.Runs, "") }

type cell struct {
	At     string   `xml:"r,attr"`
	Type   string   `xml:"t,attr"`
	Value  string   `xml:"v"`
	Inline richText `xml:"is"`
}

// column returns where a cell stands: "AB12" is column 27. next is where it stands
// if it does not say.
func (c *cell) column(next int) int {
	n := 0
	for _, r := range c.At {
		if r < 'A' || r > 'Z' || n > maxColumns {
			break
		}
		n = n*26 + int(r-'A') + 1
	}
	if n == 0 {
		return next
	}
	return n - 1
}

func (c *cell) text(shared []richText) string {
	switch c.Type {
	case "s":
		if i, err := strconv.Atoi(c.Value); err == nil && i >= 0 && i < len(shared) {
			return shared[i].String()
		}
		return ""
	case "inlineStr":
		return c.Inline.String()
	case "b":
		return map[string]string{"1": "true", "0": "false"}[c.Value]
	case "", "n": // 0.30000000000000004 is what 0.1+0.2 is saved as
		if v, err := strconv.ParseFloat(c.Value, 64); err == nil {
			return strconv.FormatFloat(v, 'g', 15, 64)
		}
	}
	return c.Value
}

// firstSheet returns the name of the part with the first sheet.
func firstSheet(z *zip.Reader) (string, error) {
	var book struct {
		Sheets []struct {
			ID string `xml:"http://schemas.openxmlformats.org/officeDocument/2006/relationships id,attr"`
		} `xml:"sheets>sheet"`
	}
	var links struct {
		List []struct {
			ID     string `xml:"Id,attr"`
			Target string `xml:"Target,attr"`
		} `xml:"Relationship"`
	}
	if part(z, "xl/workbook.xml", &book) != nil || part(z, "xl/_rels/workbook.xml.rels", &links) != nil ||
		len(book.Sheets) == 0 {
		return "", errWorkbook
	}
	for _, l := range links.List {
		if l.ID == book.Sheets[0].ID {
			if strings.HasPrefix(l.Target, "/") {
				return strings.TrimPrefix(l.Target, "/"), nil
			}
			return path.Join("xl", l.Target), nil
		}
	}
	return "", errWorkbook
}

var errNoPart = errors.New("no such part")

// part reads a part of a workbook.
func part(z *zip.Reader, name string, to any) error {
	for _, f := range z.File {
		if f.Name != name {
			continue
		}
		r, err := f.Open()
		if err != nil {
			return errWorkbook
		}
		defer r.Close()
		b, err := io.ReadAll(io.LimitReader(r, maxSheet+1))
		if err != nil || len(b) > maxSheet {
			return fmt.Errorf("it is damaged, or has more than %d MiB when unpacked", maxSheet>>20)
		}
		if xml.Unmarshal(b, to) != nil {
			return errWorkbook
		}
		return nil
	}
	return errNoPart
}
