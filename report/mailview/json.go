package mailview

import (
	"bufio"
	"encoding/json"
	"io"
	"strconv"
	"strings"
	"time"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/mail"
	"netsniff/report/table"
)

// WriteJSON writes {"sessions": [SESSION, …], "left_out", "notes"} with a line
// for each session. Times are RFC 3339, durations seconds, what is not known is
// left out or null. Notes are in the language l, everything else in none.
func (r *Report) WriteJSON(w io.Writer, l table.Lang) error {
	b := bufio.NewWriter(w) // errors stay in b until Flush
	if _ = b.WriteByte('{'); r.File != "" {
		name, err := json.Marshal(r.File)
		if err != nil {
			return err
		}
		_, _ = b.WriteString(`"file":` + string(name) + ",")
	}
	_, _ = b.WriteString(`"sessions":[`)
	for i, s := range r.Sessions {
		if i > 0 {
			_ = b.WriteByte(',')
		}
		_ = b.WriteByte('\n')
		line, err := json.Marshal(r.document(s))
		if err != nil {
			return err
		}
		_, _ = b.Write(line)
	}
	notes, err := json.Marshal(append([]string{}, r.Notes(l)...))
	if err != nil {
		return err
	}
	_, _ = b.WriteString("\n],\"left_out\":" + strconv.Itoa(r.Left) + ",\"notes\":")
	_, _ = b.Write(notes)
	_, _ = b.WriteString("}\n")
	return b.Flush()
}

// seconds is a duration in JSON.
type seconds capture.Stamp

// MarshalJSON implements json.Marshaler.
func (s seconds) MarshalJSON() ([]byte, error) {
	return strconv.AppendFloat(nil, float64(s)/1e9, 'f', -1, 64), nil
}

type sessionJSON struct {
	Session    int            `json:"session"`
	Stream     uint32         `json:"stream"`
	Protocol   string         `json:"protocol"`
	Client     string         `json:"client"`
	Server     string         `json:"server"`
	Proxied    string         `json:"proxied_client,omitempty"`
	FirstFrame uint32         `json:"first_frame"`
	LastFrame  uint32         `json:"last_frame"`
	Time       string         `json:"time"`
	Duration   seconds        `json:"duration"`
	Midstream  bool           `json:"midstream"`
	Encrypted  bool           `json:"encrypted"`
	Decrypted  bool           `json:"decrypted"`
	Compressed bool           `json:"compressed"`
	HiddenUp   int64          `json:"hidden_bytes_to_server"`
	HiddenDown int64          `json:"hidden_bytes_to_client"`
	Summary    summaryJSON    `json:"summary"`
	Exchanges  []exchangeJSON `json:"exchanges"`
	MoreTurns  int            `json:"exchanges_left_out"`
	Mails      []mailJSON     `json:"mails"`
	MoreMails  int            `json:"mails_left_out"`
}

type summaryJSON struct {
	Commands     int                `json:"commands"`
	User         string             `json:"user"`
	Logins       int                `json:"logins"`
	FailedLogins int                `json:"failed_logins"`
	Mails        int                `json:"mails"`
	Partial      int                `json:"mails_in_part"`
	Accepted     int                `json:"recipients_accepted"`
	Refused      int                `json:"recipients_refused"`
	Deleted      int                `json:"deleted"`
	Up           int64              `json:"bytes_to_server"`
	Down         int64              `json:"bytes_to_client"`
	Phases       map[string]seconds `json:"phases"`
}

type exchangeJSON struct {
	Ordinal   uint32     `json:"ordinal"`
	Phase     string     `json:"phase"`
	Tag       string     `json:"tag,omitempty"`
	Method    string     `json:"method"`
	Subject   string     `json:"subject"`
	Status    string     `json:"status"`
	Outcome   string     `json:"outcome"`
	Notes     []string   `json:"notes"`
	Request   *sideJSON  `json:"request"`
	Reply     *sideJSON  `json:"reply"`
	TTFB      *seconds   `json:"ttfb"`
	TTLB      *seconds   `json:"ttlb"`
	Lines     []string   `json:"reply_lines"`
	LineCount int        `json:"reply_line_count"`
	Continued []string   `json:"continuation_requests,omitempty"`
	Data      []string   `json:"untagged,omitempty"`
	DataCount int        `json:"untagged_count,omitempty"`
	Challenge string     `json:"challenge,omitempty"`
	Login     *loginJSON `json:"login,omitempty"`
	Content   int64      `json:"mail_bytes,omitempty"`
	Missing   int64      `json:"mail_bytes_missing,omitempty"`
	Mails     []int      `json:"mails,omitempty"`
}

// sideJSON has its time in seconds since the session's start.
type sideJSON struct {
	FirstFrame uint32  `json:"first_frame"`
	LastFrame  uint32  `json:"last_frame"`
	Start      seconds `json:"start"`
	End        seconds `json:"end"`
	Bytes      int64   `json:"bytes"`
}

