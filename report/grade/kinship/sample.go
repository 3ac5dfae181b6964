package kinship

import (
	"cmp"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"slices"

	"netsniff/capture"
	"netsniff/reassembly"
)

// Sample is a frame that was kept of a conversation.
type Sample struct {
	Hash  uint64
	At    capture.Stamp
	Frame uint32
	ID    uint16 // identification of IPv4, 0 in IPv6
	Dir   reassembly.Dir
}

// Samples are the frames that were kept in one view, in order of their hashes: all
// whose hash is a multiple of 2^Shift. Each hash is there once, with the first
// frame that had it.
type Samples struct {
	Shift uint8
	List  []Sample
}

// How many samples of a conversation are kept in each view before every second one
// goes. Numbers has more as long as the whole print has room: then also a small
// part of a long connection is found again.
const (
	fewNumbers = 32
	maxClocks  = 24
	maxRhythm  = 16
	maxSaid    = 8
	maxLink    = 64
	// roomNumbers is for all conversations of a print together.
	roomNumbers = 1 << 14
)

// kept reports whether a hash is kept at a shift.
func kept(hash uint64, shift uint8) bool { return hash&(1<<shift-1) == 0 }

// add takes a sample, while it is read in no order. limit bounds how many are
// kept; 0 does not.
func (s *Samples) add(x Sample, limit int) {
	if !kept(x.Hash, s.Shift) {
		return
	}
	s.List = append(s.List, x)
	for limit > 0 && len(s.List) > limit {
		if s.settle(); len(s.List) > limit {
			s.thin()
		}
	}
}

// thin drops every second one.
func (s *Samples) thin() {
	if s.Shift == 63 {
		s.List = s.List[:0]
		return
	}
	s.Shift++
	s.List = slices.DeleteFunc(s.List, func(x Sample) bool { return !kept(x.Hash, s.Shift) })
}

// settle sorts and leaves each hash once.
func (s *Samples) settle() {
	slices.SortFunc(s.List, func(a, b Sample) int {
		return cmp.Or(cmp.Compare(a.Hash, b.Hash), cmp.Compare(a.Frame, b.Frame))
	})
	s.List = slices.CompactFunc(s.List, func(a, b Sample) bool { return a.Hash == b.Hash })
}

// shared calls yield with the samples that both have, and returns how many each
// has of those that both could have kept.
func shared(a, b *Samples, yield func(a, b *Sample)) (ofA, ofB int) {
	shift := max(a.Shift, b.Shift)
	i, j := 0, 0
	for i < len(a.List) || j < len(b.List) {
		switch {
		case j == len(b.List) || i < len(a.List) && a.List[i].Hash < b.List[j].Hash:
			if kept(a.List[i].Hash, shift) {
				ofA++
			}
			i++
		case i == len(a.List) || b.List[j].Hash < a.List[i].Hash:
			if kept(b.List[j].Hash, shift) {
				ofB++
			}
			j++
		default:
			if kept(a.List[i].Hash, shift) {
				ofA, ofB = ofA+1, ofB+1
				yield(&a.List[i], &b.List[j])
			}
			i, j = i+1, j+1
		}
	}
	return ofA, ofB
}

const sampleLen = 8 + 8 + 4 + 2 + 1

// MarshalJSON writes samples as base64: there may be very many.
func (s Samples) MarshalJSON() ([]byte, error) {
	b := make([]byte, 1, 1+len(s.List)*sampleLen)
	b[0] = s.Shift
	for _, x := range s.List {
		b = binary.LittleEndian.AppendUint64(b, x.Hash)
		b = binary.LittleEndian.AppendUint64(b, uint64(x.At))
		b = binary.LittleEndian.AppendUint32(b, x.Frame)
		b = binary.LittleEndian.AppendUint16(b, x.ID)
		b = append(b, byte(x.Dir))
	}
	return json.Marshal(base64.StdEncoding.EncodeToString(b))
}

// UnmarshalJSON reads what MarshalJSON wrote. The order of samples is made, not
// believed.
func (s *Samples) UnmarshalJSON(text []byte) error {
	var b []byte // encoding/json has bytes as base64
	if err := json.Unmarshal(text, &b); err != nil {
		return err
	}
	if len(b)%sampleLen != 1 || b[0] > 63 {
		return fmt.Errorf("samples of %d bytes", len(b))
	}
	s.Shift, s.List = b[0], make([]Sample, 0, len(b)/sampleLen)
	for b = b[1:]; len(b) > 0; b = b[sampleLen:] {
		s.List = append(s.List, Sample{
			Hash:  binary.LittleEndian.Uint64(b),
			At:    capture.Stamp(binary.LittleEndian.Uint64(b[8:])),
			Frame: binary.LittleEndian.Uint32(b[16:]),
			ID:    binary.LittleEndian.Uint16(b[20:]),
			Dir:   reassembly.Dir(b[22] & 1),
		})
	}
	s.settle()
	return nil
}

// IsZero has encoding/json leave out what is empty.
func (s Samples) IsZero() bool { return len(s.List) == 0 && s.Shift == 0 }
