package bittorrent

import (
	"strconv"
	"unicode/utf8"

	"netsniff/dissect"
	"netsniff/dissect/bencode"
	"netsniff/dissect/text"
)

// DHT is the distributed hash table (BEP 5,
// https://www.bittorrent.org/beps/bep_0005.html), with IPv6 (BEP 32), read-only
// nodes (BEP 43) and stored items (BEP 44).
var DHT = dissect.Protocol{
	Name: "bt-dht", Title: "BitTorrent DHT Protocol", Column: "BT-DHT",
	Sniff:       sniffDHT,
	Announces:   true,
	NewDatagram: newDatagrams,
	NewDialogue: newDatagramDialogue,
	Findings:    dhtFindings,
	Fields:      dhtFields,
	Outline:     &dhtOutline,
}

// sniffDHT knows a message by what it has first: its keys are in the order of
// the alphabet.
func sniffDHT(from dissect.Origin, b []byte) dissect.Match {
	if from != dissect.FromDatagram || !isDHT(b) {
		return dissect.No
	}
	return dissect.Yes
}

// dhtStarts are what messages begin with: arguments, an answer, an error, the
// address of who asked (BEP 42).
var dhtStarts = [...]string{"d1:ad", "d1:rd", "d1:el", "d2:ip"}

func isDHT(b []byte) bool {
	if len(b) < len(dhtStarts[0]) {
		return false
	}
	for _, s := range dhtStarts {
		if string(b[:len(s)]) == s {
			return true
		}
	}
	return false
}

// DHTMessage is one message. Reused with the next frame.
type DHTMessage struct {
	Bytes   []byte // borrowed
	WireLen int
	Fault   bencode.Fault // of what could be read

	read      int // bytes that were
	lists     []addressList
	code      []byte // of an error
	text      []byte
	erroneous bool // an error without a code and a text
	names     bool // peers
}

// addressList is what a message says of other nodes or of peers.
type addressList struct {
	kind  addressKind
	count int
}

// addressKind is what compact addresses stand for.
type addressKind uint8

const (
	noAddress addressKind = iota
	nodes                 // id, IPv4 address, port each
	nodes6                // id, IPv6 address, port each
	peers                 // a list of addresses and ports
	self                  // who asked, as the answering node sees him
)

// addressesOf returns what the value of a key stands for.
func addressesOf(key []byte) addressKind {
	switch string(key) {
	case "nodes":
		return nodes
	case "nodes6":
		return nodes6
	case "values":
		return peers
	case "ip":
		return self
	}
	return noAddress
}

// Sizes of compact addresses (BEP 5, 7, 32).
const (
	nodeID   = 20
	compact4 = 4 + 2
	compact6 = 16 + 2
)

// parse reads b as far as it is a message.
func (m *DHTMessage) parse(b []byte, wire int) {
	*m = DHTMessage{Bytes: b, WireLen: wire, lists: m.lists[:0]}
	s := bencode.Scan(b)
	numbers, texts := 0, 0
	for s.Next() {
		x := &s.Token
		key, top := string(x.Of), x.Depth == 1
		switch kind := addressesOf(x.Of); {
		case x.Key:
			if top && string(x.Body) == "e" {
				m.erroneous = true
			}
		case (kind == nodes || kind == nodes6) && x.Kind == bencode.String:
			m.lists = append(m.lists, addressList{kind, len(x.Body) / kind.size()})
		case kind == peers && x.Kind == bencode.List:
			m.lists = append(m.lists, addressList{peers, 0})
		case kind == peers && x.Kind == bencode.String && len(m.lists) > 0:
			if n := len(x.Body); n == compact4 || n == compact6 {
				m.lists[len(m.lists)-1].count++
				m.names = true
			}
		case key == "e" && x.Depth == 2 && x.Kind == bencode.Integer && numbers == 0:
			m.code, numbers = x.Body, 1
		case key == "e" && x.Depth == 2 && x.Kind == bencode.String && texts == 0:
			m.text, texts = x.Body, 1
		}
	}
	m.erroneous = m.erroneous && numbers+texts < 2
	m.Fault, m.read = s.Fault, s.Read()
}

// expect has the peers expected that a response names (BEP 5).
func (m *DHTMessage) expect(c *dissect.Conn) {
	if !m.names {
		return
	}
	root, _ := bencode.Parse(m.Bytes)
	n := 0
	for e := root.Get("r").Get("values").Entries(); e.Next() && n < maxExpected; n++ {
		if b := e.Value.Text(); len(b) == compact4 || len(b) == compact6 {
			expectCompact(c, b, len(b), byDHT)
		}
	}
}

// size returns how long one compact address of a node is.
func (k addressKind) size() int {
	if k == nodes6 {
		return nodeID + compact6
	}
	return nodeID + compact4
}

// maxLists bounds how many lists a row tells of.
const maxLists = 64

// AppendInfo appends what Wireshark says of the message.
func (m *DHTMessage) AppendInfo(dst []byte) []byte {
	dst = append(dst, "BitTorrent DHT Protocol"...)
	if m.code != nil && m.text != nil {
		dst = append(append(dst, "error_no="...), m.code...)
		dst = append(appendText(append(dst, " error_msg="...), m.text), ' ')
	}
	for _, l := range m.lists[:min(len(m.lists), maxLists)] {
		dst = strconv.AppendInt(append(dst, " reply="...), int64(l.count), 10)
		if l.kind == peers {
			dst = append(dst, " peers"...)
		} else {
			dst = append(dst, " nodes"...)
		}
	}
	if m.Fault != bencode.Fine || m.erroneous {
		return text.AppendShort(dst, len(m.Bytes), m.WireLen)
	}
	return dst
}

// appendText appends text with what could not be shown escaped.
func appendText(dst, b []byte) []byte {
	for _, r := range string(b) {
		switch {
		case r < ' ' || r == 0x7f:
			dst = text.AppendEscape(dst, byte(r))
		case !text.Printable(r):
			dst = text.AppendCodePoint(dst, r)
		default:
			dst = utf8.AppendRune(dst, r)
		}
	}
	return dst
}

func dhtFindings(_ *dissect.Frame, l *dissect.Layer, x *dissect.Findings) {
	m, ok := l.Message.(*DHTMessage)
	switch {
	case !ok:
	case m.Fault == bencode.TooDeep:
		x.Say(dissect.Fault, dissect.AboutMalformed, "Values lie too deep within each other, the rest was not read")
	case m.Fault != bencode.Fine && len(m.Bytes) >= m.WireLen || m.erroneous:
		x.Say(dissect.Fault, dissect.AboutMalformed, "Malformed Packet (Exception occurred)")
	case m.read < len(m.Bytes):
		x.Say(dissect.Notable, dissect.AboutProtocol, "Bytes behind the end of the message")
	}
}
