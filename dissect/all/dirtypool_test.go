package all_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"testing"

	"netsniff/capture"
	"netsniff/capture/capturetest"
	"netsniff/capture/file"
	"netsniff/dissect"
	"netsniff/dissect/all"
	"netsniff/dissect/detect"
	"netsniff/dissect/engine"
	"netsniff/dissect/registry"
)

// witness writes down all that an engine says of captures.
type witness struct {
	detector *detect.Detector
	fields   map[*dissect.Protocol][]registry.Source
	values   dissect.Values
	told     map[*dissect.Protocol]bool // had a message
}

func newWitness() *witness {
	w := &witness{detector: detect.New(all.Protocols()), fields: map[*dissect.Protocol][]registry.Source{},
		told: map[*dissect.Protocol]bool{}}
	r := registry.New(all.Protocols())
	for _, name := range r.Names() {
		for _, s := range r.Field(name) {
			w.fields[s.Protocol] = append(w.fields[s.Protocol], s)
		}
	}
	return w
}

// hear dissects the frames of a capture with e, its connections being new and
// its frames numbered from first on. It returns the rows and the fields of
// their messages.
func (w *witness) hear(e *engine.Engine, frames []capture.Packet, first uint32) (said []string) {
	s := &stack{engine: e}
	s.table.New, s.table.ServerPort = engine.NewConn, w.detector.ServerPort
	for i, p := range frames {
		p.Frame = first + uint32(i)
		said = append(said, w.frame(s.take(&p)))
	}
	return said
}

// read returns the frames of a capture file.
func read(t *testing.T, name string) (frames []capture.Packet) {
	src, err := file.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer src.Close()
	var p capture.Packet
	for {
		if err := src.Next(&p); errors.Is(err, io.EOF) {
			return frames
		} else if err != nil {
			t.Fatal(err)
		}
		p.Data = bytes.Clone(p.Data)
		frames = append(frames, p)
	}
}

// discovery is what no capture shows yet: SSDP.
func discovery() (frames []capture.Packet) {
	client, device := capturetest.Client(), capturetest.Server(1900)
	for _, x := range []struct {
		from, to capturetest.Endpoint
		text     string
	}{
		{client, device, "M-SEARCH * HTTP/1.1\r\nHOST: 239.255.255.250:1900\r\nMAN: \"ssdp:discover\"\r\nMX: 1\r\nST: ssdp:all\r\n\r\n"},
		{device, client, "HTTP/1.1 200 OK\r\nST: upnp:rootdevice\r\nUSN: uuid:1\r\n\r\n"},
		{device, client, "NOTIFY * HTTP/1.1\r\nHOST: 239.255.255.250:1900\r\nNTS: ssdp:alive\r\n\r\n"},
	} {
		frames = append(frames, *capturetest.Packet(1, capturetest.Start,
			capturetest.Datagram(x.from, x.to, []byte(x.text))))
	}
	return frames
}

func (w *witness) frame(f *dissect.Frame) string {
	b := append(append([]byte(f.Column()), ' '), f.AppendInfo(nil)...)
	told := map[*dissect.Protocol]bool{}
	for _, l := range f.Messages() {
		if told[l.Protocol] {
			continue
		}
		told[l.Protocol], w.told[l.Protocol] = true, true
		for i := range w.fields[l.Protocol] {
			w.values.Reset()
			s := &w.fields[l.Protocol][i]
			s.Collect(f, &w.values)
			for _, v := range w.values.List {
				b = fmt.Appendf(b, "\n\t%s: %d %g %.300q at %d, %d bytes", s.Field.Name, v.U, v.F, v.B, v.Off, v.Len)
			}
		}
	}
	return string(b)
}

// TestDirtyPools: dissectors use the storage of their messages again. An
// engine that has seen all captures says of each of them what a new one says.
func TestDirtyPools(t *testing.T) {
	names, err := filepath.Glob("../../testdata/pcaps/*.pcap*")
	if err != nil || len(names) == 0 {
		t.Fatal("no captures: ", err)
	}
	captures := map[string][]capture.Packet{"discovery": discovery()}
	for _, name := range names {
		captures[name] = read(t, name)
	}
	names = append(names, "discovery")
	w := newWitness()
	used := engine.New(w.detector, engine.ByArrival)
	next := uint32(1)
	for _, name := range names {
		next += uint32(len(w.hear(used, captures[name], next)))
	}
	for _, name := range names {
		want := w.hear(engine.New(w.detector, engine.ByArrival), captures[name], next)
		got := w.hear(used, captures[name], next)
		for i := range want {
			if got[i] != want[i] {
				t.Errorf("%s, frame %d:\n got %s\nwant %s", filepath.Base(name), i+1, got[i], want[i])
				break
			}
		}
		next += uint32(len(want))
	}
	for _, p := range all.Protocols() {
		if (p.NewStream != nil || p.NewDatagram != nil) && !w.told[p] {
			t.Errorf("no capture has a message of %s", p.Name)
		}
	}
}
