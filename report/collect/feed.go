package collect

import (
	"bufio"
	"cmp"
	"io"
	"slices"

	"netsniff/dissect"
	"netsniff/dissect/detect"
	"netsniff/dissect/pipeline"
	"netsniff/reassembly"
)

// Feed tells what connections say while the capture is read, in an order that
// depends on the capture alone, whatever the number of workers:
//
//   - what ends with a frame of its own connection stands where the frame does,
//   - what ends because a connection is forgotten stands before the frame that
//     made the run forget it,
//   - what ends because a connection says nothing for long waits for what its
//     connection does next,
//   - what the end of the capture leaves open comes last, by the frame in which it
//     began.
//
// Within a connection the order is that of ordinals. Nothing is kept but what
// waits, as text and at most maxHeld bytes in each worker.
type Feed struct {
	Filter   *Filter          // what counts, as for a Plan; nil: everything
	Detector *detect.Detector // tells what connections say
	Content  dissect.Contents // what exchanges carry is told as well
	Rows     bool             // tellers read what rows say, as in a Definition
	Memory   int64            // as in a Plan
	New      func() Teller    // makes one for each worker
	// Beside are asked for as well: their collectors hear what is told, and have all of it when
	// the run is over (Outlet.Collectors).
	Beside []Ask
}

// Depth says how much of frames has to be read, see Plan.Depth.
func (f *Feed) Depth() pipeline.Depth {
	return (&Plan{Asks: f.Beside, Filter: f.Filter}).deepest(f.Rows)
}

// Teller puts into words what one worker's connections tell: each method appends
// to dst what is to be said, if anything. What it is given is borrowed until
// return; what it says is not looked into, and comes out as it is.
type Teller interface {
	// Frame takes each frame that counts, before what it ends is told.
	Frame(dst []byte, f *dissect.Frame) []byte
	// Exchange tells an exchange that has ended.
	Exchange(dst []byte, x *dissect.Exchange) []byte
	// Piece tells content as it passes; counts is valid at the last piece: see Keeper.
	Piece(dst []byte, p *dissect.Piece, counts bool) []byte
	// Closed tells that a connection has ended, after all else of it.
	Closed(dst []byte, c *dissect.Conn, last reassembly.Mark) []byte
}

// maxHeld bounds the text that waits in a worker.
const maxHeld = 32 << 20

// Outlet is what a Feed has in one worker: a pipeline.Sink and a
// pipeline.ForgetAppender.
type Outlet struct {
	Vitals Vitals
	Lost   uint64 // times that something was not told, beyond maxHeld

	teller     Teller
	beside     []entry // see Feed.Beside
	match      Match
	dispatcher *dispatcher
	now        *dissect.Conn // whose frame is read, or who is forgotten
	dst        []byte        // what is said of it
	held       map[*dissect.Conn]*held
	heldBytes  int
	ending     bool // the capture is over: everything is held
}

// held is what waits to be said of a connection.
type held struct {
	text  []byte
	since uint32 // frame in which the first of it began
}

// NewOutlet returns what one more worker needs.
func (f *Feed) NewOutlet() *Outlet {
	plan := &Plan{Asks: f.Beside, Filter: f.Filter}
	o := &Outlet{teller: f.New(), match: f.Filter.Match(), held: map[*dissect.Conn]*held{}, beside: plan.entries()}
	listeners, content, _, _ := plan.listeners(o.beside)
	listeners = append(listeners, &listener{Listener: o, keeper: o})
	o.dispatcher = newDispatcher(f.Detector, o.match, listeners, content|f.Content)
	o.dispatcher.limit(f.Memory)
	o.dispatcher.search.wanted = f.Filter.Mails()
	return o
}

// Frame implements pipeline.Sink: a frame is selected if the filter matches.
func (o *Outlet) Frame(f *dissect.Frame, dst []byte) ([]byte, bool) {
	o.Vitals.Note(f)
	counts := o.match == nil || o.match(f)
	o.begin(f.Conn, dst)
	if counts {
		o.dispatcher.all.add(f)
		for i := range o.beside {
			o.beside[i].count(f)
		}
		o.dst = o.teller.Frame(o.dst, f)
	}
	o.dispatcher.frame(f)
	return o.end(), counts
}

