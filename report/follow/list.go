package follow

import (
	"cmp"
	"slices"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/reassembly"
)

// Stream is what is known of one TCP connection or UDP conversation.
type Stream struct {
	Number         uint32 // Wireshark's tcp.stream or udp.stream
	Transport      capture.Proto
	Protocol       string // what it carries, its transport if that is unknown
	Client, Server dissect.Endpoint
	Frames         uint32
	Bytes          [2]uint64 // sent to the server and to the client, not counting those sent again
	First, Last    capture.Stamp
	selected       bool
}

// List is a pipeline.Sink that finds out which streams there are. The workers
// of a run have one each; Merge puts them together. It keeps a Stream for
// every connection.
type List struct {
	// Select picks streams by their frames: one match is enough. nil picks all.
	Select  func(*dissect.Frame) bool
	streams map[streamKey]*Stream
}

type streamKey struct {
	transport capture.Proto
	number    uint32
}

// Frame implements pipeline.Sink.
func (l *List) Frame(f *dissect.Frame, dst []byte) ([]byte, bool) {
	c := f.Conn
	if c == nil {
		return dst, false
	}
	key := streamKey{c.Transport, c.ID}
	s := l.streams[key]
	if s == nil {
		if l.streams == nil {
			l.streams = make(map[streamKey]*Stream)
		}
		s = &Stream{Number: c.ID, Transport: c.Transport, Client: c.Client, Server: c.Server, First: f.At,
			selected: l.Select == nil}
		l.streams[key] = s
	}
	s.Last = f.At
	s.Frames++
	if c.Protocol != nil {
		s.Protocol = c.Protocol.Name
	}
	if f.Segment == nil || f.Segment.Flags&again == 0 {
		s.Bytes[f.Dir] += uint64(f.PayloadLen)
	}
	s.selected = s.selected || l.Select(f)
	return dst, false
}

// again are the findings on segments that carry no new bytes.
const again = reassembly.Resent | reassembly.KeepAlive

// Merge returns the selected streams of all lists: TCP before UDP, by number.
func Merge(lists []*List) []Stream {
	var all []Stream
	for _, l := range lists {
		for _, s := range l.streams {
			if !s.selected {
				continue
			}
			if s.Protocol == "" {
				s.Protocol = s.Transport.String()
			}
			all = append(all, *s)
		}
	}
	slices.SortFunc(all, func(a, b Stream) int {
		return cmp.Or(cmp.Compare(a.Transport, b.Transport), cmp.Compare(a.Number, b.Number))
	})
	return all
}
