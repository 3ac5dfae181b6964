package file

import (
	"bytes"
	"io"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/gopacket/gopacket"
	"github.com/gopacket/gopacket/layers"
	"github.com/gopacket/gopacket/pcapgo"

	"netsniff/capture"
)

// packetReader is what gopacket's readers have in common.
type packetReader interface {
	ReadPacketData() ([]byte, gopacket.CaptureInfo, error)
}

// framesOf reads everything with one of gopacket's readers.
func framesOf(t *testing.T, r packetReader, link func(iface int) layers.LinkType) (got []frame) {
	t.Helper()
	for {
		data, info, err := r.ReadPacketData()
		if err == io.EOF {
			return got
		}
		if err != nil {
			t.Fatal(err)
		}
		l := capture.LinkType(link(info.InterfaceIndex))
		got = append(got, frame{capture.Stamp(info.Timestamp.UnixNano()), info.Length, l, info.InterfaceIndex,
			string(data), ""})
	}
}

// randomData returns a frame of up to 3000 bytes.
func randomData(r *rand.Rand) string {
	b := make([]byte, r.IntN(3000))
	for i := range b {
		b[i] = byte(r.Uint32())
	}
	return string(b)
}

func TestPcapAgainstPcapgo(t *testing.T) {
	for _, magic := range []uint32{magicMicro, magicNano} {
		for _, b := range []*builder{little(), big()} {
			r := rand.New(rand.NewPCG(1, uint64(magic)))
			b.pcapHeader(magic, 1)
			for range 500 {
				data := randomData(r)
				n := uint32(len(data))
				b.record(r.Uint32(), r.Uint32N(1e6), n, n+r.Uint32N(9), data)
			}
			other, err := pcapgo.NewReader(bytes.NewReader(b.b))
			if err != nil {
				t.Fatal(err)
			}
			expect(t, b.b, framesOf(t, other, func(int) layers.LinkType { return other.LinkType() }), "")
		}
	}
}

func TestPcapNGAgainstPcapgo(t *testing.T) {
	for _, b := range []*builder{little(), big()} {
		r := rand.New(rand.NewPCG(1, 2))
		b.section()
		// gopacket rounds powers of 2 and takes 0 for 6; TestResolution has them.
		resolutions := []string{"\x06", "\x09", "\x03", "\x02"}
		for i, tsresol := range resolutions {
			b.iface(uint16(i), 0, option(ifTsResol, tsresol), end)
		}
		for range 500 {
			i := r.Uint32N(uint32(len(resolutions)))
			b.packet(i, r.Uint64N(1<<32), randomData(r))
		}
		options := pcapgo.NgReaderOptions{WantMixedLinkType: true}
		other, err := pcapgo.NewNgReader(bytes.NewReader(b.b), options)
		if err != nil {
			t.Fatal(err)
		}
		expect(t, b.b, framesOf(t, other, func(i int) layers.LinkType {
			about, _ := other.Interface(i)
			return about.LinkType
		}), "")
	}
}

// What Writer writes, gopacket reads.
func TestWriterAgainstPcapgo(t *testing.T) {
	var out bytes.Buffer
	w, err := NewWriter(&out, capture.Interface{Name: "eth0", Link: ether, Precision: 9})
	if err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(3, 4))
	var want []frame
	for range 500 {
		f := frame{At: capture.Stamp(r.Int64N(1 << 60)), Link: ether, Data: randomData(r)}
		f.WireLen = len(f.Data) + r.IntN(9)
		want = append(want, f)
		if err := w.Write(&capture.Packet{At: f.At, WireLen: f.WireLen, Link: f.Link, Data: []byte(f.Data)}); err != nil {
			t.Fatal(err)
		}
	}
	w.Statistics(0, 500, 7)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	other, err := pcapgo.NewNgReader(&out, pcapgo.DefaultNgReaderOptions)
	if err != nil {
		t.Fatal(err)
	}
	compare(t, framesOf(t, other, func(int) layers.LinkType { return other.LinkType() }), want)
	about, err := other.Interface(0)
	if err != nil || about.Name != "eth0" || about.Statistics.PacketsReceived != 500 ||
		about.Statistics.PacketsDropped != 7 {
		t.Errorf("interface %+v, %v", about, err)
	}
	if want := time.Unix(0, int64(want[499].At)); !about.Statistics.LastUpdate.Equal(want) {
		t.Errorf("statistics of %v, want %v", about.Statistics.LastUpdate, want)
	}
}
