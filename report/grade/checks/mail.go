package checks

import (
	"slices"
	"strconv"
	"strings"

	"netsniff/report/grade/model"
	"netsniff/report/grade/verdict"
	"netsniff/report/table"
)

func whole(n int64) string { return strconv.FormatInt(n, 10) }

var smtpChecks = []Check{
	{Name: "smtp.dialogue", Expects: "smtp",
		Doc: table.Say("220, EHLO, AUTH, MAIL, RCPT, DATA, end of mail, QUIT with the replies of success, in order",
			"220、EHLO、AUTH、MAIL、RCPT、DATA、邮件结束、QUIT 依次成功"),
		Args: []Arg{{Name: "auth", Form: Text, Default: "any",
			Doc: "mechanism that must be used: LOGIN, PLAIN; any: some, none: no login is needed"},
			{Name: "from", Form: Text, Doc: "address of MAIL FROM, such as ${student.mail}"},
			{Name: "to", Form: Text, Doc: "address of RCPT TO"},
			{Name: "user", Form: Text, Doc: "that must log in; with or without the domain"},
			{Name: "quit", Form: Truth, Default: "true", Doc: "QUIT is needed"}}, Run: smtpDialogue},
}

var popChecks = []Check{
	{Name: "pop3.dialogue", Expects: "pop",
		Doc: table.Say("login, STAT, LIST or UIDL, RETR, QUIT, answered with +OK",
			"登录、STAT、LIST 或 UIDL、RETR、QUIT，均得到 +OK"),
		Args: []Arg{{Name: "user", Form: Text, Doc: "that must log in; with or without the domain"},
			{Name: "commands", Form: List, Default: "STAT, RETR, QUIT",
				Doc: "that must be there, in this order; LIST|UIDL: one of them"},
			{Name: "delete", Form: Choice, Default: "any", Words: []string{"any", "yes", "no"},
				Doc: "whether mails must be deleted with DELE"}}, Run: popDialogue},
}

var mailChecks = []Check{
	{Name: "mail.content", Doc: table.Say("a mail with the given subject, text, attachment, program",
		"邮件的主题、正文、附件、客户端符合要求"), Args: []Arg{
		{Name: "protocol", Form: Choice, Default: "any", Words: []string{"any", "smtp", "pop", "imap"},
			Doc: "that carried it"},
		{Name: "subject", Form: Text, Doc: "text that the decoded subject contains, such as ${student.id}"},
		{Name: "text", Form: Text, Doc: "text that the mail contains"},
		{Name: "from", Form: Text, Doc: "address of the From field"},
		{Name: "to", Form: Text, Doc: "address of the To field"},
		{Name: "mailer", Form: Text, Doc: "text that the program's name contains, such as Foxmail"},
		{Name: "attachment", Form: Text, Doc: "name of an attachment; * stands for any part"},
		{Name: "sha256", Form: Text, Doc: "SHA-256 of that attachment"}}, Run: mailContent},
	{Name: "mail.same", Doc: table.Say("the mail that was sent by SMTP is the one that was fetched by POP3 or IMAP, but for Received lines",
		"SMTP 发送的邮件与 POP3/IMAP 收取的邮件相同（Received 行除外）"), Args: []Arg{
		{Name: "sent", Form: Text, Doc: "input with the mail that was sent; every input if it is not given"},
		{Name: "fetched", Form: Text, Doc: "input with the mail that was fetched"},
		{Name: "subject", Form: Text, Doc: "text that the subject contains"}}, Run: mailSame},
}

var mailKeys = []Key{
	{Name: "mail.user", Doc: table.Say("user name of the login, decoded", "登录用户名（解码后）"),
		Args: []Arg{{Name: "protocol", Form: Choice, Default: "smtp", Words: []string{"smtp", "pop", "imap", "ftp"},
			Doc: "whose login"}}, Values: loginName},
	{Name: "mail.client_name", Doc: table.Say("how the client called itself in EHLO or HELO", "客户端在 EHLO/HELO 中的名称"),
		Values: clientName},
	{Name: "mail.count", Doc: table.Say("how many mails were in the mailbox, as STAT says", "STAT 报告的邮件数"),
		Values: mailCount},
}

