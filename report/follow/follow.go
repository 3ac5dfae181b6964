// Package follow writes the content of one stream: what two programs said to
// each other, in the order in which they said it. TCP is put in sequence
// order, HTTP is taken out of its chunks and compression as well, UDP is one
// datagram after the other. Bytes that were sent but not captured are named
// where they are missing; nothing is joined across them.
//
// A part is written as soon as it is known to be next, so that memory does
// not grow with the stream.
package follow

import (
	"math"
	"strings"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/detect"
	"netsniff/dissect/http"
	"netsniff/dissect/tls"
	"netsniff/dissect/websocket"
	"netsniff/reassembly"
)

// Options says what to follow and how to show it.
type Options struct {
	Protocol Protocol
	Mode     Mode
	Target   Target
	Side     Side
	// First and Last number the parts to show, from 1; 0 means no limit.
	First, Last uint32
	// Detector knows protocols, and has the secrets that decrypt TLS (Given). nil: there are
	// none, and no streams within others.
	Detector *detect.Detector
	// Terminal makes dots of carriage returns that end no line: text must not
	// overwrite what stands on the screen.
	Terminal bool
}

// Sink is a pipeline.Sink that says what a stream carries. The workers of a run have one
// each; only one of them sees the stream.
type Sink interface {
	Frame(f *dissect.Frame, dst []byte) ([]byte, bool)
	// Seen reports whether any frame of the stream came by.
	Seen() bool
	// End appends what is left when all frames were seen: bytes that wait for
	// others, and what closes the format. A stream that never came by has a head
	// without peers, as in tshark.
	End(dst []byte) []byte
	// Losses returns what putting the stream in order had to give up so far.
	Losses() dissect.Losses
	// Known returns how many streams came by at least, followed or not.
	Known() Counts
}

// New returns what follows a stream.
func New(o Options) Sink {
	if o.Protocol.Within() {
		return newWithin(o)
	}
	return &Follower{base: newBase(o)}
}

// base is what all that follow have in common.
type base struct {
	Options
	seen     bool        // a frame came by
	headed   bool        // the head is written
	done     bool        // so is the tail
	firstDir dissect.Dir // in which the peer sends who sent the first frame
	print    printer
	parts    uint32
	known    Counts
	pair     [2]dissect.Endpoint // peers 0 and 1
	dst      []byte              // what the frame at work adds to
	shown    part                // here because a local one would escape through the printer
}

func newBase(o Options) base { return base{Options: o, print: newPrinter(&o)} }

// begin begins with a connection whose first frame went in direction d.
func (w *base) begin(c *dissect.Conn, d dissect.Dir) {
	w.seen, w.firstDir = true, d
	w.pair = [2]dissect.Endpoint{c.Client, c.Server}
	if d == dissect.ToClient {
		w.pair[0], w.pair[1] = w.pair[1], w.pair[0]
	}
}

// head writes the head, unless it is written.
func (w *base) head() {
	if !w.headed {
		w.headed = true
		w.dst = w.print.head(w.dst, w.title())
	}
}

// end appends what is left: what release shows, and the tail.
func (w *base) end(dst []byte, release func()) []byte {
	if w.done {
		return dst
	}
	w.done, w.dst = true, dst
	if !w.seen {
		w.head()
	}
	release()
	w.head()
	w.dst = w.print.tail(w.dst)
	return w.take()
}

// Follower is the Sink for connections and conversations, and what TLS carries.
type Follower struct {
	base
	conn    uint32
	about   *dissect.Conn
	spoken  bool // something was said
	hasConn bool
	duplex  reassembly.Duplex
	content *http.Transcript
	secured *tls.Transcript       // what TLS carries; nil: nothing of it was seen
	socket  *websocket.Transcript // nil: HTTP has not switched to it
	now     reassembly.Mark       // of the frame at work
}

// Frame implements pipeline.Sink: it selects the frames of the stream.
func (w *Follower) Frame(f *dissect.Frame, dst []byte) ([]byte, bool) {
	c := f.Conn
	if c == nil {
		return dst, false
	}
	w.known.note(c)
	if c.Transport != w.Protocol.Transport() || !w.Target.Is(c) {
		return dst, false
	}
	w.dst, w.now = dst, reassembly.Mark{Frame: f.Frame, At: f.At}
	if !w.hasConn || c.ID != w.conn {
		w.turnTo(f)
	}
	if w.Protocol == UDP {
		w.datagram(f)
	} else {
		w.duplex.Add(f.Packet, f.Dir, w)
	}
	return w.take(), true
}

// Seen implements Sink.
func (w *base) Seen() bool { return w.seen }

// Losses implements Sink.
func (w *Follower) Losses() dissect.Losses {
	return dissect.Losses{Streams: w.duplex.Losses()}
}

// Known implements Sink.
func (w *base) Known() Counts { return w.known }

// Counts are numbers of streams.
type Counts struct{ TCP, UDP uint32 }

func (n *Counts) note(c *dissect.Conn) {
	switch c.Transport {
	case capture.ProtoUDP:
		n.UDP = max(n.UDP, c.ID+1)
	case capture.ProtoTCP:
		n.TCP = max(n.TCP, c.ID+1)
	}
}