// Losses returns what putting streams in order had to give up; after End all of it.
func (o *Outlet) Losses() dissect.Losses { return o.dispatcher.reader.Losses }

// AppendForgotten implements pipeline.ForgetAppender.
func (o *Outlet) AppendForgotten(c *dissect.Conn, dst []byte) []byte {
	o.begin(c, dst)
	o.dispatcher.reader.Forget(c)
	for i := range o.beside {
		o.beside[i].forget(c)
	}
	return o.end()
}

// begin has what is told of c appended to dst, behind what waited for it.
func (o *Outlet) begin(c *dissect.Conn, dst []byte) {
	if h := o.held[c]; h != nil {
		dst = append(dst, h.text...)
		o.heldBytes -= len(h.text)
		delete(o.held, c)
	}
	o.now, o.dst = c, dst
}

func (o *Outlet) end() (dst []byte) {
	dst, o.now, o.dst = o.dst, nil, nil
	return dst
}

// say has tell append where the text about c, or the stream within it, belongs;
// frame is where what it is about began.
func (o *Outlet) say(c *dissect.Conn, frame uint32, tell func(dst []byte) []byte) {
	c = c.Outermost()
	if c == o.now && !o.ending {
		o.dst = tell(o.dst)
		return
	}
	h := o.held[c]
	if h == nil {
		h = &held{since: frame}
	}
	if o.heldBytes > maxHeld && !o.ending {
		o.Lost++
		return
	}
	before := len(h.text)
	if h.text = tell(h.text); len(h.text) > 0 {
		o.held[c] = h
	}
	o.heldBytes += len(h.text) - before
}

// Exchange implements dissect.Listener.
func (o *Outlet) Exchange(x *dissect.Exchange) {
	o.say(x.Conn, x.Began().Frame, func(dst []byte) []byte { return o.teller.Exchange(dst, x) })
}

// Keep implements Keeper.
func (o *Outlet) Keep(p *dissect.Piece, counts bool) {
	o.say(p.Conn, p.Mark.Frame, func(dst []byte) []byte { return o.teller.Piece(dst, p, counts) })
}

// Piece implements dissect.Listener: contents come by Keep.
func (o *Outlet) Piece(*dissect.Piece) {}

// Closed implements dissect.Listener.
func (o *Outlet) Closed(c *dissect.Conn, last reassembly.Mark) {
	o.say(c, last.Frame, func(dst []byte) []byte { return o.teller.Closed(dst, c, last) })
}

// Collectors returns those of Feed.Beside; of the first outlet they have what all heard when
// End is over.
func (o *Outlet) Collectors() (list []Collector) {
	for i := range o.beside {
		list = append(list, o.beside[i].Collector)
	}
	return list
}

// End writes what the outlets of all workers have left to tell, when the run is
// over, and adds up in the first what they counted.
func End(outlets []*Outlet, w io.Writer) error {
	type left struct {
		conn *dissect.Conn
		*held
	}
	var all []left
	for i, o := range outlets {
		o.ending = true
		o.dispatcher.reader.End()
		for c, h := range o.held {
			all = append(all, left{c, h})
		}
		o.held = nil
		if i > 0 {
			outlets[0].Vitals.Merge(&o.Vitals)
			outlets[0].Lost += o.Lost
			for j := range o.beside {
				outlets[0].beside[j].Merge(o.beside[j].Collector)
			}
		}
	}
	slices.SortFunc(all, func(a, b left) int {
		return cmp.Or(cmp.Compare(a.since, b.since), cmp.Compare(a.conn.Transport, b.conn.Transport),
			cmp.Compare(a.conn.ID, b.conn.ID))
	})
	b := bufio.NewWriter(w)
	for _, x := range all {
		_, _ = b.Write(x.text) // Flush tells
	}
	return b.Flush()
}
