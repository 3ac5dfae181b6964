package pop3

import (
	"bytes"

	"netsniff/dissect/lines"
)

// pairing pairs replies with the commands that asked (RFC 1939 §3: replies
// come in the order of commands) and knows by them where a multi-line reply
// ends.
type pairing struct {
	queue []sentCommand // at most maxPending
	lost  bool          // a command found no room: nothing is paired any more
	let   int           // such commands since somebody counted them

	sasl   bool // the server asked for a line that is no command
	inBody bool // a multi-line reply goes on
	fresh  bool // the next byte of the body begins a line
}

// sentCommand is what is known of a command when its reply comes.
type sentCommand struct {
	verb      Verb
	multiline bool
	sent      lines.Sent // of AUTH when its last line was sent
}

// requests takes the lines of a segment of the client, and when it came.
func (p *pairing) requests(b []byte, now lines.Sent) {
	for len(b) > 0 {
		n := lines.LineEnd(b)
		if p.sasl {
			if p.sasl = false; len(p.queue) > 0 {
				p.queue[0].sent = now
			}
		} else if len(p.queue) < maxPending {
			word, arg := token(lines.TrimLineEnd(b[:n]))
			v := verbOf(word)
			p.queue = append(p.queue, sentCommand{v, v.multiline(arg), now})
		} else {
			p.lost, p.let = true, p.let+1
		}
		b = b[n:]
	}
}

// answered takes a segment of the server that begins with a status. It says
// which command the first line of it answers, and whether more lines belong to
// it.
func (p *pairing) answered(b []byte) (a sentCommand, multiline bool) {
	if p.inBody && !p.fresh {
		// The status is no status but part of a line.
		p.body(b)
		return a, false
	}
	a, multiline = p.status(b)
	p.body(b[lines.LineEnd(b):])
	return a, multiline
}

func (p *pairing) status(b []byte) (a sentCommand, multiline bool) {
	p.inBody = false
	if len(p.queue) == 0 || p.lost {
		return a, false
	}
	a = p.queue[0]
	p.queue = p.queue[:copy(p.queue, p.queue[1:])]
	p.inBody, p.fresh = a.multiline && b[0] == '+', true
	return a, p.inBody
}

// body takes bytes of the server after a status line: the lines of a
// multi-line reply, or more replies to pipelined commands.
func (p *pairing) body(b []byte) {
	for len(b) > 0 {
		n := lines.LineEnd(b)
		l := b[:n]
		whole := l[n-1] == '\n'
		switch {
		case p.inBody:
			if p.fresh && whole && len(lines.TrimLineEnd(l)) == 1 && l[0] == '.' {
				p.inBody = false
			}
			p.fresh = whole
		case bytes.HasPrefix(l, []byte("+OK")) || bytes.HasPrefix(l, []byte("-ERR")):
			p.status(l)
		case bytes.HasPrefix(l, []byte("+ ")):
			p.sasl = true
		}
		b = b[n:]
	}
}
