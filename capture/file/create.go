package file

import (
	"os"
	"strings"

	"netsniff/capture"
)

// Format is a format of capture files that can be written.
type Format uint8

// Formats. Classic pcap counts in microseconds or, with another magic number, in
// nanoseconds; it has one link type and no names or comments.
const (
	PcapNG Format = iota
	Pcap
	NanoPcap
)

// formatNames are the names of formats as editcap and tshark have them, and what
// they say.
var formatNames = [...]struct{ name, title string }{
	{"pcapng", "pcapng"}, {"pcap", "pcap, with microseconds"}, {"nsecpcap", "pcap, with nanoseconds"},
}

func (f Format) String() string { return formatNames[f].name }

// Title describes the format in a line.
func (f Format) Title() string { return formatNames[f].title }

// Formats lists the names of all formats.
func Formats() (list []string) {
	for _, x := range formatNames {
		list = append(list, x.name)
	}
	return list
}

// ParseFormat returns the format called name; libpcap is another name of pcap.
func ParseFormat(name string) (Format, bool) {
	name = strings.ToLower(name)
	if name == "libpcap" {
		return Pcap, true
	}
	for i, x := range formatNames {
		if x.name == name {
			return Format(i), true
		}
	}
	return 0, false
}

// Losses is what a format could not hold.
type Losses struct {
	Times    uint64 // time stamps that were cut or moved
	Comments uint64 // of packets
}

// PacketWriter writes a capture in one of the formats.
type PacketWriter interface {
	// Describe makes interfaces known: those of the list that come after the ones
	// described before.
	Describe([]capture.Interface) error
	// Write writes a packet of an interface that was described.
	Write(*capture.Packet) error
	// Statistics says how many packets an interface received and how many of
	// them were dropped, if the format can. It belongs at the end.
	Statistics(iface int, received, dropped uint64) error
	// Lost returns what the format could not hold so far.
	Lost() Losses
	Size() int64
	Flush() error
	Close() error
}

// Target says what is to be written.
type Target struct {
	Path    string // - is standard output
	Format  Format
	Group   bool   // the group of the file's owner may read it
	Comment string // on the capture, where the format can hold it
	// Part: the frames are a part of a capture, and PcapNG keeps the numbers that they have in
	// the whole, as identifiers of packets (draft-ietf-opsawg-pcapng §4.3).
	Part bool
}

// Create creates or truncates the file, readable by its owner only unless said
// otherwise, and describes the interfaces. Errors are those of the system, an
// *fs.PathError.
func (t Target) Create(interfaces ...capture.Interface) (PacketWriter, error) {
	o := newOutput(os.Stdout)
	if t.Path != "-" {
		mode := os.FileMode(0o600)
		if t.Group {
			mode = 0o640
		}
		f, err := os.OpenFile(t.Path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, mode)
		if err != nil {
			return nil, err
		}
		o.w, o.close = f, f.Close
	}
	if t.Format == PcapNG {
		return newWriter(o, t, interfaces)
	}
	x := &pcapWriter{output: o, nano: t.Format == NanoPcap}
	return x, x.Describe(interfaces)
}