func smtpDialogue(c *Context) verdict.Finding {
	auth, from, to, user := c.Text("auth"), c.Text("from"), c.Text("to"), c.Text("user")
	stages := []stage{method(true, "220", "greeting"), method(true, "250", "EHLO", "HELO")}
	if auth != "none" {
		s := table.Say("AUTH → 235", "AUTH → 235")
		if auth != "any" {
			s = table.Say("AUTH "+strings.ToUpper(auth)+" → 235", "AUTH "+strings.ToUpper(auth)+" → 235")
		}
		stages = append(stages, stage{s, func(e *model.Exchange) bool {
			return e.Method == "AUTH" && e.Status == "235" &&
				(auth == "any" || e.Mechanism == "" || strings.EqualFold(e.Mechanism,
					auth))
		}, true})
	}
	stages = append(stages, method(true, "250", "MAIL"),
		stage{table.Say("RCPT → 250", "RCPT → 250"), func(e *model.Exchange) bool {
			return e.Method == "RCPT" && strings.HasPrefix(e.Status, "25")
		}, true}, stage{table.Say("DATA → 354", "DATA → 354"), func(e *model.Exchange) bool {
			return e.Method == "DATA" && e.Status == "354" || e.Method == "BDAT"
		}, true}, stage{table.Say("end of mail → 250", "邮件结束 → 250"), func(e *model.Exchange) bool {
			return (e.Method == "." || e.Method == "BDAT") && e.Status == "250"
		}, true}, method(c.Truth("quit"), "221", "QUIT"))
	return c.dialogue("smtp", "SMTP", stages, func(list []*model.Exchange) (verdict.Finding, bool) {
		if f, wrong := c.wrongUser(list, user); wrong {
			return f, true
		}
		for _, w := range [...]struct{ method, want, en, zh string }{{"MAIL", from, "sender", "发件人"},
			{"RCPT", to, "recipient", "收件人"}} {
			var said []string
			var frames []int64
			for _, e := range list {
				if e.Method == w.method && e.Outcome == "succeeded" {
					said, frames = append(said, bare(e.Subject)), append(frames, e.Frame)
				}
			}
			if w.want != "" && !slices.ContainsFunc(said,
				func(s string) bool { return strings.EqualFold(s, bare(w.want)) }) {
				f := verdict.Half(0.5, table.Say("The "+w.en+" is "+some(said)+", not "+w.want+".",
					w.zh+"是 "+some(said)+"，而不是 "+w.want+"。"), frames...)
				return f, true
			}
		}
		return verdict.Finding{}, false
	})
}

// bare takes an address out of a path: "FROM:<a@b> SIZE=1" is a@b.
func bare(s string) string {
	if _, rest, ok := strings.Cut(s, "<"); ok {
		s, _, _ = strings.Cut(rest, ">")
	}
	return strings.TrimSpace(s)
}

// sameUser compares names of users, with or without the domain.
func sameUser(a, b string) bool {
	if strings.EqualFold(a, b) {
		return true
	}
	x, _, at := strings.Cut(a, "@")
	y, _, bt := strings.Cut(b, "@")
	return at != bt && strings.EqualFold(x, y)
}

// wrongUser says that somebody else logged in.
func (c *Context) wrongUser(list []*model.Exchange, user string) (f verdict.Finding, wrong bool) {
	if user == "" {
		return f, false
	}
	for _, e := range list {
		if e.User != "" && e.Outcome == "succeeded" {
			if c.step(sameUser(e.User, user), verdict.Say("frame %d: user %s", "第 %d 帧：用户 %s", e.Frame, e.User)) {
				return f, false
			}
			f, wrong = verdict.Failed(verdict.Say("User %s logged in (frame %d), not %s.",
				"登录的用户是 %s（第 %d 帧），而不是 %s。", e.User, e.Frame, user), e.Frame), true
		}
	}
	return f, wrong
}

func popDialogue(c *Context) verdict.Finding {
	login := stage{table.Say("a login with +OK (USER and PASS, or AUTH)", "登录成功（USER 与 PASS，或 AUTH）"),
		func(e *model.Exchange) bool {
			return (e.Method == "PASS" || e.Method == "APOP" || e.Method == "AUTH") && e.Status == "+OK"
		}, true}
	stages := []stage{method(true, "+OK", "greeting"), login}
	for _, names := range c.List("commands") {
		stages = append(stages, method(true, "+OK", strings.Split(strings.ToUpper(strings.TrimSpace(names)), "|")...))
	}
	return c.dialogue("pop", "POP3", stages, func(list []*model.Exchange) (verdict.Finding, bool) {
		deleted := slices.IndexFunc(list, func(e *model.Exchange) bool { return e.Method == "DELE" && e.Status == "+OK" })
		switch want := c.Text("delete"); {
		case want == "yes" && deleted < 0:
			return verdict.Half(0.5, verdict.Say("The mails were left on the server: DELE is not there.",
				"邮件留在了服务器上：没有 DELE。")), true
		case want == "no" && deleted >= 0:
			return verdict.Half(0.5, verdict.Say("Mails were deleted with DELE (frame %d); they should stay on the server.",
				"用 DELE 删除了邮件（第 %d 帧），要求保留在服务器上。", list[deleted].Frame), list[deleted].Frame), true
		}
		return c.wrongUser(list, c.Text("user"))
	})
}

