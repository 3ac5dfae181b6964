package main

import (
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/all"
	"netsniff/dissect/filter"
	"netsniff/dissect/pipeline"
	"netsniff/report/follow"
)

const followHelp = `follow prints what the two ends of a stream sent each other, in the order in
which they said it: TCP in sequence order, with lost bytes named where they are
missing; HTTP also without chunks and compression, of a WebSocket its messages; UDP datagram by datagram.

STREAM is a number, as in tcp.stream or udp.stream, or ADDRESS:PORT-ADDRESS:PORT;
with -p http2, http3 or quic a stream within it may follow, as in 3.8.
Without it, the capture (or what matches -f) must have just one stream; --list
shows which there are.

With -i what is sent is printed as it comes; without STREAM it is the first
stream. Ctrl-C, -a or -c ends it.`

const followExamples = `  netsniff follow -r web.pcap --list                     which streams there are
  netsniff follow -r web.pcap 3                          TCP stream 3 as text
  netsniff follow -r web.pcap -p http 3                  HTTP, decoded
  netsniff follow -r web.pcapng -p http3 0.4             stream 4 of HTTP/3
  netsniff follow -r web.pcap 192.0.2.10:49152-192.0.2.80:80
  netsniff follow -r web.pcap -f 'http.response.code == 404'
  netsniff follow -r web.pcap -T hex 3                   as a hex dump
  netsniff follow -i eth0 --bpf 'port 25'                live, the first stream
  netsniff follow -r dns.pcap -p udp -T json 0 | jq '.parts[]'`

// following are the flags of netsniff follow.
type following struct {
	*options
	tableFlags
	stream   string
	protocol string
	mode     string
	side     string
	list     bool
	masked   *masking
}

func newFollow(in io.Reader, out, errs io.Writer) *cobra.Command {
	w := &following{options: &options{in: in, out: out, errs: errs, colour: "auto"}}
	c := &cobra.Command{
		Use:     "follow [flags] {-r FILE... | -i NAME} [STREAM]",
		Short:   "Print what the two ends of a stream sent each other",
		Long:    followHelp,
		Example: followExamples,
		Args:    atMostOne("stream"),
		RunE:    w.speaking(func(_ *cobra.Command, args []string) error { return w.run(args) }),
	}
	f := c.Flags()
	f.SortFlags = false
	w.declareRead(f)
	f.StringVarP(&w.filter, "filter", "f", "", "follow the stream that has frames which match the display filter `EXPR`")
	f.StringVar(&w.stream, "stream", "", "the same as the argument `STREAM`")
	f.StringVarP(&w.protocol, "protocol", "p", "",
		"read the stream as `PROTOCOL`: tcp, udp, http, websocket (its messages), tls for what it carries decrypted, quic for a stream of it, http2 or http3 for a request with its response as HTTP/1 would say them (default tcp)")
	f.StringVarP(&w.mode, "output", "T", "ascii", "output `FORMAT`: ascii, hex, raw (hex digits), yaml or json")
	w.declareLive(c, "; what is sent is printed as it comes")
	f.StringVar(&w.side, "side", "both", "show what this `SIDE` sent: client, server or both")
	f.BoolVarP(&w.list, "list", "l", false, "list the streams instead (also with -f and -p; -T json for programs)")
	w.declareShape(w.options, f)
	w.declareMask(f)
	w.declareEffort(f, "read", sameOutput, connsOfRows, "")
	w.declareMemory(f)
	complete(c, "protocol", fixed(follow.Protocols()))
	complete(c, "output", fixed(follow.Modes()))
	complete(c, "side", fixed(follow.Sides()))
	complete(c, "filter", offerFilter)
	return c
}

// run follows a stream or lists them.
func (w *following) run(args []string) error {
	o, chosen, err := w.parse(args)
	if err != nil {
		return err
	}
	if w.masked, err = w.masking(); err != nil {
		return err
	}
	if w.list {
		return w.listStreams(chosen)
	}
	if w.stream == "" && len(w.ifaces) == 0 { // live it is the first one, which has number 0
		if o, err = w.choose(o, chosen); err != nil {
			return err
		}
	}
	return w.follow(o)
}

