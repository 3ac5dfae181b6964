package ftp

import "bytes"

// sizes follows what is said of how long a file is, of which only images are judged: as
// text it has other line ends on its way.
type sizes struct {
	name      string // of the file whose size is known; "": of none
	size      int64
	allocates bool // ALLO told how much the upload that follows needs
	allocated int64
}

// command takes a command, and what it transfers if it does. It returns how many bytes
// were announced for that, -1 if none were.
func (s *sizes) command(c Command, t Transfer) (announced int64) {
	announced = -1
	switch {
	case c.Verb == ALLO:
		word, _, _ := bytes.Cut(c.Argument, []byte{' '})
		s.allocated, s.allocates = position(word), len(word) > 0 && isDigit(word[0])
	case t.Verb == RETR && t.Type == 'I' && s.name != "" && s.name == t.Argument && s.size >= t.Offset:
		return s.size - t.Offset
	case (t.Verb == STOR || t.Verb == STOU) && t.Type == 'I' && s.allocates && t.Offset == 0:
		announced = s.allocated
	}
	if t.Verb.Way() == Upload {
		s.allocates, s.name = false, ""
	}
	return announced
}

// reply takes the final reply to a command.
func (s *sizes) reply(x *Exchange, code uint16, line []byte) {
	if x.Verb != SIZE {
		return
	}
	if text := bytes.TrimSpace(replyText(line)); code == 213 && len(text) > 0 && isDigit(text[0]) {
		s.name, s.size = string(x.Argument), position(text)
	} else {
		s.name = ""
	}
}

// opening takes the preliminary reply, in which servers say "(1234 bytes)". Of a file
// that is resumed some of them count what was there before.
func (s *sizes) opening(x *Exchange, line []byte) {
	t := &x.Transfer
	if x.Announced >= 0 || t.Verb != RETR || t.Type != 'I' || t.Offset > 0 {
		return
	}
	end := bytes.LastIndex(line, []byte(" bytes"))
	if end < 0 {
		return
	}
	begin := end
	for begin > 0 && isDigit(line[begin-1]) {
		begin--
	}
	if begin < end && begin > 0 && line[begin-1] == '(' {
		x.Announced = position(line[begin:end])
	}
}
