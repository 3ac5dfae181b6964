package query

import (
	"netsniff/dissect"
	"netsniff/dissect/text"
)

var fingerFields = []dissect.Field{
	{Name: "finger.query", Title: "Query", Type: dissect.String, Get: of(dissect.ToServer, getText)},
	{Name: "finger.nocrlf", Title: "Missing <CR><LF>", Type: dissect.Label, Get: of(dissect.ToServer, getEndless)},
	{Name: "finger.response", Title: "Response", Type: dissect.String, Get: of(dissect.ToClient, getText)},
	{Name: "finger.response_to", Title: "Request In", Type: dissect.FrameNum, Get: of(dissect.ToClient, getQuestion)},
	{Name: "finger.response_time", Title: "Response Time", Type: dissect.RelTime, Get: of(dissect.ToClient, getSince)},
}

var whoisFields = []dissect.Field{
	{Name: "whois.query", Title: "Query", Type: dissect.String, Get: of(dissect.ToServer, getText)},
	{Name: "whois.nocrlf", Title: "Missing <CR><LF>", Type: dissect.Label, Get: of(dissect.ToServer, getEndless)},
	{Name: "whois.answer_to", Title: "Query In", Type: dissect.FrameNum, Get: of(dissect.ToClient, getQuestion)},
	{Name: "whois.response_time", Title: "Response Time", Type: dissect.RelTime, Get: of(dissect.ToClient, getSince)},
	{Name: "whois.answer", Title: "Answer", Type: dissect.String, Get: of(dissect.ToClient, getLines)},
	{Name: "whois.encoding", Title: "WHOIS has no mechanism to indicate encoding (RFC 3912), assuming UTF-8",
		Type: dissect.Label,
		Get:  of(dissect.ToClient, func(_ *Message, v *dissect.Values) { v.Mark() })},
}

var fingerOutline = dissect.Outline{
	Summary:  summary,
	Computed: []string{"finger.response_to", "finger.response_time"},
	Units:    []dissect.Unit{{Field: "finger.response_time", Name: "seconds"}},
	Experts:  []dissect.Expert{{Field: "finger.nocrlf", Severity: dissect.Warning, Group: dissect.AboutMalformed}},
}

var whoisOutline = dissect.Outline{
	Summary:  summary,
	Computed: []string{"whois.answer_to", "whois.response_time"},
	Units:    []dissect.Unit{{Field: "whois.response_time", Name: "seconds"}},
	Experts: []dissect.Expert{
		{Field: "whois.nocrlf", Severity: dissect.Warning, Group: dissect.AboutMalformed},
		{Field: "whois.encoding", Severity: dissect.Chat, Group: dissect.AboutAssumption},
	},
}

// summary appends ": Query", ": Response" or ": Answer".
func summary(dst []byte, _ *dissect.Frame, l *dissect.Layer) []byte {
	m, ok := l.Message.(*Message)
	switch {
	case !ok:
		return dst
	case m.Dir == dissect.ToServer:
		return append(dst, ": Query"...)
	case m.whois:
		return append(dst, ": Answer"...)
	}
	return append(dst, ": Response"...)
}

// of returns the getter of a field that messages of one direction have.
func of(d dissect.Dir, get func(*Message, *dissect.Values)) dissect.Getter {
	return dissect.Of(func(m *Message, v *dissect.Values) {
		if m.Dir == d {
			get(m, v)
		}
	})
}

func getText(m *Message, v *dissect.Values) { v.Bytes(text.Readable(m.Bytes)).At(0, len(m.Bytes)) }

func getEndless(m *Message, v *dissect.Values) {
	if m.Endless {
		v.Mark().At(0, len(m.Bytes))
	}
}

func getQuestion(m *Message, v *dissect.Values) {
	if m.Question.Frame != 0 {
		v.Uint(uint64(m.Question.Frame))
	}
}

func getSince(m *Message, v *dissect.Values) {
	if m.Question.Frame != 0 {
		v.Int(int64(m.Since))
	}
}

// getLines gets each line with its end.
func getLines(m *Message, v *dissect.Values) {
	for from := 0; from < len(m.Bytes); {
		to := from
		for to < len(m.Bytes) && m.Bytes[to] != '\n' {
			to++
		}
		to = min(to+1, len(m.Bytes))
		v.Bytes(text.Readable(m.Bytes[from:to])).At(from, to-from)
		from = to
	}
}
