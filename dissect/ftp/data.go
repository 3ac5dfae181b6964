package ftp

import (
	"strconv"

	"netsniff/dissect"
	"netsniff/dissect/text"
)

// Segment is a segment of a data connection. Reused by all connections of a worker.
type Segment struct {
	Bytes int    // as the wire had it
	Setup *Setup // what the control connection said of it; nil if nothing

	begins []byte // what it begins with, borrowed as the frame
}

// textBegins is how many bytes tell a text from other data, as Wireshark has it.
const textBegins = 20

// Bears implements dissect.Bearer: lines of text, if the segment begins as one.
func (s *Segment) Bears() string {
	for _, c := range s.begins {
		if (c < ' ' || c > '~') && c != '\r' && c != '\n' {
			return ""
		}
	}
	return "data-text-lines"
}

// MediaType implements dissect.Bearer: nobody says it.
func (*Segment) MediaType() []byte { return nil }

// Borne implements dissect.Bearer.
func (*Segment) Borne(whole []byte) ([]byte, bool) { return whole, whole != nil }

// AppendInfo appends "FTP Data: 1448 bytes (PASV) (RETR notes.txt)".
func (s *Segment) AppendInfo(dst []byte) []byte {
	dst = strconv.AppendInt(append(dst, "FTP Data: "...), int64(s.Bytes), 10)
	dst = append(dst, " bytes"...)
	if s.Setup == nil {
		return dst
	}
	dst = append(append(append(dst, " ("...), s.Setup.Method.String()...), ')')
	if s.Setup.Command != "" {
		dst = append(text.AppendText(append(dst, " ("...), []byte(s.Setup.Command)), ')')
	}
	return dst
}

// dataDissector reads a data connection.
type dataDissector struct {
	conn *dissect.Conn
	*segments
}

// segments has the messages of a frame for all connections of a worker.
type segments struct {
	frame uint32
	list  []Segment
}

func newDataStream(c *dissect.Conn) dissect.StreamDissector {
	return &dataDissector{conn: c, segments: dissect.Shared[segments](c)}
}

// Dissect reads one segment.
func (d *dataDissector) Dissect(f *dissect.Frame, in *dissect.Input) dissect.Verdict {
	if d.frame != f.Frame {
		d.frame, d.list = f.Frame, d.list[:0]
	}
	s := Segment{Bytes: len(in.Bytes), Setup: setupOf(d.conn), begins: in.Bytes[:min(len(in.Bytes), textBegins)]}
	if in.Last {
		s.Bytes += max(0, f.PayloadLen-len(f.Payload)) // the snap length cut them off
	}
	d.list = append(d.list, s)
	f.Emit(dissect.Layer{Message: &d.list[len(d.list)-1]})
	return dissect.Done(len(in.Bytes))
}

// Gap has nothing to forget.
func (d *dataDissector) Gap(dissect.Dir, int64) {}

// setupOf returns what was said of a data connection before it began, nil if nothing
// was.
func setupOf(c *dissect.Conn) *Setup {
	if c.Announced == nil {
		return nil
	}
	s, _ := c.Announced.About.(*Setup)
	return s
}

var dataFields = []dissect.Field{
	{Name: "ftp-data.setup-frame", Title: "Setup frame", Type: dissect.FrameNum,
		Get: ofSetup(func(s *Setup, v *dissect.Values) { v.Uint(uint64(s.Frame)) })},
	{Name: "ftp-data.setup-method", Title: "Setup method", Type: dissect.String,
		Get: ofSetup(func(s *Setup, v *dissect.Values) { v.Text(s.Method.String()) })},
	{Name: "ftp-data.command", Title: "Command", Type: dissect.String, Get: ofSetup(setupCommand)},
	{Name: "ftp-data.command-frame", Title: "Command frame", Type: dissect.FrameNum, Get: ofSetup(setupCommandFrame)},
	{Name: "ftp-data.current-working-directory", Title: "Current working directory", Type: dissect.String,
		Get: ofSetup(func(s *Setup, v *dissect.Values) { v.Text(s.Directory) })},
}

func ofSetup(get func(*Setup, *dissect.Values)) dissect.Getter {
	return dissect.Of(func(s *Segment, v *dissect.Values) {
		if s.Setup != nil {
			get(s.Setup, v)
		}
	})
}

func setupCommand(s *Setup, v *dissect.Values) {
	if s.CommandFrame != 0 {
		v.Bytes(text.Readable([]byte(s.Command)))
	}
}

func setupCommandFrame(s *Setup, v *dissect.Values) {
	if s.CommandFrame != 0 {
		v.Uint(uint64(s.CommandFrame))
	}
}

var dataOutline = dissect.Outline{
	Summary: func(dst []byte, _ *dissect.Frame, l *dissect.Layer) []byte {
		s := l.Message.(*Segment)
		return append(strconv.AppendInt(append(dst, " ("...), int64(s.Bytes), 10), " bytes data)"...)
	},
	Beside: []string{"ftp-data.setup-frame", "ftp-data.setup-method", "ftp-data.command", "ftp-data.command-frame",
		"ftp-data.current-working-directory"},
	Computed: []string{"ftp-data.setup-frame", "ftp-data.setup-method", "ftp-data.command",
		"ftp-data.current-working-directory"},
}

// dataPort is where a server sends from in active mode, unless it says otherwise
// (RFC 959 §5.2).
const dataPort = 20