type loginJSON struct {
	Mechanism string `json:"mechanism"`
	User      string `json:"user"`
	Secret    string `json:"secret"`
	Hashed    bool   `json:"hashed"`
}

type mailJSON struct {
	Mail       int           `json:"mail"`
	FirstFrame uint32        `json:"first_frame"`
	LastFrame  uint32        `json:"last_frame"`
	Time       string        `json:"time"`
	Direction  string        `json:"direction"`
	Bytes      int64         `json:"bytes"`
	Missing    int64         `json:"missing_bytes"`
	Complete   bool          `json:"complete"`
	Envelope   envelopeJSON  `json:"envelope"`
	From       []addressJSON `json:"from"`
	Sender     []addressJSON `json:"sender"`
	ReplyTo    []addressJSON `json:"reply_to"`
	To         []addressJSON `json:"to"`
	Cc         []addressJSON `json:"cc"`
	Bcc        []addressJSON `json:"bcc"`
	Subject    string        `json:"subject"`
	Date       *string       `json:"date"`
	MessageID  string        `json:"message_id"`
	Program    string        `json:"program"`
	ProgramBy  string        `json:"program_known_by"`
	Received   int           `json:"received"`
	Remarks    []remarkJSON  `json:"remarks"`
	Notes      []string      `json:"notes"`
	Parts      []partJSON    `json:"parts"`
	MoreParts  int           `json:"parts_left_out"`
	Text       []string      `json:"text"`
	TextCut    bool          `json:"text_cut"`
}

type envelopeJSON struct {
	Protocol   string          `json:"protocol"`
	Command    string          `json:"command"`
	User       string          `json:"user"`
	From       *string         `json:"from"`
	Recipients []recipientJSON `json:"recipients"`
	LeftOut    int             `json:"recipients_left_out"`
	ReplyCode  uint16          `json:"reply_code"`
	ReplyText  string          `json:"reply_text"`
	Hello      string          `json:"hello"`
	Mailbox    string          `json:"mailbox"`
	Number     uint32          `json:"number"`
	UID        string          `json:"uid"`
	Partial    bool            `json:"partial"`
	Size       int64           `json:"announced_bytes"`
}

type recipientJSON struct {
	Address string `json:"address"`
	Outcome string `json:"outcome"`
	Code    uint16 `json:"code"`
}

type addressJSON struct {
	Name    string `json:"name"`
	Address string `json:"address"`
}

type remarkJSON struct {
	Remark string   `json:"remark"`
	About  []string `json:"about"`
	Off    *seconds `json:"later_by,omitempty"`
}

type partJSON struct {
	Depth       int      `json:"depth"`
	Number      string   `json:"number"`
	Kind        string   `json:"kind"`
	Type        string   `json:"type"`
	Charset     string   `json:"charset"`
	ReadAs      string   `json:"read_as"`
	Encoding    string   `json:"encoding"`
	Disposition string   `json:"disposition"`
	Name        string   `json:"name"`
	Subject     string   `json:"subject,omitempty"`
	Attachment  bool     `json:"attachment"`
	Bytes       int64    `json:"bytes"`
	Missing     int64    `json:"missing_bytes"`
	Notes       []string `json:"notes"`
}

func instant(t capture.Stamp) string { return t.Time().Format(time.RFC3339Nano) }

func (r *Report) document(s *Session) *sessionJSON {
	sum := &s.Sum
	mails, partial := s.count()
	d := &sessionJSON{
		Session: s.Number, Stream: s.Stream, Protocol: s.Protocol, Client: s.Client.String(), Server: s.Server.String(),
		FirstFrame: s.Start.Frame, LastFrame: s.Last.Frame, Time: instant(s.Start.At), Duration: seconds(s.Duration()),
		Midstream: s.Midstream, Encrypted: s.Encrypted, Decrypted: s.Decrypted, Compressed: s.Compressed,
		HiddenUp: s.Hidden.ToServer, HiddenDown: s.Hidden.ToClient,
		Summary: summaryJSON{sum.Commands, sum.User, sum.Logins, sum.Failed, mails, partial, sum.Accepted,
			sum.Refused, sum.Deleted,
			sum.BytesToServer, sum.BytesToClient, map[string]seconds{}},
		Exchanges: []exchangeJSON{}, MoreTurns: s.MoreTurns, Mails: []mailJSON{}, MoreMails: s.MoreMails,
	}
	if s.Proxied != nil {
		d.Proxied = s.Proxied.Client.String()
	}
	for i, t := range sum.Phases {
		if t > 0 {
			d.Summary.Phases[mail.Phase(i).String()] = seconds(t)
		}
	}
	for i := range s.Turns {
		d.Exchanges = append(d.Exchanges, r.exchange(s, &s.Turns[i]))
	}
	for _, m := range s.Mails {
		d.Mails = append(d.Mails, letter(m))
	}
	return d
}

