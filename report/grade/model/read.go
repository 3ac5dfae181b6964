package model

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"netsniff/capture"
	"netsniff/capture/file"
	"netsniff/dissect"
	"netsniff/dissect/detect"
	"netsniff/dissect/filter"
	"netsniff/dissect/pipeline"
	"netsniff/dissect/tls/keylog"
	"netsniff/reassembly"
	"netsniff/report/collect"
)

// Bounds of what is kept of a capture. What is beyond is said in Capture.Left.
const (
	MaxFrames    = 2_000_000
	MaxBytes     = 2 << 30 // of frames
	maxPackets   = 200_000
	maxConns     = 65_536
	maxExchanges = 100_000
	maxSegments  = 4096 // of a side
	maxHits      = 100_000
	memory       = 64 << 20
)

// Reader reads captures. It may be used by several goroutines at once.
type Reader struct{ Detector *detect.Detector }

// Read reads one capture, called name, and looks which frames each filter selects:
// hits[i] are those of filters[i], in order. keys are key logs, as SSLKEYLOGFILE names
// them, that TLS is decrypted with beside those that the capture brings. A damaged file gives what was read of
// it, with Capture.Damage; an error means that it is no capture at all.
func (r *Reader) Read(name string, in io.Reader, keys [][]byte, filters []*filter.Filter) (c *Capture, hits [][]Hit,
	err error) {
	source, err := file.NewSource(name, in)
	if err != nil {
		return nil, nil, err
	}
	defer source.Close()
	log := &keylog.Log{}
	for _, k := range keys {
		log.Add(k, 0)
	}
	source.OnSecrets(func(s file.Secrets) {
		if s.Kind == file.TLSKeyLog {
			log.Add(s.Bytes, s.Before)
		}
	})
	detector := *r.Detector
	detector.Given = dissect.Storage{}
	dissect.Give(detector.Given, log)
	b := newBuilder(name, filters)
	ask := collect.Ask{Definition: collect.Definition{
		Name: "model", Content: dissect.Mails | dissect.Files, Totals: true, Rows: true,
		New: func(*collect.Ask) collect.Collector { return b },
	}}
	plan := &collect.Plan{Asks: []collect.Ask{ask}, Detector: &detector, Wanted: wanted(filters), Memory: memory}
	var set *collect.Set
	var bytes int64
	over := false
	_, err = pipeline.Run(pipeline.Options{
		Source: source, Detector: &detector, Workers: 1, Totals: true, Depth: pipeline.Messages, Wanted: plan.Wanted,
		Out: io.Discard, Conns: maxConns, Memory: memory, Limit: MaxFrames,
		NewSink: func() pipeline.Sink { set = plan.New(); return set },
		Stop: func(p *capture.Packet) bool {
			if p != nil {
				bytes += int64(p.CapLen)
			}
			over = over || bytes > MaxBytes
			return over
		},
	})
	set.Merge(nil)
	var damage *capture.DamageError
	switch {
	case errors.As(err, &damage):
		b.out.Damage = err.Error()
	case err != nil:
		return nil, nil, err
	}
	if over || b.out.Frames >= MaxFrames {
		b.left(fmt.Sprintf("frames beyond %d or %d MiB", MaxFrames, MaxBytes>>20))
	}
	b.out.Secrets = log.Size()
	return b.finish(), b.hits, nil
}

func wanted(filters []*filter.Filter) (list []*dissect.Protocol) {
	for _, f := range filters {
		for _, p := range f.Needs().Bytes {
			if !slices.Contains(list, p) {
				list = append(list, p)
			}
		}
	}
	return list
}

// builder builds a model. It is the collector of a run with one worker.
type builder struct {
	out     *Capture
	filters []*filter.Filter
	scratch filter.Scratch
	hits    [][]Hit

	origin    capture.Stamp
	last      capture.Stamp
	conns     map[*dissect.Conn]*Conn
	keys      map[connKey]*Conn
	ended     []endedConn
	texts     map[capture.Addr]string
	addresses map[string]bool
	macs      map[string]bool
	parts     []part
	waits     map[*Conn]*[2][]*Segment // that nobody has acknowledged, by direction
	beyond    []string
}

type connKey struct {
	transport capture.Proto
	id        uint32
}

type endedConn struct {
	of *dissect.Conn
	c  *Conn
}

func newBuilder(name string, filters []*filter.Filter) *builder {
	b := &builder{
		out: &Capture{File: name, Swarm: newSwarm()}, filters: filters, hits: make([][]Hit, len(filters)),
		conns: map[*dissect.Conn]*Conn{}, keys: map[connKey]*Conn{}, texts: map[capture.Addr]string{},
		addresses: map[string]bool{}, macs: map[string]bool{}, waits: map[*Conn]*[2][]*Segment{},
	}
	for _, make := range parts {
		b.parts = append(b.parts, make(b))
	}
	return b
}

// part is what adds the objects of a protocol to the model. Each method is given
// what is borrowed until return.
type part interface {
	exchange(x *dissect.Exchange, e *Exchange)
	event(x *dissect.Event)
	piece(p *dissect.Piece)
	frame(f *dissect.Frame, p *Packet)
	finish()
}

// parts makes them: a line for each protocol that adds something.
var parts = []func(*builder) part{newHTTPPart, newDNSPart, newMailPart, newFTPPart, newCallPart, newTLSPart, newSwarmPart}

