package dissecttest

import (
	"bufio"
	"bytes"
	"encoding/hex"
	"strconv"
	"strings"
	"testing"

	"netsniff/capture"
	"netsniff/dissect"
)

// CheckHeaders checks the rows of frames that end below the transport layer.
// table has a frame a line: link type, length on the wire, bytes in
// hexadecimal, Source, Destination, Protocol and Info, separated by tabs; an
// empty line starts a new capture, # a comment. Only the headers that
// protocols describe own rows.
func CheckHeaders(t *testing.T, table []byte, protocols ...*dissect.Protocol) {
	t.Helper()
	engine, number := newEngine(protocols), uint32(0)
	lines := bufio.NewScanner(bytes.NewReader(table))
	for line := 1; lines.Scan(); line++ {
		switch s := lines.Text(); {
		case s == "":
			engine, number = newEngine(protocols), 0
		case s[0] != '#':
			number++
			p, want := readFrame(t, line, s)
			p.Frame, p.At = number, capture.Stamp(number)
			p.Decode()
			f := engine.Dissect(p, nil, dissect.ToServer, false)
			row := append(f.AppendDestination(append(f.AppendSource(nil), '\t')), '\t')
			row = f.AppendInfo(append(append(row, f.Column()...), '\t'))
			if got := strings.TrimRight(string(row), " \t"); got != want {
				t.Errorf("line %d\n got %q\nwant %q", line, got, want)
			}
		}
	}
}

// readFrame reads a line of a table.
func readFrame(t *testing.T, line int, s string) (*capture.Packet, string) {
	t.Helper()
	column := strings.SplitN(s, "\t", 4)
	if len(column) < 4 {
		t.Fatalf("line %d has %d columns", line, len(column))
	}
	link, err1 := strconv.ParseUint(column[0], 10, 16)
	wire, err2 := strconv.Atoi(column[1])
	data, err3 := hex.DecodeString(column[2])
	if err1 != nil || err2 != nil || err3 != nil {
		t.Fatalf("line %d is no frame", line)
	}
	return &capture.Packet{CapLen: len(data), WireLen: wire, Link: capture.LinkType(link), Data: data}, column[3]
}

func newEngine(protocols []*dissect.Protocol) *dissect.Engine {
	return dissect.NewEngine(dissect.NewDetector(protocols), dissect.ByArrival)
}

// HeaderAllocs returns how many allocations the row of a frame takes.
func HeaderAllocs(link capture.LinkType, data []byte, protocol *dissect.Protocol) float64 {
	p := &capture.Packet{CapLen: len(data), WireLen: len(data), Link: link, Data: data}
	e := newEngine([]*dissect.Protocol{protocol})
	var row []byte
	return testing.AllocsPerRun(100, func() {
		p.Frame++
		p.Decode()
		f := e.Dissect(p, nil, dissect.ToServer, false)
		row = f.AppendInfo(append(row[:0], f.Column()...))
	})
}

// AnyFrame makes the rows and fields of an Ethernet frame, for fuzzing: the
// frame as it is and cut by a snap length.
func AnyFrame(etherType uint16, payload []byte, protocols ...*dissect.Protocol) {
	b := append(make([]byte, 12, 14+len(payload)), byte(etherType>>8), byte(etherType))
	b = append(b, payload...)
	e, registry := newEngine(protocols), dissect.NewRegistry(protocols)
	var v dissect.Values
	for _, n := range []int{len(b), len(b) / 2, len(b) - 1} {
		p := &capture.Packet{Frame: 1, CapLen: n, WireLen: len(b), Data: b[:n:n], Link: capture.LinkEthernet}
		p.Decode()
		f := e.Dissect(p, nil, dissect.ToServer, false)
		_ = f.AppendInfo(nil)
		for _, name := range registry.Names() {
			for _, source := range registry.Field(name) {
				v.Reset()
				source.Collect(f, &v)
			}
		}
	}
}