// wrongMail lists in what a mail is not what was asked for.
func (c *Context) wrongMail(m *model.Mail) (en, zh []string) {
	fail := func(e, z string) { en, zh = append(en, e), append(zh, z) }
	if s := c.Text("subject"); s != "" && !strings.Contains(strings.ToLower(m.Subject), strings.ToLower(s)) {
		fail("the subject “"+m.Subject+"” does not contain “"+s+"”", "主题“"+m.Subject+"”不含“"+s+"”")
	}
	if s := c.Text("text"); s != "" && !strings.Contains(m.Text, s) {
		fail("the text does not contain “"+s+"”", "正文不含“"+s+"”")
	}
	for _, x := range [...]struct {
		arg  string
		have []string
		zh   string
	}{{"from", m.From, "发件人"}, {"to", m.To, "收件人"}} {
		if s := c.Text(x.arg); s != "" &&
			!slices.ContainsFunc(x.have, func(a string) bool { return strings.EqualFold(a, s) }) {
			fail(x.arg+" is "+some(x.have)+", not "+s, x.zh+"是 "+some(x.have)+"，而不是 "+s)
		}
	}
	if s := c.Text("mailer"); s != "" && !strings.Contains(strings.ToLower(m.Mailer), strings.ToLower(s)) {
		fail("it was written with “"+m.Mailer+"”, not "+s, "客户端是“"+m.Mailer+"”，而不是 "+s)
	}
	if e, z := c.wrongAttachment(m); e != "" {
		fail(e, z)
	}
	return en, zh
}

func (c *Context) wrongAttachment(m *model.Mail) (en, zh string) {
	name, sum := c.Text("attachment"), strings.ToLower(c.Text("sha256"))
	if name == "" && sum == "" {
		return "", ""
	}
	var names []string
	for _, a := range m.Attachments {
		if name != "" && !strings.EqualFold(a.Name, name) &&
			!(strings.Contains(name, "*") && globbed(strings.ToLower(name), strings.ToLower(a.Name))) {
			names = append(names, a.Name)
			continue
		}
		if sum == "" || a.Hash == sum {
			return "", ""
		}
		return "the attachment " + a.Name + " is another file (SHA-256 " + a.Hash[:12] + "…)",
			"附件 " + a.Name + " 的内容不同（SHA-256 " + a.Hash[:12] + "…）"
	}
	if len(names) == 0 {
		return "it has no attachment " + name, "没有附件 " + name
	}
	return "its attachments are " + some(names) + ", not " + name, "附件是 " + some(names) + "，而不是 " + name
}

func mailContent(c *Context) verdict.Finding {
	protocol := c.Text("protocol")
	var best *model.Mail
	var why table.Phrase
	fewest := -1
	for _, m := range c.Capture.Mails {
		if protocol != "any" && m.Protocol != protocol {
			continue
		}
		en, zh := c.wrongMail(m)
		c.step(len(en) == 0, verdict.Say("frame %d: mail “%s”", "第 %d 帧：邮件“%s”", m.Frame, m.Subject))
		if len(en) == 0 {
			return verdict.Passed(verdict.Say("The mail “%s” in frames %d to %d is what was asked for.",
				"第 %[2]d 至 %[3]d 帧的邮件“%[1]s”符合要求。", m.Subject, m.Frame, m.Last), m.Frame, m.Last)
		}
		if fewest < 0 || len(en) < fewest {
			best, fewest = m, len(en)
			why = table.Say("In the mail of frame "+whole(m.Frame)+" "+strings.Join(en, "; ")+".",
				"第 "+whole(m.Frame)+" 帧的邮件："+strings.Join(zh, "；")+"。")
		}
	}
	switch {
	case best == nil:
		if protocol == "any" {
			protocol = "smtp"
		}
		if f, bad := Quality(c.Capture, protocol, nil); bad {
			return f
		}
		f := verdict.Failed(verdict.Say("There is no mail in the capture.", "抓包中没有邮件。"))
		f.Filter = "imf"
		return f
	case !best.Whole:
		if f, bad := Quality(c.Capture, best.Protocol, []*model.Conn{best.Conn}); bad {
			return f
		}
	}
	return verdict.Failed(why, best.Frame, best.Last)
}

