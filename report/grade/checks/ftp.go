package checks

import (
	"slices"
	"strings"

	"netsniff/report/grade/model"
	"netsniff/report/grade/verdict"
	"netsniff/report/table"
)

// transferArgs choose transfers.
var transferArgs = []Arg{
	{Name: "path", Form: Text, Doc: "name of the file, its folder left out; * stands for any part"},
	{Name: "command", Form: Text, Default: "RETR", Doc: "RETR, STOR, LIST; LIST|NLST|MLSD: one of them; any"},
	{Name: "mode", Form: Choice, Default: "any", Words: []string{"any", "passive", "active"},
		Doc: "who opened the data connection: passive: the client"},
}

var ftpChecks = []Check{
	{Name: "ftp.dialogue", Expects: "ftp",
		Doc: table.Say("220, a login with 230, the commands that are asked for, QUIT, answered with success, in order",
			"220、登录成功（230）、所要求的命令、QUIT，依次成功"),
		Args: []Arg{{Name: "user", Form: Text, Doc: "who must log in"},
			{Name: "commands", Form: List, Default: "QUIT",
				Doc: "that must be there, in this order; LIST|NLST: one of them"}}, Run: ftpDialogue},
	{Name: "ftp.login", Expects: "ftp", Doc: table.Say("somebody logged in with 230", "登录成功（230）"),
		Args: []Arg{{Name: "user", Form: Text, Doc: "who"}}, Run: ftpLogin},
	{Name: "ftp.refused", Expects: "ftp",
		Doc: table.Say("the server refused a command: a wrong password (PASS), a file that is not there (RETR)",
			"服务器拒绝了某个命令：密码错误（PASS）、文件不存在（RETR）"),
		Args: []Arg{{Name: "command", Form: Text, Default: "RETR|SIZE|MDTM|CWD|STOR|DELE",
			Doc: "that was refused; PASS for a wrong password; RETR|SIZE: one of them"},
			{Name: "path", Form: Text, Doc: "its argument; * stands for any part"},
			{Name: "status", Form: Text, Doc: "of the reply, such as 530 or 550; any that refuses if it is not given"}},
		Run: ftpRefused},
	{Name: "ftp.transfer", Expects: "ftp",
		Doc: table.Say("a file or a listing was transferred completely over a data connection that the control connection announced",
			"经控制连接所告知的数据连接完整传送了文件或目录列表"),
		Args: append(slices.Clone(transferArgs), Arg{Name: "bytes", Form: Whole, Doc: "size of the file"},
			Arg{Name: "sha256", Form: Text, Doc: "of the file, as it lies there or carried as text"}), Run: ftpTransfer},
}

var ftpKeys = []Key{
	{Name: "ftp.bytes", Unit: "B", Doc: table.Say("bytes that a transfer carried", "传送的字节数"), Args: transferArgs,
		Values: transferKey(func(t *model.Transfer) Value { return Value{Number: float64(t.Bytes)} })},
	{Name: "ftp.data_port", Doc: table.Say("port of the data connection, as PASV, EPSV, PORT or EPRT announced it",
		"PASV、EPSV、PORT 或 EPRT 告知的数据连接端口"), Args: transferArgs,
		Values: transferKey(func(t *model.Transfer) Value { return Value{Number: float64(t.Port)} })},
	{Name: "ftp.time", Unit: "s",
		Doc: table.Say("time from the first to the last frame of the data", "数据首帧到末帧的时间"), Args: transferArgs,
		Values: transferKey(func(t *model.Transfer) Value { return Value{Number: t.Duration} })},
}

// oneOf reports whether a command is one of those that an argument names.
func oneOf(argument, command string) bool {
	return argument == "any" || slices.Contains(strings.Split(strings.ToUpper(argument), "|"), command)
}

// named reports whether a path is the one that is meant: as it was sent, or without its
// folder.
func named(wanted, path string) bool {
	short := path[strings.LastIndexByte(path, '/')+1:]
	return wanted == "" || globbed(wanted, path) || globbed(wanted, short)
}

// commandOf is what an exchange asked for.
func commandOf(e *model.Exchange) string { return strings.TrimSpace(e.Method + " " + e.Subject) }

