// Package mask hides secrets in frames: what logs somebody in is overwritten
// with asterisks, so that a capture can be shared. Lengths and sequence numbers
// stay, and so does all else.
//
// Secret are, among others:
//
//   - SMTP: what AUTH carries, but for LOGIN's user (RFC 4954)
//   - POP3: PASS, APOP's digest, what AUTH carries (RFC 1939, RFC 5034)
//   - IMAP: LOGIN's password, what AUTHENTICATE carries (RFC 9051)
//   - HTTP: credentials of Authorization and Proxy-Authorization (RFC 9110
//     §11.4), values of Cookie and Set-Cookie (RFC 6265); header fields, parameters
//     of URIs and forms and members of JSON by their names; passwords in URIs
//   - HTTP/2: the same, in header blocks as well (RFC 7541); WebSocket: what bodies of
//     HTTP may have
//   - Telnet and others that prompt: what is typed after "Password:"
//   - and what the other protocols say that have a Secrets, Finder or PacketSecrets
//
// They are known beside their protocols (dissect.Protocol, package secrets). Packets that
// stand each for itself, datagrams and what headers of the link and of IP carry, need not
// be looked for before: they are read when they are overwritten, unless they come in
// fragments.
//
// A file is read twice. A Collector finds out where secrets are, in sequence
// order and however they are cut, and a Masker overwrites them in whatever
// segment they come. What can be read only once has a Masker that looks for
// secrets as they come.
//
// What comes encrypted nobody can overwrite in frames. There a Veil overwrites what was
// decrypted, before anybody reads it: it comes once and in order.
//
// In case of doubt too much is hidden: an HTTP header field is one even in a
// body, and where bytes were lost what follows on a secret is secret.
package mask

import (
	"bytes"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/reassembly"
)

// Secrets is where the secrets of a capture are. It does not change any more
// once it is given to a Masker.
type Secrets struct {
	streams map[uint32]*[2]ranges // by Conn.ID
	quoted  map[reassembly.Key][]uint32
	patches map[uint32][]patch // by frame
	// incomplete: there were more than can be remembered. What they are is
	// looked for once more as it comes.
	incomplete bool
}

// patch is what is to be done to a fragment: by offsets in the payload of the
// datagram.
type patch struct {
	hidden        // to be overwritten
	shift  int64  // what is added to its offsets for positions in the connection
	sum    int64  // where the checksum is that covers it, less than 0: there is none
	change uint64 // of the sum
}

// Bounds of what is remembered of a run.
const (
	maxRanges     = 4 << 20  // secrets of a file
	maxFragmented = 16 << 20 // bytes of segments that came in fragments
)

// Merge returns what all collectors of a run found. None of them may be used
// any more.
func Merge(list []*Collector) *Secrets {
	s := &Secrets{streams: map[uint32]*[2]ranges{}, quoted: map[reassembly.Key][]uint32{},
		patches: map[uint32][]patch{}}
	for _, c := range list {
		c.finish()
		s.incomplete = s.incomplete || c.full
		for id, found := range c.streams {
			s.streams[id] = found
		}
		for key, ids := range c.keys {
			s.quoted[key] = append(s.quoted[key], ids...)
		}
		for i := range c.fragmented {
			s.patch(&c.fragmented[i])
		}
		for frame, list := range c.patches {
			s.patches[frame] = append(s.patches[frame], list...)
		}
	}
	return s
}

// patch notes what is to be overwritten in the frames that a segment came in.
func (s *Secrets) patch(x *fragmented) {
	found := s.streams[x.stream]
	if found == nil {
		return
	}
	for _, r := range found[x.dir].within(x.from, x.from+int64(len(x.payload))) {
		from := max(0, r.from-x.from) + int64(x.head)
		to := min(int64(len(x.payload)), r.to-x.from) + int64(x.head)
		sum, shift := int64(x.tcp+checksumAt), x.from-int64(x.head)
		added := change(bytes.Clone(x.payload[from-int64(x.head):to-int64(x.head)]), int(from)-x.tcp, r.by, from+shift)
		addPatches(s.patches, x.parts, patch{hidden{span{from, to}, r.by}, shift, sum, added})
	}
}

// addPatches notes x for those fragments that have some of it or of the checksum.
func addPatches(m map[uint32][]patch, parts []capture.FragmentPart, x patch) {
	for _, p := range parts {
		from, to := int64(p.Off), int64(p.Off)+int64(p.Len)
		y := x
		y.from, y.to = max(x.from, from), min(x.to, to)
		if y.from < y.to || from <= x.sum && x.sum+2 <= to {
			m[p.Frame] = append(m[p.Frame], y)
		}
	}
}

// Losses counts what a Masker could not do for sure.
type Losses struct {
	Late     uint64 // secrets that were known only after a frame with them had passed
	Unmasked uint64 // frames whose secrets cannot be reached: nested fragments
}

// Add adds what another Masker counted.
func (l *Losses) Add(x Losses) {
	l.Late += x.Late
	l.Unmasked += x.Unmasked
}

// keyOf names the connection as the frames of it are named.
func keyOf(c *dissect.Conn) reassembly.Key {
	var p capture.Packet
	p.Src, p.SrcPort, p.Dst, p.DstPort, p.Transport = c.Client.Addr, c.Client.Port, c.Server.Addr, c.Server.Port, c.Transport
	k, _ := reassembly.KeyOf(&p)
	return k
}
