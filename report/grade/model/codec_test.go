package model_test

import (
	"bytes"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"netsniff/dissect/all"
	"netsniff/dissect/filter"
	"netsniff/report/grade/model"
)

var captures = []string{"http-page-parallel.pcap", "dns-record-types.pcap", "smtp-curl.pcap",
	"pop3-poplib-session.pcap", "ftp-active.pcap", "sip-call-loss.pcap",
	"bittorrent-tcp.pcap", "imap-mbsync-pipelined.pcap", "icmp-ping.pcap", "tls12-cipher-suites.pcapng",
	"cut-by-snap-length.pcap"}

// reading reads a recorded capture with two filters.
func reading(t testing.TB, name string) *model.Reading {
	t.Helper()
	f, err := os.Open(filepath.Join("..", "..", "..", "testdata", "pcaps", name))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r := &model.Reading{Filters: []string{"tcp", "dns"}}
	var filters []*filter.Filter
	for _, text := range r.Filters {
		x, err := filter.Compile(text, all.Names())
		if err != nil {
			t.Fatal(err)
		}
		filters = append(filters, x)
	}
	reader := model.Reader{Detector: all.Detector()}
	if r.Capture, r.Hits, err = reader.Read(name, f, nil, filters); err != nil {
		t.Fatal(err)
	}
	return r
}

// TestCodec: a reading that was written and read is the same, and what objects share
// they share again.
func TestCodec(t *testing.T) {
	for _, name := range captures {
		b := reading(t, name).Encode()
		r, err := model.Decode(b)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if !bytes.Equal(r.Encode(), b) {
			t.Errorf("%s: written again it differs", name)
		}
		conns := map[*model.Conn]bool{}
		for _, p := range r.Capture.Packets {
			if p.Conn.ID >= 0 {
				conns[p.Conn] = true
			}
		}
		for _, c := range r.Capture.Conns {
			delete(conns, c)
		}
		if len(conns) > 0 || int64(len(r.Capture.Packets)) != r.Capture.Frames {
			t.Errorf("%s: %d packets, %d connections that are not of the list", name, len(r.Capture.Packets), len(conns))
		}
	}
}

// TestCodecKnowsTheModel: all that a reading is made of can be written.
func TestCodecKnowsTheModel(t *testing.T) {
	seen := map[reflect.Type]bool{}
	var look func(x reflect.Type, within map[reflect.Type]bool)
	look = func(x reflect.Type, within map[reflect.Type]bool) {
		if within[x] {
			t.Errorf("%s lies within itself: a decoder would have no bound", x)
			return
		}
		switch x.Kind() {
		case reflect.Pointer, reflect.Slice:
			look(x.Elem(), within)
		case reflect.Struct:
			if within[x] = true; !seen[x] {
				for i := range x.NumField() {
					if f := x.Field(i); f.IsExported() {
						look(f.Type, within)
					} else {
						t.Errorf("%s.%s is not exported", x, f.Name)
					}
				}
			}
			seen[x] = true
			delete(within, x)
		case reflect.Int64, reflect.Float64, reflect.Bool, reflect.String:
		default:
			if x != reflect.TypeFor[map[string]string]() {
				t.Errorf("nobody writes a %s", x)
			}
		}
	}
	look(reflect.TypeFor[model.Reading](), map[reflect.Type]bool{})
}

// TestDecodeAnything: bytes that nobody wrote are refused, or are some reading.
func TestDecodeAnything(t *testing.T) {
	b := reading(t, "dns-record-types.pcap").Encode()
	for i := 0; i < len(b); i += 1 + len(b)/250 {
		if _, err := model.Decode(b[:i]); err == nil {
			t.Errorf("cut to %d bytes it is whole", i)
		}
		for _, with := range []byte{0, 0xff, b[i] ^ 1} {
			damaged := bytes.Clone(b)
			damaged[i] = with
			if r, err := model.Decode(damaged); err == nil {
				r.Encode()
			}
		}
	}
}

func FuzzDecode(f *testing.F) {
	f.Add(reading(f, "dns-resolve-cold-then-cached-at-client.pcap").Encode())
	f.Fuzz(func(_ *testing.T, b []byte) {
		if r, err := model.Decode(b); err == nil {
			r.Encode()
		}
	})
}

// TestWith: filters of an earlier reading stay, with the connections of this one.
func TestWith(t *testing.T) {
	before := reading(t, "dns-record-types.pcap")
	before.Filters = []string{"icmp", "dns"}
	now := reading(t, "dns-record-types.pcap")
	both := now.With(before)
	if len(both.Filters) != 3 || both.Filters[2] != "icmp" || len(both.Hits[2]) != len(before.Hits[0]) ||
		len(now.Filters) != 2 {
		t.Fatalf("filters %v", both.Filters)
	}
	for i, h := range both.Hits[2] {
		if h.Conn != now.Hits[0][i].Conn {
			t.Fatalf("hit %d has another's connection", i)
		}
	}
	if len(now.With(nil).Filters) != 2 {
		t.Error("of nothing something came")
	}
}
