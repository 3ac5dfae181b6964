package kinship

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"maps"
	"os"
	"slices"

	"github.com/cespare/xxhash/v2"

	"netsniff/capture"
	"netsniff/capture/file"
	"netsniff/reassembly"
)

// ReadFile makes the print of a capture file.
func ReadFile(name string) (*Print, error) {
	open := func() (io.ReadCloser, error) { return os.Open(name) }
	p, err := ReadOpened(name, open)
	if err == nil {
		p.SHA256, err = digest(open)
	}
	return p, err
}

// ReadOpened makes the print of a capture that open opens, called name in messages,
// but for SHA256. One that is damaged has a print of what could be read, which says so
// (Quality.Damaged); one that cannot be opened, or is no capture, is an error of
// package file.
func ReadOpened(name string, open func() (io.ReadCloser, error)) (*Print, error) {
	f, err := open()
	if err != nil {
		return nil, err
	}
	src, err := file.NewSource(name, f)
	if err != nil {
		f.Close() // twice does no harm
		return nil, err
	}
	p := Read(src)
	return p, src.Close() // and f with it
}

func digest(open func() (io.ReadCloser, error)) (string, error) {
	f, err := open()
	if err != nil {
		return "", err
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// Read makes the print of all that src delivers. It keeps no bytes of frames.
func Read(src capture.Source) *Print {
	r := newReader()
	var p capture.Packet
	var err error
	for {
		if err = src.Next(&p); err == capture.ErrIdle {
			continue
		} else if err != nil {
			break
		}
		interfaces := src.Interfaces()
		if len(interfaces) > r.described {
			r.print.Quality.interfaces(interfaces[r.described:])
			r.described = len(interfaces)
		}
		p.Precision = uint8(interfaces[p.Interface].Precision)
		r.frame(&p)
	}
	if err != io.EOF {
		r.print.Quality.Damaged = err.Error()
	}
	if f, ok := src.(interface{ Dropped() uint64 }); ok {
		r.print.Quality.Dropped = f.Dropped()
	}
	return r.finish()
}

// reader makes a print.
type reader struct {
	print     *Print
	content   xxhash.Digest
	fragments reassembly.Fragments
	table     reassembly.Table[conversation]
	echoes    map[reassembly.Key]*conversation
	live      map[*conversation]struct{}
	done      []Conversation
	hosts     hosts
	numbers   int // samples in Numbers of live conversations
	most      int // of one of them
	described int // interfaces that were noted
	scratch   []byte
	segment   reassembly.Segment
	key       capture.Packet // of ICMP, without ports
}

func newReader() *reader {
	r := &reader{print: &Print{Version: version, Precision: 9}, echoes: map[reassembly.Key]*conversation{},
		live: map[*conversation]struct{}{}}
	r.content.Reset()
	r.hosts.all = map[hostKey]*Host{}
	r.table = reassembly.Table[conversation]{
		New:        r.open,
		ServerPort: func(_ capture.Proto, port uint16) bool { return port < 1024 },
		Limit:      maxLive,
		Forgotten:  r.close,
	}
	return r
}

// frame takes the next frame.
func (r *reader) frame(p *capture.Packet) {
	x := r.print
	if x.Frames == 0 {
		x.First, x.Last = p.At, p.At
	}
	x.Frames++
	x.First, x.Last = min(x.First, p.At), max(x.Last, p.At)
	x.Precision = min(x.Precision, p.Precision)
	_, _ = r.content.Write(p.Data) // never fails
	p.Decode()
	r.fragments.Add(p)
	x.Quality.frame(p)
	switch {
	case toMany(p):
		r.linkFrame(p)
	case p.Converses():
		found := r.table.Find(p)
		c := found.Conn
		if p.Transport == capture.ProtoTCP {
			c.tcp.Analyze(p, found.Dir, found.Reused, &r.segment)
		} else {
			c.totals.Datagram(p, found.Dir)
		}
		r.conversing(c, p, found.Dir)
	case p.Transport == capture.ProtoICMP || p.Transport == capture.ProtoICMPv6:
		c, d := r.echo(p)
		if c == nil {
			return
		}
		c.totals.Datagram(p, d)
		r.conversing(c, p, d)
	case p.State == capture.Decoded:
		r.linkFrame(p)
	}
}

// toMany reports whether a frame is for all or many on its link, so that all of
// them may have captured it; what asks for addresses is among it, and its answers.
func toMany(p *capture.Packet) bool {
	if p.Transport == capture.ProtoARP {
		return true
	}
	if h, ok := p.Find(capture.ProtoEthernet); ok {
		if b := p.Bytes(h); len(b) > 0 && b[0]&1 != 0 {
			return true
		}
	}
	switch p.Dst.Kind {
	case capture.AddrIPv4:
		return p.Dst.B[0] >= 224 // multicast (RFC 5771), reserved, limited broadcast
	case capture.AddrIPv6:
		return p.Dst.B[0] == 0xff
	}
	return false
}

// linkFrame samples a frame without conversation.
func (r *reader) linkFrame(p *capture.Packet) {
	r.print.Link.add(Sample{Hash: xxhash.Sum64(p.Data), At: p.At, Frame: p.Frame}, maxLink)
}

// conversing takes a frame of c.
func (r *reader) conversing(c *conversation, p *capture.Packet, d reassembly.Dir) {
	before := len(c.Numbers.List)
	r.scratch = c.frame(p, d, r.scratch[:0])
	r.numbers += len(c.Numbers.List) - before
	if r.numbers > roomNumbers+fewNumbers*len(r.live) {
		r.thin()
	}
}

// thin leaves each sample once and, if there are still many, drops every second
// one of the conversations that have most.
func (r *reader) thin() {
	r.numbers, r.most = 0, 0
	for c := range r.live {
		c.Numbers.settle()
		r.numbers += len(c.Numbers.List)
		r.most = max(r.most, len(c.Numbers.List))
	}
	if r.numbers <= roomNumbers/4*3+fewNumbers/4*3*len(r.live) {
		return
	}
	for c := range r.live {
		if n := len(c.Numbers.List); n > max(fewNumbers, r.most/2) {
			c.Numbers.thin()
			r.numbers -= n - len(c.Numbers.List)
		}
	}
}

// echo finds the conversation of an ICMP message, nil beyond maxLive.
func (r *reader) echo(p *capture.Packet) (*conversation, reassembly.Dir) {
	r.key.Src, r.key.Dst, r.key.Transport = p.Src, p.Dst, p.Transport
	key, _ := reassembly.KeyOf(&r.key)
	c := r.echoes[key]
	if c == nil {
		if len(r.echoes) >= maxLive {
			r.print.LeftOut++
			return nil, 0
		}
		c = r.open(0, p, reassembly.ToServer)
		r.echoes[key] = c
	}
	if p.Src == c.Client.Addr {
		return c, reassembly.ToServer
	}
	return c, reassembly.ToClient
}

// open begins a conversation.
func (r *reader) open(_ uint32, p *capture.Packet, first reassembly.Dir) *conversation {
	c := newConversation(p, first)
	r.live[c] = struct{}{}
	return c
}

// close keeps what is kept of a conversation.
func (r *reader) close(c *conversation) {
	if _, open := r.live[c]; !open {
		return
	}
	delete(r.live, c)
	x := c.finish()
	r.numbers -= len(x.Numbers.List)
	r.hosts.add(&x)
	r.done = append(r.done, x)
	if len(r.done) >= 2*maxConversations {
		r.choose()
	}
}

// choose keeps the conversations of most frames.
func (r *reader) choose() {
	if len(r.done) <= maxConversations {
		return
	}
	slices.SortFunc(r.done, func(a, b Conversation) int {
		return cmp.Or(cmp.Compare(b.Frames, a.Frames), cmp.Compare(a.First, b.First))
	})
	r.print.LeftOut += uint32(len(r.done) - maxConversations)
	clear(r.done[maxConversations:])
	r.done = r.done[:maxConversations]
}

// finish ends the print.
func (r *reader) finish() *Print {
	rest := slices.SortedFunc(maps.Keys(r.live), func(a, b *conversation) int { return cmp.Compare(a.First, b.First) })
	for _, c := range rest {
		r.close(c)
	}
	r.choose()
	slices.SortFunc(r.done, func(a, b Conversation) int { return cmp.Compare(a.First, b.First) })
	x := r.print
	x.Conversations = r.done
	x.Content = r.content.Sum64()
	x.Link.settle()
	x.Hosts = r.hosts.list()
	x.Quality.conversations(x.Conversations)
	return x
}
