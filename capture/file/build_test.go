package file

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"testing"

	"netsniff/capture"
)

// builder writes captures by hand, in either byte order.
type builder struct {
	binary.AppendByteOrder
	b []byte
}

func little() *builder { return &builder{AppendByteOrder: binary.LittleEndian} }
func big() *builder    { return &builder{AppendByteOrder: binary.BigEndian} }

func (x *builder) u16(v ...uint16) *builder {
	for _, v := range v {
		x.b = x.AppendUint16(x.b, v)
	}
	return x
}

func (x *builder) u32(v ...uint32) *builder {
	for _, v := range v {
		x.b = x.AppendUint32(x.b, v)
	}
	return x
}

func (x *builder) u64(v uint64) *builder   { x.b = x.AppendUint64(x.b, v); return x }
func (x *builder) raw(b string) *builder   { x.b = append(x.b, b...); return x }
func (x *builder) add(y *builder) *builder { x.b = append(x.b, y.b...); return x }
func (x *builder) fresh() *builder         { return &builder{AppendByteOrder: x.AppendByteOrder} }
func (x *builder) cut(n int) *builder      { x.b = x.b[:len(x.b)-n]; return x }

// pcapHeader appends a classic file header.
func (x *builder) pcapHeader(magic, link uint32, version ...uint16) *builder {
	if version == nil {
		version = []uint16{2, 4}
	}
	return x.u32(magic).u16(version...).u32(0, 0, 65535, link)
}

// record appends a classic record.
func (x *builder) record(sec, frac, captured, original uint32, data string) *builder {
	return x.u32(sec, frac, captured, original).raw(data)
}

// block appends a pcapng block around a padded body.
func (x *builder) block(t blockType, body *builder) *builder {
	n := uint32(pad4(len(body.b)) + 12)
	x.u32(uint32(t), n).add(body).raw("\x00\x00\x00"[:pad4(len(body.b))-len(body.b)])
	return x.u32(n)
}

// option appends a padded option.
func (x *builder) option(code uint16, value string) *builder {
	return x.u16(code, uint16(len(value))).raw(value).raw("\x00\x00\x00"[:pad4(len(value))-len(value)])
}

func (x *builder) section() *builder {
	return x.block(blockSection, x.fresh().u32(byteOrderMagic).u16(1, 0).u64(1<<64-1))
}

// iface appends an interface description; opts writes its options.
func (x *builder) iface(link uint16, snap uint32, opts ...func(*builder)) *builder {
	body := x.fresh().u16(link, 0).u32(snap)
	for _, o := range opts {
		o(body)
	}
	return x.block(blockInterface, body)
}

// packet appends an enhanced packet block.
func (x *builder) packet(iface uint32, units uint64, data string, opts ...func(*builder)) *builder {
	n := uint32(len(data))
	body := x.fresh().u32(iface, uint32(units>>32), uint32(units), n, n).raw(data)
	body.raw("\x00\x00\x00"[:pad4(len(data))-len(data)])
	for _, o := range opts {
		o(body)
	}
	return x.block(blockEnhanced, body)
}

func option(code uint16, value string) func(*builder) {
	return func(b *builder) { b.option(code, value) }
}

// frame is what the tests compare of a packet.
type frame struct {
	At      capture.Stamp
	WireLen int
	Link    capture.LinkType
	Iface   int
	Data    string
	Comment string
}

func frameOf(p *capture.Packet) frame {
	return frame{p.At, p.WireLen, p.Link, p.Interface, string(p.Data), p.Comment}
}

// readAll reads to the end and checks what holds for every packet.
func readAll(t testing.TB, s *Source) (got []frame, end error) {
	t.Helper()
	var p capture.Packet
	for {
		err := s.Next(&p)
		if errors.Is(err, capture.ErrIdle) {
			continue
		}
		if err != nil {
			return got, err
		}
		got = append(got, frameOf(&p))
		if int(p.Frame) != len(got) || p.CapLen != len(p.Data) || p.Interface >= len(s.Interfaces()) {
			t.Fatalf("frame %d of %d: CapLen %d of %d, interface %d of %d",
				p.Frame, len(got), p.CapLen, len(p.Data), p.Interface, len(s.Interfaces()))
		}
	}
}

// compare reports the first frame that differs.
func compare(t *testing.T, got, want []frame) {
	t.Helper()
	for i := range min(len(got), len(want)) {
		if got[i] != want[i] {
			t.Errorf("frame %d:\ngot  %+.200q\nwant %+.200q", i+1, fmt.Sprint(got[i]), fmt.Sprint(want[i]))
			return
		}
	}
	if len(got) != len(want) {
		t.Errorf("%d frames, want %d", len(got), len(want))
	}
}

// expect reads a capture and compares its frames; damage is what the error at
// the end says, "" for io.EOF.
func expect(t *testing.T, file []byte, want []frame, damage string) *Source {
	t.Helper()
	s, err := NewSource("test", bytes.NewReader(file))
	var got []frame
	if err == nil {
		defer s.Close()
		got, err = readAll(t, s)
	}
	compare(t, got, want)
	text := ""
	if err != io.EOF {
		text = err.Error()
	}
	if text != damage {
		t.Errorf("ended with %q, want %q", text, damage)
	}
	return s
}
