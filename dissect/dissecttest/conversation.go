// Package dissecttest replays conversations, written as text, through the
// real header decode, connection table and engine: whole, byte by byte, split
// everywhere, pipelined, sent twice, with each segment lost and joined at each
// segment. However the bytes are cut, the messages must be the same.
package dissecttest

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/detect"
	"netsniff/dissect/engine"
)

// Turn is what one side sends in one segment.
type Turn struct {
	Dir   dissect.Dir
	Data  []byte
	Wait  time.Duration // since the turn before
	Lost  bool          // it was sent, but not captured
	Back  int           // it is sent again: it begins so many bytes before what comes next
	Close bool          // FIN goes with it
	Rows  []string      // Protocol and Info column of its frame, if stated

	again bool // the segment before is sent again
}

// Conversation is what client and server say on one TCP connection.
type Conversation struct {
	Protocols []*dissect.Protocol // in order of priority
	Port      uint16              // of the server
	Turns     []Turn
	Order     engine.Order
	// Pipelined says that the client may send all it has without waiting, and
	// that the answers stay the same.
	Pipelined bool
	// Reassigned names fields that pipelining changes, as it does in Wireshark.
	Reassigned []string
	// PerSegment says that messages follow the segments, as Wireshark's POP and
	// mail after DATA do: other cuts give other messages, so such replays only
	// must not fail.
	PerSegment bool
	// Assigned says that the connection is of the first of Protocols whatever it
	// begins with: else that depends on how the first bytes were cut.
	Assigned bool
}

// detector finds the protocol of the connection.
func (c *Conversation) detector() *detect.Detector {
	d := detect.New(c.Protocols)
	if c.Assigned {
		d.Assign([]detect.Assignment{{
			Transport: capture.ProtoTCP, From: c.Port, To: c.Port, Protocol: c.Protocols[0],
		}})
	}
	return d
}

// defaultWait is the time between turns that do not say otherwise.
const defaultWait = time.Millisecond

// Parse reads turns, one a line:
//
//	> TEXT      the client sends TEXT and CRLF
//	< TEXT      the server does
//	>- TEXT     no CRLF; <- likewise
//	>+ TEXT     a further line in the segment before; >+- and < likewise
//	>. or <.    FIN, on the segment before if it goes the same way
//	! lost      the next segment is not captured
//	@ +35ms     time passes before the next segment
//	= TEXT      Protocol and Info of the segment before, trailing blanks aside
//	# ...       a comment
//
// TEXT may have the escapes of Go strings.
func Parse(text string) ([]Turn, error) {
	p := parser{wait: defaultWait}
	n := 0
	for line := range strings.Lines(text) {
		n++
		line = strings.TrimSuffix(strings.TrimLeft(line, "\t "), "\n")
		if line == "" || line[0] == '#' {
			continue
		}
		if err := p.line(line); err != nil {
			return nil, fmt.Errorf("line %d: %q: %w", n, line, err)
		}
	}
	return p.turns, nil
}

type parser struct {
	turns []Turn
	wait  time.Duration
	lost  bool
}

func (p *parser) line(line string) error {
	mark, text, _ := strings.Cut(line, " ")
	switch mark[0] {
	case '>', '<':
		return p.send(mark, text)
	case '!':
		p.lost = true
	case '@':
		d, err := time.ParseDuration(strings.TrimPrefix(text, "+"))
		p.wait += d
		return err
	case '=':
		if len(p.turns) == 0 {
			return fmt.Errorf("there is no segment before")
		}
		last := &p.turns[len(p.turns)-1]
		last.Rows = append(last.Rows, text)
	default:
		return fmt.Errorf("no line begins with %q", mark)
	}
	return nil
}

func (p *parser) send(mark, text string) error {
	dir := dissect.ToServer
	if mark[0] == '<' {
		dir = dissect.ToClient
	}
	last := len(p.turns) - 1
	if mark[1:] == "." {
		if last < 0 || p.turns[last].Dir != dir {
			p.turns = append(p.turns, Turn{Dir: dir, Wait: p.wait})
			last++
		}
		p.turns[last].Close = true
		return nil
	}
	data, err := unescape(text)
	if err != nil {
		return err
	}
	how := mark[1:]
	if !strings.HasSuffix(how, "-") {
		data += "\r\n"
	}
	switch strings.TrimSuffix(how, "-") {
	case "":
		p.turns = append(p.turns, Turn{Dir: dir, Data: []byte(data), Wait: p.wait, Lost: p.lost})
		p.wait, p.lost = defaultWait, false
	case "+":
		if last < 0 || p.turns[last].Dir != dir {
			return fmt.Errorf("there is no segment to add to")
		}
		p.turns[last].Data = append(p.turns[last].Data, data...)
	default:
		return fmt.Errorf("%s is no direction", mark)
	}
	return nil
}

func unescape(s string) (string, error) {
	return strconv.Unquote(`"` + strings.ReplaceAll(s, `"`, `\"`) + `"`)
}
