// Package file reads and writes capture files.
//
// Open reads classic pcap (draft-ietf-opsawg-pcap) and pcapng
// (draft-ietf-opsawg-pcapng), plain or compressed with gzip (RFC 1952) or
// zstd (RFC 8878), from files and from standard input, several after another
// as one run. Create writes pcapng.
//
// Records are taken straight from one read buffer: nothing is copied and
// nothing allocated per packet. What a file claims about its lengths is never
// believed before the bytes are there.
package file

import (
	"errors"
	"io"
	"math"
	"sync/atomic"

	"netsniff/capture"
)

// Source delivers the frames of one or more capture files in the order the
// files were named. It is a capture.Source: a file that is damaged ends at the
// damage and the next one follows; after the last frame Next returns what was
// wrong, a *capture.DamageError for each damaged file (joined if there are
// several), or io.EOF. A pipe that pauses gives capture.ErrIdle.
//
// A Source is for one goroutine; Progress may be called from any.
type Source struct {
	files      []opener
	interfaces []capture.Interface
	read       atomic.Int64
	total      int64 // bytes of all files, 0 if unknown

	in      input
	open    *stream
	format  format // nil before the first file and after the last
	name    string
	frame   uint32 // of the run
	alone   bool   // there is one file
	inFile  uint32 // of this file
	damaged []error
	joined  []Joined
}

// opener opens a file when its turn has come.
type opener struct {
	name   string
	once   bool // it cannot be opened a second time
	pauses bool // a pipe or device, which may have nothing to deliver for a while
	open   func() (io.Reader, error)
}

// NewSource reads a capture from r, called name in messages. The frames
// arrive without a progress total.
func NewSource(name string, r io.Reader) (*Source, error) {
	s := &Source{alone: true, files: []opener{{name: name, open: func() (io.Reader, error) { return r, nil }}}}
	return s, s.first()
}

// Next implements capture.Source.
func (s *Source) Next(p *capture.Packet) error {
	for s.format != nil {
		err := s.format.next(p)
		if err == nil {
			s.count()
			p.Frame = s.frame
			return nil
		}
		switch err {
		case capture.ErrIdle:
			return err
		case errAnother:
			if err = s.another(); err == nil {
				continue
			}
		}
		if err != io.EOF {
			s.damaged = append(s.damaged, damage(s.name, s.in.offset(), s.inFile, err))
		}
		s.advance()
	}
	return s.verdict()
}

// count numbers the frame that was read. Those of a part of a capture that was split (see
// Target.Part) keep the numbers that they had in the whole, if the part is read by itself.
func (s *Source) count() {
	s.frame++
	s.inFile++
	if n := s.in.number; n > uint64(s.frame) && n <= math.MaxUint32 && s.alone {
		s.frame = uint32(n)
	}
	s.in.number = 0
}

// another goes on with the capture that begins where a record should be.
func (s *Source) another() error {
	f, err := openFormat(&s.in, s.addInterface)
	if err != nil {
		return err
	}
	s.format = f
	if n := len(s.joined); n == 0 || s.joined[n-1].File != s.name {
		s.joined = append(s.joined, Joined{File: s.name, Captures: 1})
	}
	s.joined[len(s.joined)-1].Captures++
	return nil
}

// Joined is a file with several captures, one behind the other.
type Joined struct {
	File     string
	Captures int
}

// Joined returns the files that were found to have several captures so far.
func (s *Source) Joined() []Joined { return s.joined }

// verdict is what the run ended with.
func (s *Source) verdict() error {
	switch len(s.damaged) {
	case 0:
		return io.EOF
	case 1:
		return s.damaged[0]
	}
	return errors.Join(s.damaged...)
}

// Interfaces implements capture.Source. Files are not compared: two files of
// the same interface have it twice.
func (s *Source) Interfaces() []capture.Interface { return s.interfaces }

func (s *Source) addInterface(i capture.Interface) (int, error) {
	if len(s.interfaces) == maxInterfaces {
		return 0, broken("more than 65536 interfaces are described")
	}
	s.interfaces = append(s.interfaces, i)
	return len(s.interfaces) - 1, nil
}

// Dropped returns how many packets whoever captured did not get, as the
// interface statistics of pcapng say that were read so far (draft-ietf-opsawg-pcapng
// §4.6); 0 where there are none.
func (s *Source) Dropped() uint64 { return s.in.dropped }

// Progress returns how many bytes of the files have been read and how many
// there are, both as they lie on the disk; total is 0 when it is not known.
func (s *Source) Progress() (read, total int64) { return s.read.Load(), s.total }

// Close closes the file that is being read. No frames follow.
func (s *Source) Close() error {
	s.leave()
	s.files = nil
	return nil
}

// advance goes on to the next file that can be read at all.
func (s *Source) advance() {
	s.leave()
	for s.format == nil && len(s.files) > 0 {
		f := s.files[0]
		s.files = s.files[1:]
		if err := s.enter(f); err != nil {
			s.damaged = append(s.damaged, err)
		}
	}
}

// enter opens a file and reads its header. It waits for a pipe to deliver it.
func (s *Source) enter(f opener) error {
	raw, err := f.open()
	if err != nil {
		return err
	}
	s.name, s.inFile = f.name, 0
	if s.open, err = openStream(raw, f.pauses, &s.read); err != nil {
		return damage(f.name, 0, 0, err)
	}
	s.in.reset(s.open)
	for {
		s.format, err = openFormat(&s.in, s.addInterface)
		if err != capture.ErrIdle {
			break
		}
	}
	if err == nil {
		return nil
	}
	offset := s.in.offset()
	s.leave()
	var foreign *notCapture
	if errors.As(err, &foreign) {
		foreign.file = f.name
		return foreign
	}
	return damage(f.name, offset, 0, err)
}

// leave closes the file that is being read.
func (s *Source) leave() {
	if s.open != nil {
		s.open.Close()
	}
	s.open, s.format = nil, nil
}
