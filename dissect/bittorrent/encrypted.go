package bittorrent

import (
	"slices"

	"netsniff/dissect"
	"netsniff/reassembly"
)

// Encrypted is the Detail of an exchange of keys of message stream encryption
// (https://wiki.vuze.com/w/Message_Stream_Encryption), Method "encrypted": what
// follows cannot be read by who only listens, since the Diffie-Hellman secret is
// not in it, also if the info hash is known.
type Encrypted struct {
	Evidence Evidence
	Named    *Naming     // who named the peer, and the torrent; nil: nobody
	By       dissect.Dir // in which the one speaks who came
	Keys     [2]int      // bytes of key and padding, by who came and who was asked
}

// Evidence says what speaks for it, a bit each.
type Evidence uint8

// Evidence.
const (
	ByPort   Evidence = 1 << iota // a port of BitTorrent
	BySizes                       // each began with a key of 96 bytes and at most 512 of padding, the one who came first
	ByChance                      // all of that is random
	ByAnswer                      // the one who came went on with at least the hashes and the choice of ciphers
	ByName                        // a tracker, or a peer, named the peer to connect to
	ByUTP                         // it stands in uTP, which peers alone speak
)

var evidence = [...]string{"BitTorrent's port", "sizes of keys and padding", "random bytes", "what follows the keys",
	"who named the peer", "uTP"}

// String returns what speaks for it, with ", " between.
func (e Evidence) String() string {
	s := ""
	for i, word := range evidence {
		if e&(1<<i) != 0 {
			if s != "" {
				s += ", "
			}
			s += word
		}
	}
	return s
}

// Sizes of message stream encryption: a public key, the longest padding, and what
// the one who came sends next at least: two hashes, verification, ciphers, lengths.
const (
	keySize    = 96
	maxPadding = 512
	leastNext  = 20 + 20 + 8 + 4 + 2 + 2
)

// stranger is a connection in which nobody speaks as a peer does.
type stranger struct {
	begun  bool
	opener dissect.Dir
	keys   [2]dissect.Side // what each said before the opener spoke again, his first
	seen   [2]histogram
	next   int // bytes that he said then
}

// histogram counts the values of the first bytes of a side, those of a key.
type histogram struct {
	bytes    int
	distinct int
	text     int // of the first leastText bytes are printable ASCII
	values   [256]bool
}

func (h *histogram) add(b []byte) {
	for _, c := range b[:min(len(b), keySize-h.bytes)] {
		h.bytes++
		if h.bytes <= leastText && (' ' <= c && c <= '~' || c == '\r' || c == '\n') {
			h.text++
		}
		if !h.values[c] {
			h.values[c] = true
			h.distinct++
		}
	}
}

// leastDistinct is how many values 96 random bytes have at least: 80 on average,
// with a deviation of 3.
const leastDistinct = 64

func (h *histogram) random() bool { return h.bytes == keySize && h.distinct >= leastDistinct }

// leastText is how many bytes have to be text to be no key.
const leastText = 12

func (h *histogram) plain() bool { return h.text == leastText }

// judgement is what a stranger is.
type judgement uint8

const (
	undecided judgement = iota
	encrypts
	another // no peer
)

// take takes what is said next.
func (s *stranger) take(dir dissect.Dir, b []byte, m reassembly.Mark) judgement {
	if !s.begun {
		s.begun, s.opener = true, dir
	}
	who := 0
	if dir != s.opener {
		who = 1
	}
	if who == 0 && s.keys[1].Seen() {
		s.next += len(b)
	} else {
		s.keys[who].Add(len(b), m)
		s.seen[who].add(b)
	}
	if who == 1 && s.seen[0].bytes < keySize || s.next > 0 && s.seen[1].bytes < keySize {
		return another
	}
	for i := range s.keys {
		if s.seen[i].plain() || s.keys[i].Bytes > keySize+maxPadding || s.seen[i].bytes == keySize && !s.seen[i].random() {
			return another
		}
	}
	switch {
	case s.next == 0:
		return undecided
	case !s.seen[0].random() || !s.seen[1].random():
		return another
	case s.next < leastNext:
		return undecided
	}
	return encrypts
}

// exchange returns the exchange of keys.
func (s *stranger) exchange(c *dissect.Conn) *dissect.Exchange {
	e := &Encrypted{By: s.opener, Evidence: BySizes | ByChance | ByAnswer,
		Keys: [2]int{int(s.keys[0].Bytes), int(s.keys[1].Bytes)}}
	if c.Carrier != nil {
		e.Evidence |= ByUTP
	}
	if slices.Contains(Protocol.TCP, c.Server.Port) || slices.Contains(Protocol.TCP, c.Client.Port) {
		e.Evidence |= ByPort
	}
	if c.Announced != nil {
		e.Evidence |= ByName
		e.Named, _ = c.Announced.About.(*Naming)
	}
	return &dissect.Exchange{
		Method: "encrypted", Subject: "by " + e.Evidence.String(), Request: s.keys[0], Reply: s.keys[1],
		Status: "keys", Outcome: dissect.Succeeded, Detail: e,
	}
}