// parse reads the flags: everything that can be wrong with them is found
// before a byte is read.
func (w *following) parse(args []string) (o follow.Options, chosen *filter.Filter, err error) {
	var ok bool
	if o.Protocol, ok = follow.ParseProtocol(w.protocol); !ok && w.protocol != "" {
		return o, nil, fmt.Errorf("-p %s: no such protocol to follow; one of %s", w.protocol,
			strings.Join(follow.Protocols(), ", "))
	}
	if o.Mode, ok = follow.ParseMode(w.mode); !ok {
		return o, nil, fmt.Errorf("-T %s: no such format of a stream; one of %s", w.mode,
			strings.Join(follow.Modes(), ", "))
	}
	if o.Side, ok = follow.ParseSide(w.side); !ok {
		return o, nil, fmt.Errorf("--side %s: one of %s", w.side, strings.Join(follow.Sides(), ", "))
	}
	if err := errors.Join(w.bounds(), w.shapeOf(w.options, streamColumns)); err != nil {
		return o, nil, err
	}
	if !w.list && (len(w.columns) > 0 || w.wide || w.vertical) {
		return o, nil, errors.New("--columns, --wide and --vertical go with --list")
	}
	o.Terminal = isTerminal(w.out)
	if len(w.files)+len(w.ifaces) == 0 {
		return o, nil, errors.New("nothing to read: name a capture with -r FILE or an interface with -i NAME; see netsniff follow --help")
	}
	if len(w.ifaces) > 0 && w.filter != "" && !w.list {
		return o, nil, errors.New("-f finds streams in what was captured; choose what to follow live with --bpf")
	}
	if len(args) == 1 && w.stream != "" {
		return o, nil, fmt.Errorf("--stream %s and %s: name one stream", w.stream, args[0])
	}
	if len(args) == 1 {
		w.stream = args[0]
	}
	if w.stream != "" {
		switch {
		case w.list:
			return o, nil, errors.New("--list shows the streams: leave out " + w.stream)
		case w.filter != "":
			return o, nil, errors.New("-f finds the stream: leave out " + w.stream)
		}
		if o.Target, ok = follow.ParseTarget(w.stream, o.Protocol); !ok {
			return o, nil, fmt.Errorf("%s: a stream is a number or ADDRESS:PORT-ADDRESS:PORT", w.stream)
		}
	}
	chosen, err = filter.Compile(w.filter, all.Names())
	return o, chosen, err
}

// pass runs all frames of the input through the sinks. ended is called behind the
// last frame and returns what the sinks had to give up.
func (w *following) pass(run pipeline.Options, ended func() dissect.Losses) error {
	stop, err := w.stopper()
	if err != nil {
		return err
	}
	in, err := w.open()
	if err != nil {
		return err
	}
	defer in.close()
	if in.live == nil {
		var release func()
		stop, release = interruptible(stop)
		defer release()
	}
	run.Source, run.Stop, run.Limit = in.source, stop, w.count
	run.Detector = w.detector()
	run.Workers = w.effort()
	run.Conns, run.Memory = w.conns, w.memoryBytes()
	w.masked.apply(&run)
	defer w.masked.report(w.errs)
	totals, err := pipeline.Run(run)
	totals.Losses.Add(ended())
	w.footer(in, totals)
	return err
}

// follow prints the stream that o names.
func (w *following) follow(o follow.Options) error {
	var all []follow.Sink
	var tail []byte
	o.Detector = w.detector()
	err := w.pass(pipeline.Options{
		Out:   w.out,
		Depth: pipeline.Headers,
		NewSink: func() pipeline.Sink {
			x := follow.New(o)
			all = append(all, x)
			return x
		},
	}, func() (sum dissect.Losses) {
		for _, x := range all {
			if x.Seen() {
				tail = x.End(nil)
				sum.Add(x.Losses())
			}
		}
		return sum
	})
	var known follow.Counts
	for _, x := range all {
		if x.Seen() {
			_, wrong := w.out.Write(tail)
			w.others(o, x)
			return quietPipe(errors.Join(err, wrong))
		}
		n := x.Known()
		known = follow.Counts{TCP: max(known.TCP, n.TCP), UDP: max(known.UDP, n.UDP)}
	}
	if err != nil {
		return quietPipe(err)
	}
	return noStream(o, known)
}