// transfers returns those that a check speaks of.
func (c *Context) transfers() (list []*model.Transfer) {
	for _, t := range c.Capture.Transfers {
		if oneOf(c.Text("command"), t.Verb) && named(c.Text("path"), t.Path) {
			list = append(list, t)
		}
	}
	return list
}

// noTransfer says that none is there.
func (c *Context) noTransfer() verdict.Finding {
	what := strings.TrimSpace(c.Text("command") + " " + c.Text("path"))
	for _, e := range c.Capture.Exchanges {
		if e.Protocol == "ftp" && oneOf(c.Text("command"), e.Method) && named(c.Text("path"), e.Subject) {
			f := verdict.Failed(verdict.Say("%s was answered with “%s” (frame %d): nothing was transferred.",
				"%s 的应答为“%s”（第 %d 帧）：没有传送。", commandOf(e), e.Words, e.Reply), e.Frame, e.Reply)
			if q, bad := Quality(c.Capture, "ftp", []*model.Conn{e.Conn}); bad {
				return q
			}
			return f
		}
	}
	return noExchange(c.Capture, "ftp",
		verdict.Say("There is no transfer by %s in the capture.", "抓包中没有 %s 的传送。", what))
}

func ftpTransfer(c *Context) verdict.Finding {
	var other *model.Transfer
	var en, zh string
	for _, t := range c.transfers() {
		wrong, falsch := c.wrongTransfer(t)
		if c.step(wrong == "", verdict.Say("frame %d: %s %s, %d bytes, %s", "第 %d 帧：%s %s，%d 字节，%s", t.Frame,
			t.Verb, t.Path, t.Bytes, t.Mode)) {
			return verdict.Passed(verdict.Say("%s carried %d bytes (%s, frames %d to %d).",
				"%s 传送 %d 字节（%s，第 %d 至 %d 帧）。", strings.TrimSpace(t.Verb+" "+t.Path), t.Bytes, t.Mode,
				t.Frame, t.Last), t.Frame, t.Last)
		}
		other, en, zh = t, wrong, falsch
	}
	if other == nil {
		return c.noTransfer()
	}
	if other.Missing > 0 {
		return verdict.Cannot(verdict.Say("%d bytes of the transfer are not in the capture: capture again.",
			"传送缺少 %d 字节：请重新抓包。", other.Missing), other.Frame)
	}
	if f, bad := Quality(c.Capture, "ftp", []*model.Conn{other.Conn}); bad &&
		(!other.Complete || c.Capture.Cut > 0 && c.Text("sha256") != "") {
		return f
	}
	return verdict.Failed(table.Say(strings.TrimSpace(other.Verb+" "+other.Path)+" "+en+".",
		strings.TrimSpace(other.Verb+" "+other.Path)+" "+zh+"。"), other.Frame, other.Last)
}

// wrongTransfer says what a transfer is not that is asked for, "" if it is all.
func (c *Context) wrongTransfer(t *model.Transfer) (en, zh string) {
	mode, size, hash := c.Text("mode"), c.Int("bytes"), strings.ToLower(c.Text("sha256"))
	say := func(p table.Phrase) (string, string) { return p.EN, p.ZH }
	switch {
	case !t.Complete:
		return say(verdict.Say("carried %d bytes and did not come to its end", "传送了 %d 字节，没有完成", t.Bytes))
	case t.Mode == "":
		return say(verdict.Say("was not announced: the PASV, EPSV, PORT or EPRT before it is not in the capture",
			"没有告知：抓包中缺少它之前的 PASV、EPSV、PORT 或 EPRT"))
	case mode != "any" && (mode == "passive") != t.Passive:
		return say(table.Say("was set up by "+t.Mode+", asked for is the "+mode+" mode",
			"用 "+t.Mode+" 建立，要求的是"+map[string]string{"passive": "被动", "active": "主动"}[mode]+"模式"))
	case size != 0 && size != t.Bytes:
		return say(verdict.Say("carried %d bytes, the file has %d", "传送了 %d 字节，文件应为 %d 字节", t.Bytes, size))
	case hash != "" && hash != t.Hash && hash != t.TextHash:
		return say(verdict.Say("carried other bytes than those of the file (SHA-256 %.12s…)",
			"传送的内容与文件不同（SHA-256 %.12s…）", t.Hash))
	}
	return "", ""
}

