package imap

import (
	"netsniff/dissect"
	"netsniff/dissect/text"
)

var fields = []dissect.Field{
	{Name: "imap.isrequest", Title: "Request", Type: dissect.Bool, Get: dissect.Of(isRequest)},
	{Name: "imap.line", Title: "Line", Type: dissect.String, Get: dissect.Of(eachLine)},
	{Name: "imap.request", Title: "Request", Type: dissect.String, Get: ofLines(true, textField)},
	{Name: "imap.request_tag", Title: "Request Tag", Type: dissect.String, Get: ofLines(true, tag)},
	{Name: "imap.response", Title: "Response", Type: dissect.String, Get: ofLines(false, textField)},
	{Name: "imap.response_tag", Title: "Response Tag", Type: dissect.String, Get: ofLines(false, tag)},
	{Name: "imap.tag", Title: "Tag", Type: dissect.String, Get: ofEither(tag, tag)},
	{Name: "imap.request.command.uid", Title: "Request isUID", Type: dissect.Bool, Get: ofLines(true, isUID)},
	{Name: "imap.request.command", Title: "Request Command", Type: dissect.String, Get: ofLines(true, commandWord)},
	{Name: "imap.response.status", Title: "Response Status", Type: dissect.String, Get: ofLines(false, status)},
	{Name: "imap.response.command", Title: "Response Command", Type: dissect.String, Get: ofLines(false, responseCommand)},
	{Name: "imap.command", Title: "Command", Type: dissect.String, Get: ofEither(firstWord, responseCommand)},
	{Name: "imap.request.folder", Title: "Request Folder", Type: dissect.String, Get: ofLines(true, folder)},
	{Name: "imap.request.username", Title: "Request Username", Type: dissect.String, Get: ofLines(true, username)},
	{Name: "imap.request.password", Title: "Request Password", Type: dissect.String, Get: ofLines(true, password)},
	{Name: "imap.response_in", Title: "Response In", Type: dissect.FrameNum, Get: absent},
	{Name: "imap.response_to", Title: "Request In", Type: dissect.FrameNum, Get: ofLines(false, responseTo)},
	{Name: "imap.time", Title: "Response Time", Type: dissect.RelTime, Get: ofLines(false, responseTime)},
}

// absent gets what one pass over the frames cannot know.
func absent(*dissect.Frame, *dissect.Layer, *dissect.Values) {}

func isRequest(m *Message, v *dissect.Values) { v.Bool(m.Request) }

func eachLine(m *Message, v *dissect.Values) {
	for _, l := range m.Lines {
		v.Bytes(text.Readable(l.Raw)).At(l.Off, len(l.Raw))
	}
}

// ofLines gets something of every line, but untagged and empty ones, of
// commands or of responses.
func ofLines(request bool, get func(Line, *dissect.Values)) dissect.Getter {
	return dissect.Of(func(m *Message, v *dissect.Values) {
		if m.Request != request {
			return
		}
		for _, l := range m.Lines {
			if !l.Untagged() && len(l.Text()) > 0 {
				get(l, v)
			}
		}
	})
}

// ofEither gets the one of commands, the other of responses.
func ofEither(request, response func(Line, *dissect.Values)) dissect.Getter {
	ofRequests, ofResponses := ofLines(true, request), ofLines(false, response)
	return func(f *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
		ofRequests(f, l, v)
		ofResponses(f, l, v)
	}
}

// add adds a word unless it is empty. It is a part of the line l.
func add(l Line, word []byte, v *dissect.Values) {
	if len(word) > 0 {
		off := cap(l.Raw) - cap(word)
		v.Bytes(text.Readable(word)).At(l.Off+off, len(word))
	}
}

func textField(l Line, v *dissect.Values) { add(l, l.Text(), v) }

func tag(l Line, v *dissect.Values) {
	word, _ := l.Tag()
	add(l, word, v)
}

func status(l Line, v *dissect.Values) {
	word, _ := l.Status()
	add(l, word, v)
}

func responseCommand(l Line, v *dissect.Values) {
	_, rest := l.Status()
	word, _ := token(rest)
	add(l, word, v)
}

func isUID(l Line, v *dissect.Values) {
	if _, _, uid := l.Command(); uid {
		v.Bool(true)
	}
}

func commandWord(l Line, v *dissect.Values) {
	word, _, _ := l.Command()
	add(l, word, v)
}

// firstWord gets what follows the tag, which is UID in UID FETCH.
func firstWord(l Line, v *dissect.Values) {
	if word, _, _ := l.Command(); len(word) > 0 {
		first, _ := l.Status()
		add(l, first, v)
	}
}

func folder(l Line, v *dissect.Values) {
	word, args, _ := l.Command()
	if n := verbOf(word).folder(); n > 0 {
		add(l, argument(args, n), v)
	}
}

func username(l Line, v *dissect.Values) {
	if word, args, _ := l.Command(); verbOf(word) == LOGIN {
		add(l, argument(args, 1), v)
	}
}

// password gets the second argument of LOGIN without quotation marks, and
// whole: Wireshark takes the first and the last byte off in any case.
func password(l Line, v *dissect.Values) {
	if word, args, _ := l.Command(); verbOf(word) == LOGIN {
		if secret := argument(args, 2); len(secret) > 0 {
			v.Bytes(text.Readable(unquote(secret)))
		}
	}
}

func responseTo(l Line, v *dissect.Values) {
	if l.Answers != 0 {
		v.Uint(uint64(l.Answers))
	}
}

func responseTime(l Line, v *dissect.Values) {
	if l.Answers != 0 {
		v.Int(int64(l.Since))
	}
}