// End implements Sink.
func (w *Follower) End(dst []byte) []byte { return w.end(dst, w.release) }

func (w *base) take() []byte {
	dst := w.dst
	w.dst = nil
	return dst
}

// turnTo begins with the connection of f. Ports that are used again make a
// new connection: its numbers have nothing to do with those of the last one.
func (w *Follower) turnTo(f *dissect.Frame) {
	w.release()
	w.conn, w.hasConn, w.firstDir = f.Conn.ID, true, f.Dir
	if w.seen && (dissect.Endpoint{Addr: f.Src, Port: f.SrcPort}) != w.pair[0] {
		w.firstDir = f.Dir.Reverse()
	}
	w.duplex = reassembly.Duplex{}
	w.content, w.secured, w.socket = nil, nil, nil
	switch w.Protocol {
	case HTTP:
		w.content = http.NewTranscript(w.httpPiece)
	case WebSocket:
		w.content = http.NewTranscript(w.switchedPiece)
		w.content.Switched = w.switches
	}
	if w.Protocol == TLS {
		w.secure(f.Conn)
	}
	w.about, w.spoken = f.Conn, false
	if w.seen {
		return
	}
	w.begin(f.Conn, w.firstDir)
	w.head()
}

func (w *base) title() *title {
	return &title{Options: &w.Options, seen: w.seen, pair: w.pair, client: clientPeer(w.firstDir)}
}

// release delivers what waits in both directions.
func (w *Follower) release() {
	if !w.hasConn {
		return
	}
	w.duplex.End(w.firstDir, w.now, w)
	if w.content != nil {
		w.content.End()
	}
}

func (w *Follower) datagram(f *dissect.Frame) {
	if len(f.Payload) > 0 {
		w.Data(f.Dir, f.Payload, w.now)
	}
	if n := f.PayloadLen - len(f.Payload); n > 0 {
		w.Gap(f.Dir, uint32(n), w.now)
	}
}

// Data implements reassembly.Dialogue.
func (w *Follower) Data(d dissect.Dir, b []byte, m reassembly.Mark) {
	if w.secured == nil && w.content != nil && !w.spoken && tls.Begins(b) {
		w.secure(w.about)
	}
	if w.spoken = true; w.secured != nil {
		w.secured.Data(d, b, m)
		return
	}
	w.plain(d, b, m)
}

// plain takes what is said in clear, or was decrypted.
func (w *Follower) plain(d dissect.Dir, b []byte, m reassembly.Mark) {
	if w.content != nil {
		w.content.Data(d, b, m)
		return
	}
	w.show(d, part{Mark: m, bytes: b})
}

// Gap implements reassembly.Dialogue. A gap is known in the frame that
// acknowledges it.
func (w *Follower) Gap(d dissect.Dir, n uint32, m reassembly.Mark) {
	if w.secured != nil {
		w.secured.Gap(d, int64(n), m)
		return
	}
	w.missing(d, n, m)
}

// secure has TLS decrypted from here on.
func (w *Follower) secure(c *dissect.Conn) {
	var given dissect.Storage
	if w.Detector != nil {
		given = w.Detector.Given
	}
	w.secured = tls.NewTranscript(c, given, func(p tls.Piece) {
		if p.Missing > 0 {
			w.missing(p.Dir, uint32(min(p.Missing, math.MaxUint32)), p.Mark)
			return
		}
		w.plain(p.Dir, p.Bytes, p.Mark)
	})
}

func (w *Follower) missing(d dissect.Dir, n uint32, m reassembly.Mark) {
	if w.content != nil {
		w.content.Gap(d, n, m)
		return
	}
	w.show(d, part{Mark: m, missing: n})
}

func (w *Follower) httpPiece(p http.Piece) {
	w.show(p.Dir, part{Mark: p.Mark, bytes: p.Bytes, missing: p.Missing})
}

// switches has what follows read as a WebSocket, if it is one.
func (w *Follower) switches(protocol, terms []byte) {
	if strings.EqualFold(string(protocol), websocket.Protocol.ALPN[0]) {
		w.socket = websocket.NewTranscript(string(terms), w.socketPiece)
	}
}

// switchedPiece takes what HTTP passes on: what comes before a WebSocket says nothing in it.
func (w *Follower) switchedPiece(p http.Piece) {
	switch {
	case w.socket == nil:
	case p.Missing > 0:
		w.socket.Gap(p.Dir, p.Missing, p.Mark)
	default:
		w.socket.Data(p.Dir, p.Bytes, p.Mark)
	}
}

func (w *Follower) socketPiece(p websocket.Piece) {
	w.show(p.Dir, part{Mark: p.Mark, bytes: p.Bytes, missing: p.Missing})
}

// show writes a part, if it is one of those asked for.
func (w *base) show(d dissect.Dir, p part) {
	if w.Side == ClientSide && d != dissect.ToServer || w.Side == ServerSide && d != dissect.ToClient {
		return
	}
	w.parts++
	if w.parts < w.First || w.Last > 0 && w.parts > w.Last {
		return
	}
	w.head()
	if d != w.firstDir {
		p.peer = 1
	}
	w.shown = p
	w.dst = w.print.part(w.dst, &w.shown)
}
