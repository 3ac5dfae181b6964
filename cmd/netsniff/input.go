package main

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"netsniff/capture"
	"netsniff/capture/file"
	"netsniff/capture/live"
	"netsniff/dissect"
	"netsniff/dissect/pipeline"
)

// input is where frames come from: files or an interface.
type input struct {
	source  capture.Source
	files   *file.Source // nil when live
	live    *live.Handle // nil when reading files
	release func()       // gives signals back; nil when reading files
}

func (o *options) open() (*input, error) {
	if len(o.ifaces) == 1 && o.ifaces[0] == "-" {
		o.files, o.ifaces = append(o.files, "-"), nil // as tshark calls a pipe
	}
	switch {
	case len(o.ifaces) > 1:
		return nil, fmt.Errorf("-i %s: one interface at a time; on Linux `any` is all of them",
			strings.Join(o.ifaces, " -i "))
	case len(o.files) > 0 && len(o.ifaces) > 0:
		return nil, errors.New("-r and -i exclude each other: read files or capture live")
	case len(o.files) > 0:
		if o.bpf != "" {
			return nil, errors.New("--bpf filters live captures only; for files use a display filter, -f")
		}
		f, err := file.Open(o.files...)
		if err != nil {
			return nil, err
		}
		o.learn(f)
		in := &input{source: f, files: f}
		o.shard.only(in)
		return in, nil
	case len(o.ifaces) > 0:
		return o.openLive()
	}
	return nil, errors.New("nothing to read: name a capture with -r FILE or an interface with -i NAME; see netsniff --help")
}

// openLive starts a capture that an interrupt ends cleanly.
func (o *options) openLive() (*input, error) {
	h, err := live.Open(o.ifaces[0], live.Options{SnapLen: o.snaplen, Promiscuous: !o.noPromisc, Filter: o.bpf})
	if err != nil {
		return nil, err
	}
	in := &input{source: h, live: h, release: onInterrupt(h.Stop)}
	fmt.Fprintln(o.errs, o.told("Capturing on '%s'", h.Interfaces()[0].Name))
	return in, nil
}

func (in *input) close() {
	if in.release != nil {
		in.release()
	}
	in.source.Close()
}

// stopper returns what -a asks for of the time: nil if nothing. What it says of
// frames and files is noted.
func (o *options) stopper() (func(*capture.Packet) bool, error) {
	o.ending = limits{}
	for _, c := range o.autostop {
		if err := o.ending.set(c, true); err != nil {
			return nil, fmt.Errorf("-a %s: %w", c, err)
		}
	}
	switch {
	case o.ending.bytes > 0 && o.write == "":
		return nil, errors.New("-a filesize ends the file of -w FILE: name one")
	case o.ending.files > 0 && !o.rotate.turns():
		return nil, errors.New("-a files counts the files of -b: say there when the next one begins")
	}
	if o.ending.packets > 0 {
		o.count = uint32(min(o.ending.packets, math.MaxUint32))
	}
	if o.ending.duration == 0 {
		return nil, nil
	}
	var over atomic.Bool
	time.AfterFunc(time.Duration(o.ending.duration), func() { over.Store(true) })
	return func(*capture.Packet) bool { return over.Load() }, nil
}

// footer tells on standard error what a live capture received and lost, and
// what any run had to give up.
func (o *options) footer(in *input, t pipeline.Totals) {
	o.remark(in, t)
	o.lost(t)
}

// lost tells what a run had to give up.
func (o *options) lost(t pipeline.Totals) {
	if t.Evicted > 0 {
		o.note("%d idle connections were forgotten to save memory; raise --connections to keep them", t.Evicted)
	}
	for _, n := range [...]struct {
		n    uint64
		what string
	}{
		{t.Losses.Unfinished, "messages were given up unfinished: segments of them are missing in the capture, and one side of a connection has 8 of them wait, each with 4 MiB and 1,024 segments behind holes"},
		{t.Losses.Crowded, "messages were given up unfinished: those of all connections together take more than --memory; raise it to wait longer for the rest"},
		{t.Fragments.Expired, "IP datagrams stayed incomplete: fragments were missing after 30 s"},
		{t.Fragments.Evicted, "IP datagrams were given up incomplete: too many fragments waited for the rest"},
		{t.Losses.LetGo, "times a connection was told of before its requests were answered; raise --memory to wait longer"},
		{t.Losses.Queries, "DNS queries were forgotten before their response came: too many waited"},
		{max(t.Losses.Requests, t.Losses.Asked),
			"requests were given up before their replies came: too many of one connection waited"},
		{max(t.Losses.Heads, t.Losses.HeardHeads),
			"HTTP messages have more header fields than are kept: 512 of rows, what has a meaning here beyond 8 KiB of exchanges"},
		{t.Losses.Echoes, "echo requests were forgotten before their replies came: more than 16,384 waited"},
		{t.Losses.Unwatched, "uses of IPv4 addresses were not watched for a second station: more than 65,536 addresses are in use"},
		{t.Losses.Unread, "names and values of DNS messages were not read: the messages have too many"},
		{t.Losses.Announced, "announcements of connections were given up before their time: too many at once"},
		{t.Losses.Inner, "streams within connections were not read: too many or too deep"},
		{t.Losses.Streams.Early, "holes in streams were taken as lost: too much waited behind them"},
		{t.Losses.Streams.Implausible,
			"TCP segments are implausible, as no window allows their numbers: something on the way rewrites them, or they are forged; they were left out of streams"},
	} {
		if n.n > 0 {
			o.note("%d %s", n.n, n.what)
		}
	}
	o.undecrypted()
	for b, n := range t.Losses.Beyond {
		if n > 0 && o.tells(dissect.Bound(b)) {
			o.note("%d %v", n, dissect.Bound(b))
		}
	}
	if t.Faults > 0 {
		o.note("%d frames could not be dissected because of a fault in netsniff; please report it", t.Faults)
	}
}

// remark tells what a live capture received and lost, and what is special about
// the captures that were read: files with several of them, link types that are
// not decoded.
func (o *options) remark(in *input, t pipeline.Totals) {
	if in.live != nil {
		if s, err := in.live.Stats(); err == nil {
			fmt.Fprintln(o.errs, o.told("%d frames captured, %d dropped by the kernel, %d by the interface", t.Frames,
				s.KernelDropped, s.InterfaceDropped))
		}
	}
	if in.files != nil {
		for _, j := range in.files.Joined() {
			o.note("%s has %d captures one behind the other; they were read as %d", j.File, j.Captures, j.Captures)
		}
	}
	var foreign []string
	for _, i := range in.source.Interfaces() {
		name := fmt.Sprintf("%d (%v)", i.Link, i.Link)
		if i.Link.Decoded() || slices.Contains(foreign, name) {
			continue
		}
		if foreign = append(foreign, name); len(foreign) > shownLinks {
			foreign[shownLinks] = "others"
			break
		}
	}
	if len(foreign) > 0 {
		o.note("frames of link type %s are not decoded", strings.Join(foreign, ", "))
	}
}

// shownLinks is how many link types are named that are not decoded.
const shownLinks = 8