func ftpLogin(c *Context) verdict.Finding {
	var refused *model.Exchange
	for _, e := range c.Capture.Exchanges {
		if e.Protocol != "ftp" || e.Method != "PASS" {
			continue
		}
		right := e.Status == "230" && (c.Text("user") == "" || e.User == c.Text("user"))
		if c.step(right, verdict.Say("frame %d: user %s, %s", "第 %d 帧：用户 %s，%s", e.Frame, e.User, e.Status)) {
			return verdict.Passed(verdict.Say("User %s logged in (frame %d).", "用户 %s 已登录（第 %d 帧）。", e.User,
				e.Frame), e.Frame, e.Reply)
		}
		refused = e
	}
	if refused != nil {
		if f, bad := Quality(c.Capture, "ftp", []*model.Conn{refused.Conn}); bad && refused.Reply == 0 {
			return f
		}
		return verdict.Failed(verdict.Say("The login of user %s was answered with “%s” (frame %d).",
			"用户 %s 登录的应答为“%s”（第 %d 帧）。",
			refused.User, refused.Words, refused.Reply), refused.Frame, refused.Reply)
	}
	return noExchange(c.Capture, "ftp", verdict.Say("There is no login with 230 in the capture.",
		"抓包中没有得到 230 的登录。"))
}

func ftpRefused(c *Context) verdict.Finding {
	command, status := c.Text("command"), c.Text("status")
	var other *model.Exchange
	for _, e := range c.Capture.Exchanges {
		if e.Protocol != "ftp" || !oneOf(command, e.Method) || !named(c.Text("path"), e.Subject) {
			continue
		}
		if c.step(e.Outcome == "refused" &&
			(status == "" || e.Status == status),
			verdict.Say("frame %d: %s → %s", "第 %d 帧：%s → %s", e.Frame, commandOf(e), e.Words)) {
			return verdict.Passed(verdict.Say("The server refused %s: “%s” (frame %d).",
				"服务器拒绝了 %s：“%s”（第 %d 帧）。",
				commandOf(e), e.Words, e.Reply), e.Frame, e.Reply)
		}
		other = e
	}
	if other == nil {
		return noExchange(c.Capture, "ftp",
			verdict.Say("There is no %s in the capture.", "抓包中没有 %s。", strings.TrimSpace(command+" "+c.Text("path"))))
	}
	if f, bad := Quality(c.Capture, "ftp", []*model.Conn{other.Conn}); bad && other.Reply == 0 {
		return f
	}
	return verdict.Failed(verdict.Say("%s was not refused: “%s” (frame %d).", "%s 没有被拒绝：“%s”（第 %d 帧）。",
		commandOf(other), other.Words, other.Reply), other.Frame, other.Reply)
}

func ftpDialogue(c *Context) verdict.Finding {
	login := stage{table.Say("PASS → 230", "PASS → 230"), func(e *model.Exchange) bool {
		return (e.Method == "PASS" || e.Method == "USER") && e.Status == "230"
	}, true}
	stages := []stage{method(true, "220", "greeting"), login}
	for _, names := range c.List("commands") {
		list := strings.Split(strings.ToUpper(strings.TrimSpace(names)), "|")
		name := strings.Join(list, "/")
		stages = append(stages, stage{table.Say(name, name), func(e *model.Exchange) bool {
			return slices.Contains(list, e.Method) && e.Outcome == "succeeded"
		}, true})
	}
	return c.dialogue("ftp", "FTP", stages, func(list []*model.Exchange) (verdict.Finding, bool) {
		return c.wrongUser(list, c.Text("user"))
	})
}

// transferKey makes a key of what a transfer says: any of those that are meant.
func transferKey(of func(*model.Transfer) Value) func(*Context) ([]Value, verdict.Finding) {
	return func(c *Context) ([]Value, verdict.Finding) {
		var list []Value
		for _, t := range c.transfers() {
			passive := c.Text("mode") == "passive"
			if c.Text("mode") != "any" && passive != t.Passive || len(list) == maxAgain {
				continue
			}
			v := of(t)
			v.Frames = []int64{t.Frame, t.Last}
			v.Label = verdict.Say("%s %s", "%s %s", t.Verb, t.Path)
			list = append(list, v)
		}
		if len(list) == 0 {
			return nil, c.noTransfer()
		}
		return list, verdict.Finding{}
	}
}
