package imap

import "netsniff/capture"

// commands are the commands that were sent last, by their tags.
type commands struct {
	ring [maxCommands]command
	n    uint32 // sent so far
}

// maxCommands is how many commands of a connection are remembered.
const maxCommands = 32

// command is where and when a command was sent.
type command struct {
	tag      tagHash
	frame    uint32
	answered bool
	at       capture.Stamp
}

// sent notes a command. It reports whether another one was forgotten for it that
// was not answered yet.
func (c *commands) sent(tag tagHash, frame uint32, at capture.Stamp) (forgot bool) {
	x := &c.ring[c.n%maxCommands]
	forgot = c.n >= maxCommands && !x.answered
	*x = command{tag: tag, frame: frame, at: at}
	c.n++
	return forgot
}

// answer returns the last command that was sent with the tag: a response came
// to it.
func (c *commands) answer(tag tagHash) (command, bool) {
	for i := uint32(1); i <= min(c.n, maxCommands); i++ {
		if x := &c.ring[(c.n-i)%maxCommands]; x.tag == tag {
			x.answered = true
			return *x, true
		}
	}
	return command{}, false
}

// tagHash stands for a tag, whose case Wireshark disregards. It is never 0.
type tagHash uint64

func hash(tag []byte) tagHash {
	h := tagHash(14695981039346656037)
	for _, c := range tag {
		if c >= 'A' && c <= 'Z' {
			c |= 0x20
		}
		h = (h ^ tagHash(c)) * 1099511628211
	}
	return h | 1
}
