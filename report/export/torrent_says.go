package export

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"netsniff/dissect"
	"netsniff/dissect/bittorrent"
	"netsniff/reassembly"
)

// said is a tracker that was asked for a torrent, or a magnet link to one: what a
// .torrent that is made anew says of where it is to be found.
type said struct {
	hash    infoHash
	tracker string // "": link tells
	link    string
}

// saying tells in which frame something was said first.
type saying struct {
	said
	mark reassembly.Mark
}

// asks takes what a tracker was asked.
func (c *torrents) asks(x *dissect.Exchange, d *bittorrent.Announcement) {
	if !d.Known {
		return
	}
	url := d.URL
	if url == "" {
		url = "udp://" + x.Conn.Server.String() + "/announce"
	} else if at := strings.LastIndex(url, "/"); x.Method == "scrape" && strings.HasPrefix(url[at+1:], "scrape") {
		url = url[:at+1] + "announce" + url[at+1+len("scrape"):] // BEP 48
	}
	c.say(said{hash: d.InfoHash, tracker: url}, x.Began())
}

func (c *torrents) say(s said, m reassembly.Mark) {
	had, known := c.says[s]
	switch {
	case !known && len(c.says) >= c.ask.Most(maxDescribed, runBytes):
		c.beyond++
	case !known || m.Frame < had.Frame:
		c.says[s] = m
	}
}

// links looks for magnet links in a body that passes, whatever else it is.
func (c *torrents) links(k key, p *dissect.Piece) {
	if p.First {
		c.finders[k] = new(bittorrent.MagnetFinder)
	}
	f := c.finders[k]
	if f == nil {
		return
	}
	tell := func(m *bittorrent.Magnet) { c.say(said{hash: m.InfoHash, link: m.Link}, p.Mark) }
	f.Add(p.Bytes, tell)
	if p.Last {
		f.End(tell)
		delete(c.finders, k)
	}
}

// tellTorrents gives torrents what was said of where they are to be found, in the
// order of the capture.
func (c *torrents) tellTorrents(list []*torrent) {
	by := map[infoHash]*torrent{}
	for _, t := range list {
		for _, h := range t.hashes {
			by[h] = t
		}
	}
	var all []saying
	for s, m := range c.says {
		if by[s.hash] != nil {
			all = append(all, saying{s, m})
		}
	}
	slices.SortFunc(all, func(a, b saying) int {
		return cmp.Or(cmp.Compare(a.mark.Frame, b.mark.Frame), cmp.Compare(a.tracker, b.tracker),
			cmp.Compare(a.link, b.link))
	})
	for _, s := range all {
		w := &bittorrent.Whereabouts{Trackers: []string{s.tracker}}
		if m, ok := bittorrent.ReadMagnet(s.link); ok {
			w = &m.Whereabouts
		}
		by[s.hash].found.Add(w)
	}
}

// made returns the .torrent with an info dictionary, and hashes of pieces of version 2
// if there are some: its keys in their order, the info dictionary byte for byte.
func made(info, layers []byte, found *bittorrent.Whereabouts) []byte {
	b := []byte("d")
	if n := len(found.Trackers); n > 0 {
		b = appendString(append(b, "8:announce"...), found.Trackers[0])
		if n > 1 {
			b = append(b, "13:announce-listl"...)
			for _, t := range found.Trackers {
				b = append(appendString(append(b, 'l'), t), 'e')
			}
			b = append(b, 'e')
		}
	}
	b = append(append(b, "4:info"...), info...)
	if len(layers) > 0 {
		b = append(append(b, "12:piece layers"...), layers...)
	}
	if len(found.WebSeeds) > 0 {
		b = append(b, "8:url-listl"...)
		for _, s := range found.WebSeeds {
			b = appendString(b, s)
		}
		b = append(b, 'e')
	}
	return append(b, 'e')
}

// appendString appends a bencoded string.
func appendString(b []byte, s string) []byte {
	return append(append(strconv.AppendInt(b, int64(len(s)), 10), ':'), s...)
}
