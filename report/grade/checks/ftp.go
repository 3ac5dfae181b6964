package checks

import (
	"netsniff/report/grade/model"
	"netsniff/report/grade/verdict"
	"netsniff/report/table"
)

var ftpChecks = []Check{
	{Name: "ftp.transfer", Expects: "ftp",
		Doc: table.Say("a file was transferred completely over a data connection that the control connection announced",
			"经控制连接所告知的数据连接完整传送了文件"),
		Args: []Arg{{Name: "path", Form: Text, Doc: "name of the file; * stands for any part"},
			{Name: "command", Form: Text, Default: "RETR", Doc: "RETR, STOR or LIST"},
			{Name: "mode", Form: Choice, Default: "any", Words: []string{"any", "passive", "active"},
				Doc: "who opened the data connection"},
			{Name: "bytes", Form: Whole, Doc: "size of the file"}}, Run: ftpTransfer},
	{Name: "ftp.login", Expects: "ftp", Doc: table.Say("somebody logged in with 230", "登录成功（230）"),
		Args: []Arg{{Name: "user", Form: Text, Doc: "who"}}, Run: ftpLogin},
}

func ftpTransfer(c *Context) verdict.Finding {
	var other *model.Transfer
	for _, t := range c.Capture.Transfers {
		p := c.Text("path")
		if t.Verb != c.Text("command") || p != "" && t.Path != p && !globbed(p+"*", t.Path) {
			continue
		}
		other = t
		passive := t.Mode == "PASV" || t.Mode == "EPASV"
		mode, size := c.Text("mode"), c.Int("bytes")
		if c.step(t.Complete && (mode == "any" || (mode == "passive") == passive) && (size == 0 || size == t.Bytes), verdict.Say("frame %d: %s %s, %d bytes, %s", "第 %d 帧：%s %s，%d 字节，%s", t.Frame, t.Verb, t.Path, t.Bytes, t.Mode)) {
			return verdict.Passed(verdict.Say("%s %s carried %d bytes (%s, frames %d to %d).",
				"%s %s 传送 %d 字节（%s，第 %d 至 %d 帧）。", t.Verb, t.Path, t.Bytes, t.Mode, t.Frame, t.Last), t.Frame, t.Last)
		}
	}
	if other != nil {
		if other.Missing > 0 {
			return verdict.Cannot(verdict.Say("%d bytes of the transfer are not in the capture: capture again.",
				"传送缺少 %d 字节：请重新抓包。", other.Missing), other.Frame)
		}
		if f, bad := Quality(c.Capture, "ftp", []*model.Conn{other.Conn}); bad && !other.Complete {
			return f
		}
		return verdict.Failed(verdict.Say("%s %s carried %d bytes (%s), which is not what was asked for.",
			"%s %s 传送 %d 字节（%s），与要求不符。", other.Verb, other.Path, other.Bytes, other.Mode), other.Frame, other.Last)
	}
	return noExchange(c.Capture, "ftp", verdict.Say("There is no transfer of %s by %s in the capture.",
		"抓包中没有用 %[2]s 传送 %[1]s。", c.Text("path"), c.Text("command")))
}

func ftpLogin(c *Context) verdict.Finding {
	for _, e := range c.Capture.Exchanges {
		if e.Protocol == "ftp" && e.Method == "PASS" && e.Status == "230" && (c.Text("user") == "" || e.User == c.Text("user")) {
			return verdict.Passed(verdict.Say("User %s logged in (frame %d).", "用户 %s 已登录（第 %d 帧）。", e.User,
				e.Frame), e.Frame, e.Reply)
		}
	}
	return noExchange(c.Capture, "ftp", verdict.Say("There is no login with 230 in the capture.",
		"抓包中没有得到 230 的登录。"))
}
