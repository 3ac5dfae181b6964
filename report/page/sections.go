package page

import (
	"slices"
	"strings"

	"netsniff/report/picture"
	"netsniff/report/table"
)

// Topic is a section that a page may have: its pictures, and its tables by the names that package
// stats and the views of mails and swarms give them.
type Topic struct {
	ID       string
	Title    table.Phrase
	Pictures []string // by the names that package plot gives them
	Tables   []string
}

// Topics returns the sections in their order. The tables "overview" and "findings"
// stand above all of them.
func Topics() []Topic {
	return []Topic{
		{"traffic", table.Say("Traffic", "流量"), []string{"io"},
			[]string{"protocols", "io", "io-protocols", "conversations"}},
		{"timing", table.Say("Round trips and connections", "往返时间与连接"),
			[]string{"response-times", "rtt", "tcp-sequence", "tcp-stevens", "window", "throughput"},
			[]string{"rtt", "connections"}},
		{"http", table.Say("Web", "网页（HTTP）"), []string{"waterfall"},
			[]string{"http", "http-hosts", "http-uris", "http-connections", "http-waits"}},
		{"mail", table.Say("Mail", "邮件"), []string{"mail"}, []string{"mail", "mails", "mail-servers", "mail-commands"}},
		{"dns", table.Say("Names", "域名（DNS）"), []string{"resolution"}, []string{"dns"}},
		{"tls", table.Say("Encryption", "加密（TLS）"), []string{"tls"}, []string{"tls"}},
		{"files", table.Say("Files transferred", "文件传输（FTP）"), []string{"ftp"}, []string{"ftp"}},
		{"streaming", table.Say("Streams over HTTP", "HTTP 流媒体"), []string{"streaming"}, []string{"streaming"}},
		{"calls", table.Say("Calls and streams", "呼叫与媒体流"), []string{"calls"},
			[]string{"calls", "rtp", "rtp-intervals"}},
		{"swarm", table.Say("BitTorrent", "BitTorrent"), []string{"swarm"}, []string{"swarm"}},
		{"addresses", table.Say("Addresses given out", "地址分配（DHCP）"), nil, []string{"dhcp"}},
		{"logins", table.Say("Logins", "登录"), nil, []string{"logins"}},
		{"exchanges", table.Say("Requests and replies", "请求与应答"), []string{"ladder"}, []string{"replies", "exchanges"}},
	}
}

// Compose makes a page of the tables of a capture, which were made in English and
// in Chinese, and of what views tell as text, by the ID of their topic. A topic without
// a row is told as absent, with the notes of its first table.
func Compose(en, zh []table.Table, told map[string]Narrative) *Page {
	p := &Page{}
	used := make([]bool, len(en))
	take := func(name string) (list []Grid) {
		for i := range en {
			if !used[i] && (en[i].Name == name || strings.HasPrefix(en[i].Name, name+".")) {
				used[i] = true
				list = append(list, newGrid(&en[i], &zh[i]))
			}
		}
		return list
	}
	overview, findings := take("overview"), take("findings")
	p.Findings = findingsOf(findings)
	for _, topic := range Topics() {
		s := Section{ID: topic.ID, Title: topic.Title}
		var why []table.Phrase
		for _, name := range topic.Tables {
			for _, g := range take(name) {
				if len(g.Rows) > 0 {
					s.Tables = append(s.Tables, g)
				} else if len(why) == 0 {
					why = g.Notes
				}
			}
		}
		switch {
		case len(s.Tables) > 0:
			if n, ok := told[topic.ID]; ok {
				s.Narratives = append(s.Narratives, n)
			}
			p.Sections = append(p.Sections, s)
		case len(why) > 0:
			p.Absent = append(p.Absent, Absence{topic.Title, why})
		}
	}
	p.Summary = p.summarise(overview)
	return p
}

// Draw gives the sections of a page their pictures, by their kind.
func (p *Page) Draw(drawn map[string]*picture.Picture) {
	for _, topic := range Topics() {
		for i := range p.Sections {
			if p.Sections[i].ID == topic.ID {
				p.Sections[i].draw(topic.Pictures, drawn)
			}
		}
	}
}

// maxMarks is how many marks a picture of a page has at most, about.
const maxMarks = 8000

// coarser says that marks became one for the page.
func coarser(kind string) table.Phrase {
	return table.Say("Marks that lie close to each other are one here (×); netsniff plot "+kind+" draws more of them.",
		"相近的标记在此合为一个（×）；netsniff plot "+kind+" 更细。")
}

// draw gives a section pictures of some kinds. Tables that a picture shows are folded.
func (s *Section) draw(kinds []string, drawn map[string]*picture.Picture) {
	for _, kind := range kinds {
		d := drawn[kind]
		if d == nil {
			continue
		}
		if d.ReduceTo(maxMarks) {
			d.Notes = append(d.Notes, coarser(kind))
		}
		s.Pictures = append(s.Pictures, d)
		for i := range s.Tables {
			g := &s.Tables[i]
			name, _, _ := strings.Cut(g.Name, ".")
			g.Folded = g.Folded || slices.Contains(d.Tables, g.Name) || slices.Contains(d.Tables, name)
		}
	}
}

// table returns a table of the page, nil if it has none of that name.
func (p *Page) table(name string) *Grid {
	for i := range p.Sections {
		tables := p.Sections[i].Tables
		if j := slices.IndexFunc(tables, func(g Grid) bool { return g.Name == name }); j >= 0 {
			return &tables[j]
		}
	}
	return nil
}