// idle is a part that hears nothing; others embed it.
type idle struct{}

func (idle) exchange(*dissect.Exchange, *Exchange) {}
func (idle) event(*dissect.Event)                  {}
func (idle) piece(*dissect.Piece)                  {}
func (idle) frame(*dissect.Frame, *Packet)         {}
func (idle) finish()                               {}

// left notes that a bound left something out.
func (b *builder) left(what string) {
	if !slices.Contains(b.beyond, what) {
		b.beyond = append(b.beyond, what)
	}
}

// Merge implements collect.Collector: there is one worker.
func (b *builder) Merge(collect.Collector) {}

// Tables implements collect.Collector: a model is no table.
func (b *builder) Tables(*collect.Run) (none []tableOf) { return nil }

// Exchange implements dissect.Listener.
func (b *builder) Exchange(x *dissect.Exchange) {
	if len(b.out.Exchanges) >= maxExchanges {
		b.left(fmt.Sprintf("exchanges beyond %d", maxExchanges))
		return
	}
	e := &Exchange{
		Conn: b.conn(x.Conn), Method: x.Method, Subject: x.Subject, Status: x.Status, Outcome: x.Outcome.String(),
		Words: x.Words(),
		Frame: int64(x.Began().Frame), Last: int64(x.Request.Last.Frame), Reply: int64(x.Reply.First.Frame),
		ReplyLast: int64(x.Reply.Last.Frame),
		Start:     b.since(x.Began()), End: b.since(x.Began()), TTFB: -1, TTLB: -1,
		Sent: x.Request.Bytes, Received: x.Reply.Bytes, Segments: int64(x.Reply.Segments),
	}
	if x.Protocol != nil {
		e.Protocol = x.Protocol.Name
	}
	for _, side := range [...]*dissect.Side{&x.Request, &x.Reply} {
		if side.Seen() {
			e.End = max(e.End, b.since(side.Last))
		}
	}
	if t, ok := x.TTFB(); ok {
		e.TTFB = seconds(t)
	}
	if t, ok := x.TTLB(); ok {
		e.TTLB = seconds(t)
	}
	if x.Notes != 0 {
		e.Notes = strings.Split(x.Notes.String(), ", ")
	}
	if l := x.Login; l != nil {
		e.User, e.Mechanism = l.User, l.Mechanism
		if !l.Hashed && l.Secret != "" {
			e.SecretHash = digest([]byte(l.Secret))
		}
	}
	b.out.Exchanges = append(b.out.Exchanges, e)
	for _, p := range b.parts {
		p.exchange(x, e)
	}
}

// Event implements dissect.EventListener.
func (b *builder) Event(x *dissect.Event) {
	for _, p := range b.parts {
		p.event(x)
	}
}

// Piece implements dissect.Listener.
func (b *builder) Piece(x *dissect.Piece) {
	for _, p := range b.parts {
		p.piece(x)
	}
}

// Closed implements dissect.Listener. Totals grow with frames that follow: they
// are read at the end.
func (b *builder) Closed(c *dissect.Conn, _ reassembly.Mark) {
	if c.Carrier != nil {
		b.within(c)
	} else {
		b.ended = append(b.ended, endedConn{c.Summary(), b.conn(c)})
		b.ended[len(b.ended)-1].of.Recognised = c.Recognised
	}
	delete(b.conns, c)
}

// within notes what an inner stream carries.
func (b *builder) within(c *dissect.Conn) {
	if m, name := b.conn(c), carried(c); name != "" && !slices.Contains(m.Within, name) {
		m.Within = append(m.Within, name)
		slices.Sort(m.Within)
	}
}

func (b *builder) since(m reassembly.Mark) float64 { return seconds(m.At - b.origin) }

// finish completes the model.
func (b *builder) finish() *Capture {
	o := b.out
	for _, x := range b.ended {
		x.c.fill(x.of, b.origin)
	}
	for of, c := range b.conns { // those that nobody said had ended
		if of.Carrier == nil {
			c.fill(of, b.origin)
		} else {
			b.within(of)
		}
	}
	for _, c := range o.Conns {
		c.Up.Resent, c.Down.Resent = int64(len(c.Up.ResentFrames)), int64(len(c.Down.ResentFrames))
	}
	parallel(o.Conns)
	for _, p := range b.parts {
		p.finish()
	}
	slices.SortStableFunc(o.Exchanges, func(x, y *Exchange) int { return int(x.Frame - y.Frame) })
	slices.SortStableFunc(o.HTTP, func(x, y *HTTP) int { return int(x.Frame - y.Frame) })
	slices.SortStableFunc(o.Lookups, func(x, y *Lookup) int { return int(x.Frame - y.Frame) })
	slices.SortStableFunc(o.Mails, func(x, y *Mail) int { return int(x.Frame - y.Frame) })
	slices.SortStableFunc(o.Transfers, func(x, y *Transfer) int { return int(x.Frame - y.Frame) })
	o.Addresses, o.MACs = sorted(b.addresses), sorted(b.macs)
	o.Left = strings.Join(b.beyond, "; ")
	o.Duration = seconds(b.last - b.origin)
	o.End = seconds(b.last)
	return o
}

func sorted(set map[string]bool) []string {
	list := make([]string, 0, len(set))
	for s := range set {
		list = append(list, s)
	}
	slices.Sort(list)
	return list
}
