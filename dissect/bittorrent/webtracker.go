package bittorrent

import (
	"bytes"
	"crypto/sha1"
	"encoding/hex"
	"net/netip"
	"strconv"
	"strings"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/bencode"
	"netsniff/reassembly"
)

// Trackers over HTTP (BEP 3, 48): what is asked stands in the URI, the answer is
// bencoded, whatever its media type says.

// maxURL is how much is kept of a tracker's.
const maxURL = 512

// asksTracker reports whether a URI asks a tracker.
func asksTracker(uri []byte) bool {
	_, query, ok := bytes.Cut(uri, []byte("?"))
	return ok && (bytes.HasPrefix(query, []byte("info_hash=")) || bytes.Contains(query, []byte("&info_hash=")))
}

// webTracker tells what trackers over HTTP answer.
type webTracker struct{ talk dissect.Session }

// Content implements dissect.ContentDialogue.
func (w webTracker) Content(x *dissect.Content, m reassembly.Mark) {
	tree, fault := bencode.Parse(x.Bytes)
	read := fault == bencode.Fine && tree.Kind == bencode.Dictionary
	if info := tree.Get("info"); info.Kind == bencode.Dictionary {
		w.talk.Event(&dissect.Event{Dir: x.Dir, Mark: m,
			About: &TorrentFile{Bytes: x.Bytes, Info: info.Raw, InfoHash: sha1.Sum(info.Raw)}})
		return
	}
	if x.Within == nil || !asksTracker(x.Asked) {
		return
	}
	path, query, _ := bytes.Cut([]byte(x.Within.Subject), []byte("?"))
	a := &Announcement{URL: string(path[:min(len(path), maxURL)])}
	a.ask(query)
	e := dissect.Exchange{
		Method: "announce", Request: x.Within.Request, Reply: x.Within.Reply, Status: "OK", Outcome: x.Within.Outcome,
		Notes: x.Within.Notes, Detail: a,
	}
	if bytes.HasSuffix(path, []byte("scrape")) {
		e.Method = "scrape"
	}
	if a.Known {
		e.Subject = hex.EncodeToString(a.InfoHash[:])
	}
	if read {
		w.read(&e, a, tree, x.Dir, m)
	} else {
		a.fails(&e, x)
	}
	w.talk.Tell(&e)
}

// fails takes it that a tracker gave no answer that can be read: none at all, an
// error of HTTP, or a page.
func (a *Announcement) fails(e *dissect.Exchange, x *dissect.Content) {
	a.Unread = true
	switch e.Status = x.Within.Status; {
	case !x.Within.Reply.Seen(), e.Outcome == dissect.Redirected:
	case e.Outcome != dissect.Succeeded:
		var reason []byte
		if r, ok := x.About.(dissect.Replier); ok {
			reason = r.AppendReply(nil)
		}
		a.Failure = strings.TrimSpace("HTTP " + e.Status + " " + string(reason[:min(len(reason), maxReason)]))
	case x.Whole:
		e.Status, e.Outcome, a.Failure = "error", dissect.Failed, "the answer is not bencoded"
	}
}

// maxReason is how much is kept of a reason phrase of HTTP.
const maxReason = 128

// read takes the answer of a tracker.
func (w webTracker) read(e *dissect.Exchange, a *Announcement, tree bencode.Value, dir dissect.Dir, m reassembly.Mark) {
	e.Outcome = dissect.Succeeded
	if e.Method == "scrape" {
		a.scraped(tree)
	}
	a.Failure, a.Warning = string(tree.Get("failure reason").Text()), string(tree.Get("warning message").Text())
	if tree.Get("failure reason").Kind == bencode.String {
		e.Status, e.Outcome = "error", dissect.Refused
	}
	if e.Method == "announce" {
		if list := a.answered(tree); len(list.Added) > 0 {
			list.tell(w.talk, dissect.Event{Dir: dir, Mark: m})
		}
	}
}

