package stats

import (
	"cmp"
	"slices"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/ftp"
	"netsniff/reassembly"
	"netsniff/report/table"
)

// ftpSession is what was said on a control connection.
type ftpSession struct {
	conn        *dissect.Conn
	first, last reassembly.Mark
	greeting    string
	system      string // by SYST
	user        string
	tried       bool
	login       dissect.Outcome
	refusals    uint64 // of logins
	encryption  string
	commands    uint64
	refused     uint64 // of other commands
	quit        bool
}

func bySession(a, b *ftpSession) int {
	return cmp.Or(cmp.Compare(a.first.Frame, b.first.Frame), cmp.Compare(a.conn.ID, b.conn.ID))
}

// add takes a command.
func (s *ftpSession) add(x *dissect.Exchange, d *ftp.Exchange) {
	for _, m := range [...]reassembly.Mark{x.Request.Last, x.Reply.Last} {
		if m.Frame > s.last.Frame {
			s.last = m
		}
	}
	refused := x.Outcome == dissect.Refused || x.Outcome == dissect.Failed
	switch {
	case x.Method == ftp.MethodGreeting:
		s.greeting = ReplyText(x)
		return
	case x.Request.Seen():
		s.commands++
	}
	switch {
	case x.Login != nil:
		s.tried, s.login = true, x.Outcome
		if s.user = x.Login.User; refused {
			s.refusals++
		}
		return
	case d.Verb == ftp.SYST && !refused:
		s.system = ReplyText(x)
	case d.Verb == ftp.AUTH && x.Notes&dissect.NoteUpgrade != 0:
		s.encryption = "AUTH " + x.Subject
	case d.Verb == ftp.QUIT:
		s.quit = true
	}
	if x.Conn.Secured && s.encryption == "" {
		s.encryption = "TLS"
	}
	if refused {
		s.refused++
	}
}

// ftpSum is what the transfers of a session come to.
type ftpSum struct {
	n, complete uint64
	bytes       [2]int64 // by whether it was an upload
}

func (s *ftpSum) add(t *ftpTransfer) {
	s.n++
	if t.state() == ftpComplete {
		s.complete++
	}
	if t.carried != nil {
		up := 0
		if t.way() == ftp.Upload {
			up = 1
		}
		s.bytes[up] += t.carried.side.Bytes
	}
}

var ftpSessionColumns = slices.Concat(peerColumns[:5], []table.Column{
	{Name: "frame", Label: table.Say("Frame", "帧"), Type: table.Frame, Importance: table.Minor},
	{Name: "start", Label: table.Say("Start", "开始"), Type: table.Duration, Moment: true, Importance: table.Minor},
	{Name: "duration", Label: table.Say("Duration", "时长"), Type: table.Duration},
	{Name: "encryption", Label: table.Say("Encryption", "加密"), Type: table.Word, Importance: table.Minor},
	{Name: "user", Label: table.Say("User", "用户"), Importance: table.Key},
	{Name: "login", Label: table.Say("Login", "登录"), Type: table.Word, Importance: table.Key},
	{Name: "logins_refused", Label: table.Say("Logins refused", "登录被拒"), Type: table.Count, Importance: table.Minor},
	{Name: "commands", Label: table.Say("Commands", "命令数"), Type: table.Count, Importance: table.Minor},
	{Name: "refused", Label: table.Say("Refused", "被拒绝"), Type: table.Count, Importance: table.Minor},
	{Name: "transfers", Label: table.Say("Transfers", "传输"), Type: table.Count, Importance: table.Key},
	{Name: "complete_transfers", Label: table.Say("Complete", "完成"), Type: table.Count, Importance: table.Minor},
	{Name: "bytes_down", Label: table.Say("Down", "下载字节"), Type: table.Bytes},
	{Name: "bytes_up", Label: table.Say("Up", "上传字节"), Type: table.Bytes},
	{Name: "quit", Label: table.Say("QUIT", "QUIT"), Importance: table.Minor},
	{Name: "system", Label: table.Say("System", "系统"), Importance: table.Minor},
	{Name: "greeting", Label: table.Say("Greeting", "问候语"), Importance: table.Minor},
})

// row has the values of ftpSessionColumns.
func (s *ftpSession) row(origin capture.Stamp, sum *ftpSum) []table.Value {
	login := table.None()
	if s.tried {
		login = table.String(s.login.String())
	}
	encryption := s.encryption
	if encryption == "" {
		encryption = "none"
	}
	return append(appendPeers(nil, s.conn)[:5], table.Int(s.first.Frame), table.Nanoseconds(s.first.At-origin),
		table.Nanoseconds(s.last.At-s.first.At),
		table.String(encryption), known(s.user), login, table.Int(s.refusals), table.Int(s.commands),
		table.Int(s.refused), table.Int(sum.n), table.Int(sum.complete),
		table.Int(sum.bytes[0]), table.Int(sum.bytes[1]), table.YesNo(s.quit), known(s.system), known(s.greeting))
}
