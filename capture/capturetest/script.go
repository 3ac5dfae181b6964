package capturetest

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"netsniff/capture"
)

// Exchange is a sequence of TCP segments written as text, one a line:
//
//	[+TIME] DIR FLAGS SEQ[+LEN|"DATA"] [ack N] [win N] [mss N] [ws N] [= WANT]
//
// DIR is > for the client's segments and < for the server's, FLAGS letters of
// SAFRPUEC or - for none. Numbers are relative to ISN. Without +TIME a segment
// comes a millisecond after the one before; without win or ack they are those
// of the sender's segment before. LEN bytes of data depend on their sequence
// number only, so that a segment sent again has the same. "isn N" on a line of
// its own moves the initial sequence numbers of both sides. A line that
// begins with # is a comment.
type Exchange struct {
	Text string
	ISN  [2]uint32 // of client and server
	Port uint16    // of the server
}

// Step is one segment of an Exchange.
type Step struct {
	Line   string
	Packet *capture.Packet
	Want   string // what follows the =
}

// script is the state of reading an Exchange.
type script struct {
	isn    [2]uint32
	ends   [2]Endpoint
	window [2]uint16
	ack    [2]uint32
	at     capture.Stamp
	frame  uint32
}

// Steps returns the segments of x, or an error that quotes the line.
func (x *Exchange) Steps() ([]Step, error) {
	s := script{isn: x.ISN, ends: [2]Endpoint{Client(), Server(x.Port)}, window: [2]uint16{64000, 64000},
		ack: [2]uint32{x.ISN[1] + 1, x.ISN[0] + 1}, at: Start}
	var steps []Step
	for line := range strings.Lines(x.Text) {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		step, err := s.step(line)
		if err != nil {
			return nil, fmt.Errorf("%q: %w", line, err)
		}
		if step.Packet != nil {
			steps = append(steps, step)
		}
	}
	return steps, nil
}

func (s *script) step(line string) (Step, error) {
	text, want, _ := strings.Cut(line, " = ")
	step := Step{Line: line, Want: strings.TrimSpace(want)}
	words := strings.Fields(text)
	if words[0] == "isn" {
		n, err := strconv.ParseInt(words[1], 0, 64)
		s.isn[0] += uint32(n)
		s.isn[1] += uint32(n)
		return step, err
	}
	gap := time.Millisecond
	if words[0][0] == '+' {
		var err error
		if gap, err = time.ParseDuration(words[0][1:]); err != nil {
			return step, err
		}
		words = words[1:]
	}
	if s.frame > 0 {
		s.at += capture.Stamp(gap)
	}
	if len(words) < 3 {
		return step, fmt.Errorf("direction, flags and sequence number are needed")
	}
	seg, err := s.segment(words)
	if err != nil {
		return step, err
	}
	s.frame++
	step.Packet = Packet(s.frame, s.at, seg.Frame())
	return step, nil
}

func (s *script) segment(words []string) (*Segment, error) {
	d := strings.Index("><", words[0])
	if d < 0 {
		return nil, fmt.Errorf("%s is no direction", words[0])
	}
	seg := &Segment{From: s.ends[d], To: s.ends[1-d]}
	for _, c := range words[1] {
		i := strings.IndexRune("FSRPAUEC", c)
		if i < 0 && c != '-' {
			return nil, fmt.Errorf("%c is no flag", c)
		}
		if i >= 0 {
			seg.Flags |= 1 << i
		}
	}
	if err := seg.data(words[2], s.isn[d]); err != nil {
		return nil, err
	}
	for rest := words[3:]; len(rest) > 0; rest = rest[2:] {
		if len(rest) < 2 {
			return nil, fmt.Errorf("%s needs a number", rest[0])
		}
		n, err := strconv.ParseInt(rest[1], 0, 64)
		if err != nil {
			return nil, err
		}
		switch rest[0] {
		case "ack":
			s.ack[d] = s.isn[1-d] + uint32(n)
		case "win":
			s.window[d] = uint16(n)
		case "mss":
			seg.Options = append(seg.Options, 2, 4, byte(n>>8), byte(n))
		case "ws":
			seg.Options = append(seg.Options, 1, 3, 3, byte(n))
		default:
			return nil, fmt.Errorf("%s is no word here", rest[0])
		}
	}
	seg.Window = s.window[d]
	if seg.Flags&capture.ACK != 0 {
		seg.Ack = s.ack[d]
	}
	return seg, nil
}

// data reads SEQ, SEQ+LEN or SEQ"DATA".
func (seg *Segment) data(word string, isn uint32) error {
	at := strings.IndexAny(word, "+\"")
	if at < 0 {
		at = len(word)
	}
	seq, err := strconv.ParseInt(word[:at], 0, 64)
	if err != nil {
		return err
	}
	seg.Seq = isn + uint32(seq)
	switch {
	case at == len(word):
		return nil
	case word[at] == '"':
		text, err := strconv.Unquote(word[at:])
		seg.Data = []byte(text)
		return err
	}
	n, err := strconv.ParseUint(word[at+1:], 0, 16)
	for i := range n {
		seg.Data = append(seg.Data, "abcdefghijklmnopqrstuvwxyz"[(uint64(seq)+i)%26])
	}
	return err
}