func (r *Report) exchange(s *Session, t *Turn) exchangeJSON {
	x := exchangeJSON{
		Ordinal: t.Ordinal, Phase: t.Phase.String(), Tag: t.Tag, Method: t.Method, Subject: t.Subject,
		Status: t.Status, Outcome: t.Outcome.String(),
		Notes: words(t.Notes.String()), Request: side(s, &t.Request), Reply: side(s, &t.Reply), Lines: some(t.Lines),
		LineCount: t.LineCount,
		Continued: t.Continued, Data: t.Data, DataCount: t.Untagged, Challenge: t.Challenge, Content: t.Content,
		Missing: t.Missing,
	}
	if ttfb, ok := t.TTFB(); ok {
		ttlb, _ := t.TTLB()
		x.TTFB, x.TTLB = (*seconds)(&ttfb), (*seconds)(&ttlb)
	}
	if l := t.Login; l != nil && t.Says != saysUser {
		x.Login = &loginJSON{l.Mechanism, l.User, table.Masked, l.Hashed}
		if r.view.Reveal {
			x.Login.Secret = l.Secret
		}
	}
	for _, m := range t.Mails {
		x.Mails = append(x.Mails, m.Number)
	}
	return x
}

func side(s *Session, of *dissect.Side) *sideJSON {
	if !of.Seen() {
		return nil
	}
	return &sideJSON{of.First.Frame, of.Last.Frame, seconds(of.First.At - s.Start.At),
		seconds(of.Last.At - s.Start.At), of.Bytes}
}

func letter(m *Mail) mailJSON {
	e := m.Envelope
	d := mailJSON{
		Mail: m.Number, FirstFrame: m.First.Frame, LastFrame: m.Last.Frame, Time: instant(m.First.At),
		Direction: "to_server",
		Bytes:     m.Bytes, Missing: m.Missing, Complete: m.Complete(),
		Envelope: envelopeJSON{
			Protocol: e.Protocol, Command: e.Command, User: table.Clean(e.User), Recipients: []recipientJSON{},
			LeftOut: e.MoreTo, ReplyCode: e.ReplyCode,
			ReplyText: table.Clean(e.ReplyText), Hello: table.Clean(e.HeloDomain), Mailbox: table.Clean(e.Mailbox),
			Number: e.Number, UID: table.Clean(e.UID), Partial: e.Partial, Size: e.Size,
		},
		From: people(m.From), Sender: people(m.Sender), ReplyTo: people(m.ReplyTo), To: people(m.To),
		Cc: people(m.Cc), Bcc: people(m.Bcc),
		Subject: m.Subject, MessageID: m.MessageID, Program: m.Program, ProgramBy: m.By.String(), Received: m.Received,
		Remarks: []remarkJSON{}, Notes: some(m.Notes.List()), Parts: []partJSON{}, MoreParts: m.MoreParts,
		Text: some(m.Body), TextCut: m.BodyCut,
	}
	if m.Dir == dissect.ToClient {
		d.Direction = "to_client"
	}
	if e.HasFrom {
		from := table.Clean(e.From)
		d.Envelope.From = &from
	}
	for _, to := range e.To {
		d.Envelope.Recipients = append(d.Envelope.Recipients,
			recipientJSON{table.Clean(to.Address), to.Outcome.String(), to.Code})
	}
	if !m.Date.IsZero() {
		date := m.Date.Format(time.RFC3339)
		d.Date = &date
	}
	for _, x := range m.Remarks {
		remark := remarkJSON{Remark: x.String(), About: some(x.About)}
		if x.Off != 0 {
			off := seconds(x.Off)
			remark.Off = &off
		}
		d.Remarks = append(d.Remarks, remark)
	}
	for _, p := range m.Parts {
		d.Parts = append(d.Parts, partJSON{
			p.Depth, p.Number, p.Kind.String(), p.MediaType, p.Charset, p.Decoded, p.Encoding.String(),
			p.Disposition.String(), p.FileName, p.Subject,
			p.Attachment, p.Size, p.Lost, some(p.Notes.List()),
		})
	}
	return d
}

func people(l addresses) []addressJSON {
	d := []addressJSON{}
	for _, a := range l.List {
		d = append(d, addressJSON{a.Name, a.Addr})
	}
	return d
}

// some returns a list that JSON has as [] if it is empty.
func some(list []string) []string {
	if list == nil {
		return []string{}
	}
	return list
}

// words are the names in a text with ", " between them.
func words(s string) []string {
	if s == "" {
		return []string{}
	}
	return strings.Split(s, ", ")
}
