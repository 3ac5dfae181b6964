package resp

import (
	"bytes"
	"strings"

	"netsniff/dissect"
	"netsniff/dissect/framed"
	"netsniff/dissect/pairing"
	"netsniff/dissect/text"
)

// newDialogue makes the reader of a connection's exchanges: commands and their replies, in
// order. Its messages are single elements; an array goes on until all of its own have come.
var newDialogue = pairing.NewStream(func(dissect.Session) pairing.StreamReader { return new(reader) })

type reader struct {
	left  [2]int64 // elements of the message that is being read, by direction
	index int      // of the next word of a command
	words [3]string
}

// Length implements pairing.StreamReader.
func (*reader) Length(_ dissect.Dir, b []byte) int {
	if len(b) == 0 {
		return 0
	}
	if _, n := next(b); n < 0 {
		return -n
	} else if n == 0 && len(b) > 4<<10 {
		return -1
	} else {
		return n
	}
}

// Read implements pairing.StreamReader.
func (x *reader) Read(m *framed.Message) (msg pairing.Message, ok bool) {
	e, _ := next(m.Bytes)
	fresh := x.left[m.Dir] == 0
	if fresh {
		x.left[m.Dir] = 1
	}
	if x.left[m.Dir]--; e.kind == array && e.n > 0 {
		x.left[m.Dir] += e.n
	}
	if m.Dir == dissect.ToServer {
		return x.command(&e, fresh), true
	}
	msg = pairing.Message{Reply: true, More: x.left[m.Dir] > 0, Outcome: dissect.Succeeded}
	switch {
	case !fresh:
	case e.kind == failure:
		word, _, _ := bytes.Cut(e.text, []byte(" "))
		msg.Status, msg.Outcome = string(word), dissect.Refused
		switch msg.Status {
		case "LOADING", "BUSY", "MASTERDOWN", "OOM", "CLUSTERDOWN", "TRYAGAIN":
			msg.Outcome = dissect.Failed
		case "MOVED", "ASK":
			msg.Outcome = dissect.Redirected
		}
	case e.kind == simple:
		msg.Status = string(e.text)
	case e.kind == bulk && e.n < 0, e.kind == array && e.n < 0:
		msg.Status = "nil"
	default:
		msg.Status = "OK"
	}
	return msg, true
}

// command takes an element of a command.
func (x *reader) command(e *element, fresh bool) (msg pairing.Message) {
	if fresh {
		x.index, x.words = 0, [3]string{}
	}
	switch {
	case fresh && e.kind == array && e.n > 0:
		return pairing.Message{}
	case fresh && e.kind == inline:
		words := bytes.Fields(e.text)
		if len(words) == 0 {
			return pairing.Message{Lone: true}
		}
		for _, w := range words {
			x.word(w)
		}
	default:
		x.word(e.text)
		msg.Joins = !fresh
	}
	msg.Method = x.words[0]
	switch {
	case msg.Method == "AUTH" || msg.Method == "HELLO":
		if x.left[dissect.ToServer] == 0 {
			msg.Login = x.login()
		}
	case !secretive(x.words[0], x.words[1]):
		msg.Subject = x.words[1]
	}
	return msg
}

// maxWord is how much of a word is told.
const maxWord = 256

func (x *reader) word(w []byte) {
	s := string(text.Readable(w[:min(len(w), maxWord)]))
	if x.index == 0 {
		s = strings.ToUpper(s)
	}
	switch {
	case x.words[0] == "HELLO" && x.index <= 2: // HELLO 3 AUTH user secret
		if x.index++; !strings.EqualFold(s, "AUTH") && x.index == 3 {
			x.index = len(x.words) + 2
		}
		return
	case x.words[0] == "HELLO" && x.index < 5:
		x.words[x.index-2] = s
	case x.words[0] != "HELLO" && x.index < len(x.words):
		x.words[x.index] = s
	}
	x.index++
}

// login tells who logs in: a secret alone is that of the default user.
func (x *reader) login() *dissect.Login {
	user, secret := x.words[1], x.words[2]
	if secret == "" {
		user, secret = "default", user
	}
	if secret == "" {
		return nil
	}
	return &dissect.Login{Mechanism: x.words[0], User: user, Secret: secret}
}

// secretive reports whether the words behind those of a command may be secret.
func secretive(command, second string) bool {
	return command == "AUTH" || command == "HELLO" || command == "ACL" || command == "CONFIG" &&
		strings.EqualFold(second, "SET")
}
