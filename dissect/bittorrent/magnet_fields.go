package bittorrent

import (
	"encoding/hex"

	"netsniff/dissect"
)

// MagnetLinks are the magnet links in what a frame completes: in a page, in where a
// request is redirected, in what a form or a program's interface is sent.
var MagnetLinks = dissect.Protocol{
	Name: "magnet", Title: "Magnet Link",
	Sought: true,
	Found: func(f *dissect.Frame) (found bool) {
		eachMagnet(f, func(*Magnet) { found = true })
		return found
	},
	Fields: []dissect.Field{
		magnetText("magnet.link", "Link", func(m *Magnet) []string { return []string{m.Link} }),
		{Name: "magnet.info_hash", Title: "Info Hash", Type: dissect.Octets, Body: true,
			Get: ofMagnets(func(m *Magnet, v *dissect.Values) {
				v.Bytes(m.InfoHash[:])
			})},
		{Name: "magnet.info_hash.v2", Title: "Info Hash of Version 2", Type: dissect.Octets, Body: true,
			Get: ofMagnets(func(m *Magnet, v *dissect.Values) {
				if b, err := hex.DecodeString(m.V2); err == nil && len(b) > 0 {
					v.Bytes(b)
				}
			})},
		magnetText("magnet.name", "Name", func(m *Magnet) []string { return []string{m.Name} }),
		magnetText("magnet.tracker", "Tracker", func(m *Magnet) []string { return m.Trackers }),
		magnetText("magnet.web_seed", "Web Seed", func(m *Magnet) []string { return m.WebSeeds }),
	},
}

// eachMagnet tells the links of the messages in a frame. A link that stands in the
// head and in the content of one is told twice.
func eachMagnet(f *dissect.Frame, tell func(*Magnet)) {
	list := f.Messages()
	for i := range list {
		l := &list[i]
		m, ok := l.Message.(dissect.Bearer)
		if !ok {
			continue
		}
		FindMagnets(l.Bytes[:min(l.Own, len(l.Bytes))], tell)
		if content, ok := m.Borne(l.Bytes); ok {
			FindMagnets(content, tell)
		} else {
			FindMagnets(l.Bytes[min(l.Own, len(l.Bytes)):], tell)
		}
	}
}

func ofMagnets(get func(*Magnet, *dissect.Values)) dissect.Getter {
	return func(f *dissect.Frame, _ *dissect.Layer, v *dissect.Values) {
		eachMagnet(f, func(m *Magnet) { get(m, v) })
	}
}

func magnetText(name, title string, texts func(*Magnet) []string) dissect.Field {
	return dissect.Field{Name: name, Title: title, Type: dissect.String, Body: true,
		Get: ofMagnets(func(m *Magnet, v *dissect.Values) {
			for _, s := range texts(m) {
				if s != "" {
					v.Text(s)
				}
			}
		})}
}
