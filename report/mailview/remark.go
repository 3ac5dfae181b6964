package mailview

import (
	"slices"
	"strings"
	"time"

	"netsniff/dissect"
	"netsniff/dissect/mail/message"
	"netsniff/report/table"
)

// Difference is what a remark is about: where envelope and header say
// different things, or what a header should not or should have.
type Difference uint8

// Differences.
const (
	SenderDiffers Difference = iota // the reverse-path is neither From nor Sender
	Bounce                          // the reverse-path is empty (RFC 5321 §4.5.5)
	UserDiffers                     // somebody else logged in than the one who sends
	BlindCopy                       // a recipient that the header does not name
	NotAddressed                    // one that only the header names
	BccShown                        // RFC 5322 §3.6.3
	DateFar                         // from the time of the capture
	SizeDiffers                     // from what was announced
	BareEnd                         // RFC 5321 §4.1.1.4
	NoFrom                          // RFC 5322 §3.6
	NoDate
	NoMessageID
)

var differences = [...]struct {
	name string
	text table.Phrase // %s stands for Remark.About
}{
	SenderDiffers: {"sender_differs", table.Say("the envelope's sender is not that of the header: %s",
		"信封发件人与信头不一致：%s")},
	Bounce: {"null_sender", table.Say("the envelope has no sender (<>): a bounce or an automatic reply",
		"信封发件人为空（<>）：退信或自动回复")},
	UserDiffers: {"user_differs",
		table.Say("sent by another user than the one who logged in: %s", "发件人不是登录用户：%s")},
	BlindCopy: {"blind_recipient",
		table.Say("in the envelope but not in To or Cc, so a blind copy (Bcc) or a list: %s",
			"只在信封中、不在 To/Cc 中（密送或邮件列表）：%s")},
	NotAddressed: {"not_in_envelope",
		table.Say("in To or Cc but not in the envelope, so not sent there this time: %s",
			"在 To/Cc 中但不在信封中（本次并未投递）：%s")},
	BccShown: {"bcc_shown", table.Say("a Bcc field was sent along, which everybody can read: %s",
		"信头带有所有人可见的 Bcc：%s")},
	DateFar:     {"date_far", table.Say("Date is far from the time of the capture: %s", "Date 与抓包时间相差很大：%s")},
	SizeDiffers: {"size_differs", table.Say("another size was announced: %s bytes", "与声明的大小不符：声明 %s 字节")},
	BareEnd: {"bare_end",
		table.Say("its final dot does not stand between CRLFs: a server that wants them takes what follows for a part of the mail (SMTP smuggling)",
			"结束点前后不是 CRLF：要求 CRLF 的服务器会把后面的内容当作邮件的一部分（SMTP smuggling）")},
	NoFrom:      {"no_from", table.Say("no From field, which every mail must have", "缺少必需的 From 字段")},
	NoDate:      {"no_date", table.Say("no Date field, which every mail must have", "缺少必需的 Date 字段")},
	NoMessageID: {"no_message_id", table.Say("no Message-ID field", "没有 Message-ID 字段")},
}

// String returns the name that JSON has.
func (d Difference) String() string { return differences[d].name }

// Remark is one thing that a person should notice about a mail.
type Remark struct {
	Difference
	About []string      // addresses and the like
	Off   time.Duration // DateFar: how much later Date is than the capture
}

// maxAbout bounds what a remark names.
const maxAbout = 20

func (m *Mail) remark(d Difference, about ...string) {
	if len(about) > maxAbout {
		about = append(slices.Clone(about[:maxAbout]), "…")
	}
	m.Remarks = append(m.Remarks, Remark{Difference: d, About: about})
}

// finish compares the mail with its envelope, which is complete now.
func (m *Mail) finish(s *Session) {
	e := m.Envelope
	if e.BareEnd {
		m.remark(BareEnd)
	}
	if e.HasFrom && m.Bytes > 0 && m.Notes&message.NoHeader == 0 {
		m.compareSender()
		m.compareRecipients()
	}
	m.compareDate()
	if m.Complete() && !e.Partial && e.Protocol == "pop" && e.Size > 0 && e.Size != m.Bytes {
		m.remark(SizeDiffers, grouped(e.Size))
	}
	if m.Missing == 0 && m.Bytes > 0 && !e.Partial {
		m.compareFields()
	}
}

func (m *Mail) compareSender() {
	from := table.Clean(m.Envelope.From)
	switch {
	case from == "":
		m.remark(Bounce)
		return
	case len(m.From.List) > 0 && !m.From.has(from) && !m.Sender.has(from):
		m.remark(SenderDiffers, from)
	}
	if user := table.Clean(m.Envelope.User); user != "" && !sameUser(user, from) {
		m.remark(UserDiffers, user)
	}
}

// sameUser reports whether a user sends under his own address. Many log in
// with what stands before the @.
func sameUser(user, address string) bool {
	name, _, _ := strings.Cut(address, "@")
	return strings.EqualFold(user, address) || !strings.Contains(user, "@") && strings.EqualFold(user, name)
}

func (m *Mail) compareRecipients() {
	if m.To.More+m.Cc.More > 0 || m.Envelope.MoreTo > 0 {
		return
	}
	var blind, absent []string
	var sent []string
	for i := range m.Envelope.To {
		to := table.Clean(m.Envelope.To[i].Address)
		sent = append(sent, to)
		if refusal(&m.Envelope.To[i]) {
			continue
		}
		if !m.To.has(to) && !m.Cc.has(to) && !m.Bcc.has(to) {
			blind = append(blind, to)
		}
	}
	for _, l := range [...]addresses{m.To, m.Cc} {
		for _, a := range l.List {
			if a.Addr != "" && !slices.ContainsFunc(sent, func(x string) bool { return strings.EqualFold(x, a.Addr) }) {
				absent = append(absent, a.Addr)
			}
		}
	}
	if len(blind) > 0 {
		m.remark(BlindCopy, blind...)
	}
	if len(absent) > 0 && len(sent) > 0 {
		m.remark(NotAddressed, absent...)
	}
	if len(m.Bcc.List) > 0 {
		m.remark(BccShown, m.Bcc.texts()...)
	}
}

// farDate is how far the Date of a mail may be from the time when it is sent.
const farDate = time.Hour

// compareDate: what is sent was written shortly before; what is fetched may
// be old, but not from the future.
func (m *Mail) compareDate() {
	if m.Date.IsZero() {
		return
	}
	off := m.Date.Sub(m.First.At.Time())
	if off > farDate || off < -farDate && m.Dir == dissect.ToServer && m.Envelope.HasFrom && m.Received == 0 {
		m.Remarks = append(m.Remarks, Remark{Difference: DateFar, Off: off})
	}
}

func (m *Mail) compareFields() {
	if !m.hasFrom {
		m.remark(NoFrom)
	}
	if !m.hasDate {
		m.remark(NoDate)
	}
	if m.MessageID == "" {
		m.remark(NoMessageID)
	}
}

// has reports whether an address is in the field.
func (l *addresses) has(address string) bool {
	return slices.ContainsFunc(l.List, func(a message.Address) bool { return strings.EqualFold(a.Addr, address) })
}

// texts returns the addresses with their names.
func (l *addresses) texts() (all []string) {
	for _, a := range l.List {
		all = append(all, a.String())
	}
	if l.More > 0 {
		all = append(all, "… "+grouped(int64(l.More)))
	}
	return all
}
