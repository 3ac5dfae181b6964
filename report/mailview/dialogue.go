package mailview

import (
	"bytes"
	"cmp"
	"strings"

	"netsniff/capture"
	"netsniff/dissect/smtp"
	"netsniff/report/table"
)

// Parts of the tables of a View: Ask.Part chooses one.
const (
	PartList     = "list"     // of mails: the table mails
	PartDialogue = "dialogue" // the table mails.dialogue
)

// dialogueColumns are those of what was said, a line each.
var dialogueColumns = []table.Column{
	{Name: "session", Label: table.Say("Session", "会话"), Type: table.Number, Importance: table.Minor},
	{Name: "stream", Label: table.Say("Stream", "流"), Type: table.Number, Importance: table.Key},
	{Name: "protocol", Label: table.Say("Protocol", "协议"), Importance: table.Extra},
	{Name: "client", Label: table.Say("Client", "客户端"), Type: table.Address, Importance: table.Extra},
	{Name: "client_port", Label: table.Say("Client port", "客户端端口"), Type: table.Port, Of: "client"},
	{Name: "server", Label: table.Say("Server", "服务器"), Type: table.Address, Importance: table.Extra},
	{Name: "server_port", Label: table.Say("Server port", "服务器端口"), Type: table.Port, Of: "server"},
	{Name: "frame", Label: table.Say("Frame", "帧"), Type: table.Frame, Importance: table.Minor},
	{Name: "end_frame", Label: table.Say("To frame", "止于帧"), Type: table.Frame, Importance: table.Extra},
	{Name: "start", Label: table.Say("Time", "时间"), Type: table.Duration, Moment: true, Importance: table.Key},
	{Name: "sender", Label: table.Say("Sender", "发送方"), Type: table.Word, Importance: table.Key},
	{Name: "text", Label: table.Say("Said", "内容"), Importance: table.Key},
	{Name: "outcome", Label: table.Say("Outcome", "结果"), Type: table.Word, Importance: table.Minor},
}

// dialogueRows are the lines of all sessions, decoded, secrets masked.
type dialogueRows struct {
	lines  []dialogueLine
	view   *View
	origin capture.Stamp
}

type dialogueLine struct {
	*Session
	event
}

// dialogueTable has what the sessions said.
func dialogueTable(r *Report, origin capture.Stamp) table.Table {
	rows := &dialogueRows{view: r.view, origin: origin}
	for _, s := range r.Sessions {
		for _, e := range s.events() {
			rows.lines = append(rows.lines, dialogueLine{s, e})
		}
	}
	return table.Table{Name: "mails." + PartDialogue,
		Title: table.Say("What mail sessions say, a line each", "邮件会话的对话（逐行）"), Columns: dialogueColumns,
		Rows: rows}
}

// Len implements table.Rows.
func (r *dialogueRows) Len() int { return len(r.lines) }

// Row implements table.Rows.
func (r *dialogueRows) Row(i int, dst []table.Value) []table.Value {
	x := r.lines[i]
	s, t := x.Session, x.turn
	sender, of, outcome := "client", &t.Request, table.None()
	if x.server {
		sender, of, outcome = "server", &t.Reply, table.String(t.Outcome.String())
	}
	last := max(of.Last.Frame, x.at.Frame)
	return append(dst, table.Int(s.Number), table.Int(s.Stream), table.String(s.Protocol),
		table.String(s.Client.Addr.String()), table.Int(s.Client.Port),
		table.String(s.Server.Addr.String()), table.Int(s.Server.Port), table.Int(x.at.Frame), table.Int(last),
		table.Nanoseconds(x.at.At-r.origin),
		table.String(sender), table.Told(table.Say(r.text(x, table.English), r.text(x, table.Chinese))), outcome)
}

// text is what was said, in one line of a language.
func (r *dialogueRows) text(x dialogueLine, l table.Lang) string {
	p := newPage(new(bytes.Buffer), r.view, Style{Lang: l})
	t := x.turn
	if !x.server {
		return cmp.Or(joined(p.asked(t), p.notes(t, true)), p.say(sayUnknown))
	}
	first, rest := t.answer()
	if t.Challenge != "" {
		first += " = " + t.Challenge
	}
	if t.Content+t.Missing > 0 && !t.upload() && t.Method != smtp.EndOfMail {
		first = joined(first, p.carried(t))
	}
	words := append(append([]string{}, t.Continued...), t.Data...)
	return strings.Join(append(append(words, joined(first, p.notes(t, false))), rest...), " · ")
}