// others says which streams a connection has beside the one that was followed, or that it
// has none that can be read.
func (w *following) others(o follow.Options, x follow.Sink) {
	within, ok := x.(*follow.Within)
	if !ok {
		return
	}
	all, followed, any := within.IDs()
	names := make([]string, 0, len(all))
	for _, id := range all[:min(len(all), 20)] {
		names = append(names, strconv.FormatUint(id, 10))
	}
	if len(all) > len(names) {
		names = append(names, "…")
	}
	list := strings.Join(names, ", ")
	switch {
	case len(all) == 0:
		fmt.Fprintf(w.errs, "netsniff: no stream of %v was read there; of what is encrypted the keys are needed (--keylog)\n",
			o.Protocol)
	case !any:
		fmt.Fprintf(w.errs, "netsniff: %v has no stream %d there; there are %s\n", o.Protocol, followed, list)
	case !o.Target.Inside && len(all) > 1:
		fmt.Fprintf(w.errs, "netsniff: this is stream %d of %v; there are %s: name one behind a dot, such as %d.%d\n",
			followed, o.Protocol, list, o.Target.Number, all[len(all)-1])
	}
}

// noStream says what there is instead of the stream that was asked for.
func noStream(o follow.Options, known follow.Counts) error {
	transport := o.Protocol.Transport()
	n, other, hint := known.TCP, known.UDP, "udp"
	if transport == capture.ProtoUDP {
		n, other, hint = other, n, "tcp"
	}
	name := strings.ToUpper(transport.String())
	what := fmt.Sprintf("no %s stream %d", name, o.Target.Number)
	if o.Target.Paired {
		what = fmt.Sprintf("no %s stream between these two", name)
	}
	switch {
	case n == 1:
		what += ": there is one, number 0"
	case n > 1:
		what += fmt.Sprintf(": there are %d, numbered 0 to %d", n, n-1)
	case other > 0:
		what += fmt.Sprintf(": there are none, but %d of %s; see -p %s", other, strings.ToUpper(hint), hint)
	default:
		what += ": there are none"
	}
	return errors.New(what)
}

// streams finds out which streams there are.
func (w *following) streams(chosen *filter.Filter) ([]follow.Stream, error) {
	var lists []*follow.List
	err := w.pass(pipeline.Options{
		Out:    io.Discard,
		Wanted: chosen.Needs().Bytes,
		NewSink: func() pipeline.Sink {
			l := new(follow.List)
			if w.filter != "" {
				scratch := new(filter.Scratch)
				l.Select = func(f *dissect.Frame) bool { return chosen.Match(f, scratch) }
			}
			lists = append(lists, l)
			return l
		},
	}, func() dissect.Losses { return dissect.Losses{} })
	var found []follow.Stream
	for _, s := range follow.Merge(lists) {
		if w.fits(&s) {
			found = append(found, s)
		}
	}
	return found, err
}

// fits reports whether -p allows the stream.
func (w *following) fits(s *follow.Stream) bool {
	p, known := follow.ParseProtocol(w.protocol)
	return w.protocol == "" || w.protocol == s.Transport.String() || w.protocol == s.Protocol || known && p.In(s.Protocol)
}

// choose finds the one stream that is meant when none is named.
func (w *following) choose(o follow.Options, chosen *filter.Filter) (follow.Options, error) {
	if name, once := onlyOnce(w.files); once {
		return o, errors.New(name + " can be read only once: name the stream, such as 0")
	}
	found, err := w.streams(chosen)
	if err != nil {
		return o, err
	}
	which := "the capture has"
	if w.filter != "" {
		which = "the filter matches"
	}
	switch len(found) {
	case 0:
		return o, errors.New(which + " no stream to follow")
	case 1:
		o.Target.Number = found[0].Number
		if found[0].Transport == capture.ProtoUDP && o.Protocol == follow.TCP {
			o.Protocol = follow.UDP
		}
		return o, nil
	}
	var names []string
	for _, s := range found[:min(len(found), 5)] {
		name := strconv.Itoa(int(s.Number))
		if s.Transport != o.Protocol.Transport() {
			name = "-p " + s.Transport.String() + " " + name
		}
		names = append(names, name)
	}
	if len(found) > len(names) {
		names = append(names, "…")
	}
	return o, fmt.Errorf("%s %d streams: name one of %s; --list shows them", which, len(found),
		strings.Join(names, ", "))
}