func mailSame(c *Context) verdict.Finding {
	subject := strings.ToLower(c.Text("subject"))
	collect := func(role string, sent bool) (list []*model.Mail, from []*model.Capture) {
		captures := c.Inputs[role]
		if role == "" {
			captures = nil
			for _, r := range sortedRoles(c.Inputs) {
				captures = append(captures, c.Inputs[r]...)
			}
		}
		for _, m := range captures {
			for _, x := range m.Mails {
				if (x.Protocol == "smtp") == sent && strings.Contains(strings.ToLower(x.Subject), subject) {
					list = append(list, x)
				}
			}
		}
		return list, captures
	}
	sent, sentIn := collect(c.Text("sent"), true)
	fetched, fetchedIn := collect(c.Text("fetched"), false)
	for _, s := range sent {
		for _, f := range fetched {
			if s.BodyHash != "" && s.BodyHash == f.BodyHash && (s.MessageID == f.MessageID || s.MessageID == "") &&
				s.Subject == f.Subject {
				return verdict.Passed(verdict.Say("The mail “%s” that was sent (frame %d) is the one that was fetched (frame %d).",
					"发送的邮件“%s”（第 %d 帧）与收取的（第 %d 帧）相同。", s.Subject, s.Frame, f.Frame), s.Frame)
			}
		}
	}
	for _, x := range [...]struct {
		mails    []*model.Mail
		captures []*model.Capture
		protocol string
	}{{sent, sentIn, "smtp"}, {fetched, fetchedIn, "pop"}} {
		for _, m := range x.captures {
			if len(x.mails) > 0 && slices.ContainsFunc(x.mails, func(m *model.Mail) bool { return m.Whole }) {
				break
			}
			if f, bad := Quality(m, x.protocol, nil); bad {
				return f
			}
		}
	}
	switch {
	case len(sent) == 0:
		return verdict.Failed(verdict.Say("No mail that was sent by SMTP is there.", "没有经 SMTP 发送的邮件。"))
	case len(fetched) == 0:
		return verdict.Failed(verdict.Say("No mail that was fetched is there.", "没有收取的邮件。"), sent[0].Frame)
	}
	return verdict.Failed(verdict.Say("None of the %d fetched mails is one that was sent (“%s”): fetch the mail that you sent.",
		"收取的 %d 封邮件都不是所发送的“%s”：请收取你发送的那封邮件。", len(fetched), sent[0].Subject), sent[0].Frame)
}

func sortedRoles(m map[string][]*model.Capture) (list []string) {
	for r := range m {
		list = append(list, r)
	}
	slices.Sort(list)
	return list
}

func loginName(c *Context) ([]Value, verdict.Finding) {
	protocol := c.Text("protocol")
	for _, e := range c.Capture.Exchanges {
		if e.Protocol == protocol && e.User != "" {
			list := []Value{{Text: e.User, Frames: []int64{e.Frame}}}
			if name, _, ok := strings.Cut(e.User, "@"); ok {
				list = append(list, Value{Text: name, Label: table.Say("without the domain", "不含域名"),
					Frames: []int64{e.Frame}})
			}
			return list, verdict.Finding{}
		}
	}
	return nil, noExchange(c.Capture, protocol, table.Say("There is no login in the capture.", "抓包中没有登录。"))
}

func noExchange(m *model.Capture, protocol string, why table.Phrase) verdict.Finding {
	if f, bad := Quality(m, protocol, nil); bad {
		return f
	}
	f := verdict.Failed(why)
	f.Filter = protocol
	return f
}

func clientName(c *Context) ([]Value, verdict.Finding) {
	for _, e := range c.Capture.Exchanges {
		if e.Protocol == "smtp" && (e.Method == "EHLO" || e.Method == "HELO") {
			return []Value{{Text: e.Subject, Frames: []int64{e.Frame}}}, verdict.Finding{}
		}
	}
	return nil, noExchange(c.Capture, "smtp", table.Say("There is no EHLO in the capture.", "抓包中没有 EHLO。"))
}

func mailCount(c *Context) ([]Value, verdict.Finding) {
	for _, e := range c.Capture.Exchanges {
		words := strings.Fields(e.Words)
		if e.Protocol == "pop" && e.Method == "STAT" && len(words) > 1 {
			if n, err := strconv.ParseFloat(words[1], 64); err == nil {
				return []Value{{Number: n, Frames: []int64{e.Reply}}}, verdict.Finding{}
			}
		}
	}
	return nil, noExchange(c.Capture, "pop", table.Say("There is no STAT in the capture.", "抓包中没有 STAT。"))
}