// ask reads the query of a URI.
func (a *Announcement) ask(query []byte) {
	for len(query) > 0 {
		var pair []byte
		pair, query, _ = bytes.Cut(query, []byte("&"))
		key, value, _ := bytes.Cut(pair, []byte("="))
		switch string(key) {
		case "info_hash":
			if b := unescape(value); len(b) == HashSize && !a.Known {
				a.Known = true
				copy(a.InfoHash[:], b)
			}
		case "peer_id":
			copy(a.PeerID[:], unescape(value))
		case "port":
			n, _ := strconv.ParseUint(string(value), 10, 16)
			a.Port = uint16(n)
		case "event":
			if e := string(value); e == "started" || e == "completed" || e == "stopped" {
				a.Event = e
			}
		case "downloaded":
			a.Downloaded, _ = strconv.ParseUint(string(value), 10, 64)
		case "uploaded":
			a.Uploaded, _ = strconv.ParseUint(string(value), 10, 64)
		case "left":
			a.Left, _ = strconv.ParseUint(string(value), 10, 64)
		}
	}
}

// unescape undoes percent-encoding (RFC 3986 §2.1) of at most what an id has.
func unescape(s []byte) []byte {
	var b []byte
	for i := 0; i < len(s) && len(b) <= HashSize; i++ {
		if s[i] == '%' && i+2 < len(s) {
			var c [1]byte
			if _, err := hex.Decode(c[:], s[i+1:i+3]); err == nil {
				b = append(b, c[0])
				i += 2
				continue
			}
		}
		b = append(b, s[i])
	}
	return b
}

// number32 returns a number of a dictionary that fits, else 0.
func number32(tree bencode.Value, key string) uint32 {
	if n, ok := tree.Get(key).Int(); ok && n >= 0 && n < 1<<32 {
		return uint32(n)
	}
	return 0
}

// answered reads the answer to an announce, and returns the peers that it names:
// compact (BEP 23, 7) or as dictionaries.
func (a *Announcement) answered(tree bencode.Value) *PeerList {
	a.Interval, a.Seeders, a.Leechers = number32(tree, "interval"), number32(tree, "complete"), number32(tree, "incomplete")
	a.Completed = number32(tree, "downloaded")
	list := &PeerList{Source: FromTracker, Known: a.Known, InfoHash: a.InfoHash}
	list.addNamed(tree)
	a.Peers = len(list.Added)
	return list
}

// addNamed adds the peers that the answer of a tracker over HTTP names.
func (p *PeerList) addNamed(tree bencode.Value) {
	named := tree.Get("peers")
	p.addCompact(named.Text(), compact4)
	p.addCompact(tree.Get("peers6").Text(), compact6)
	for e := named.Entries(); named.Kind == bencode.List && e.Next() && !p.Cut; {
		ip, err := netip.ParseAddr(string(e.Value.Get("ip").Text()))
		port := number32(e.Value, "port")
		if err != nil || port == 0 || port >= 1<<16 {
			continue
		}
		end := dissect.Endpoint{Port: uint16(port), Addr: capture.Addr{Kind: capture.AddrIPv6}}
		if ip.Is4() {
			end.Addr.Kind = capture.AddrIPv4
		}
		copy(end.Addr.B[:], ip.AsSlice())
		p.add(end)
	}
}

// webTrackerRows has the peers expected that trackers over HTTP name.
type webTrackerRows struct{ conn *dissect.Conn }

// Content implements dissect.ContentDissector. It has no rows.
func (w webTrackerRows) Content(_ *dissect.Frame, x *dissect.Content) {
	if tree, fault := bencode.Parse(x.Bytes); fault == bencode.Fine && asksTracker(x.Asked) {
		list := PeerList{Source: FromTracker}
		list.addNamed(tree)
		list.expectIn(w.conn, byTracker)
	}
}

// scraped reads the answer to a scrape (BEP 48) about the torrent.
func (a *Announcement) scraped(tree bencode.Value) {
	for e := tree.Get("files").Entries(); e.Next(); {
		if !a.Known || string(e.Key) == string(a.InfoHash[:]) {
			a.Seeders, a.Leechers, a.Completed = number32(e.Value, "complete"), number32(e.Value, "incomplete"),
				number32(e.Value, "downloaded")
			return
		}
	}
}
