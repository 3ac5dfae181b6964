package checks

import (
	"fmt"
	"slices"

	"netsniff/report/grade/model"
	"netsniff/report/grade/verdict"
	"netsniff/report/table"
)

// clear are the protocols in clear text, with the ports on which they run inside TLS
// and on which they begin it.
var clear = map[string]struct {
	tls     []int64
	own     []int64
	name    string
	instead table.Phrase // what to do to have it in clear
}{
	"http": {[]int64{443, 8443}, []int64{80, 8080}, "HTTP",
		table.Say("open the page with http://, not https://, of a server that has it",
			"改用 http://（而不是 https://）打开支持它的服务器上的页面")},
	"smtp": {[]int64{465, 994}, []int64{25, 587}, "SMTP",
		table.Say("turn off SSL/TLS for sending in the program and use port 25",
			"在客户端中关闭发送服务器的 SSL/TLS，改用端口 25")},
	"pop": {[]int64{995}, []int64{110}, "POP3",
		table.Say("turn off SSL/TLS for receiving in the program and use port 110",
			"在客户端中关闭接收服务器的 SSL/TLS，改用端口 110")},
	"imap": {[]int64{993}, []int64{143}, "IMAP",
		table.Say("turn off SSL/TLS for receiving in the program and use port 143",
			"在客户端中关闭接收服务器的 SSL/TLS，改用端口 143")},
	"ftp": {[]int64{990}, []int64{21}, "FTP",
		table.Say("choose plain FTP without TLS in the program", "在客户端中选择不加密的普通 FTP")},
	"sip": {[]int64{5061}, []int64{5060}, "SIP",
		table.Say("choose UDP or TCP, not TLS, as the transport of the account in the phone",
			"在电话软件的账号设置中把传输方式改为 UDP 或 TCP，而不是 TLS")},
	"dns": {[]int64{853}, []int64{53}, "DNS",
		table.Say("turn off DNS over TLS (private DNS, secure DNS)", "关闭 DNS over TLS（加密 DNS、私人 DNS）")},
}

// Clear reports whether a protocol is one that must be there in clear text.
func Clear(protocol string) bool { _, ok := clear[protocol]; return ok }

// Quality says why a capture cannot show whether something was done that a test did
// not find: encrypted, cut, damaged or with gaps. protocol is the one that should be
// there, "" if it may be any; conns are the connections that matter, nil for all.
// ok is false if the capture is good: then what is not there was not done.
func Quality(c *model.Capture, protocol string, conns []*model.Conn) (f verdict.Finding, ok bool) {
	if c.Frames == 0 {
		return verdict.Cannot(verdict.Say("The capture %s holds no packets: start the capture before the exercise and stop it afterwards, then save it.",
			"抓包文件 %s 中没有任何数据包：请先开始抓包再做实验，做完后停止并保存。", c.File)), true
	}
	known := len(conns) > 0 // what is asked for is there
	if conns == nil {
		conns = carrying(c, protocol)
		if late := func(x *model.Conn) bool { return x.Opened == "midstream" }; !slices.ContainsFunc(conns,
			func(x *model.Conn) bool { return x.Transport == "tcp" && !late(x) }) {
			// all began before the capture did: it may have begun too late
		} else {
			conns = slices.DeleteFunc(conns, late) // of other programs, which ran before
		}
	}
	for _, check := range [...]func(*model.Capture, string, []*model.Conn) (verdict.Finding, bool){cutShort,
		encrypted, gaps} {
		if f, ok := check(c, protocol, conns); ok {
			return f, true
		}
	}
	if !known || slices.ContainsFunc(conns, func(x *model.Conn) bool { return x.Closed == "open" || x.Closed == "" }) {
		return damaged(c, protocol, conns)
	}
	return verdict.Finding{}, false
}

// carrying returns the connections that carry a protocol, or run on its ports.
func carrying(c *model.Capture, protocol string) (list []*model.Conn) {
	for _, x := range c.Conns {
		if protocol == "" || protocol == "tcp" && x.Transport == "tcp" || x.Protocol == protocol || x.Reads(protocol) ||
			slices.Contains(clear[protocol].own, x.ServerPort) {
			list = append(list, x)
		}
	}
	return list
}

// minHeaders is a length to which headers alone fit: of frames that were cut to less
// than this and a line of text nothing can be read.
func cutShort(c *model.Capture, protocol string, conns []*model.Conn) (f verdict.Finding, ok bool) {
	if c.Cut == 0 || protocol == "tcp" || len(conns) == 0 && protocol != "" {
		return f, false
	}
	return verdict.Cannot(verdict.Say("%d frames of %s were cut to %d bytes, so what was said cannot be read: capture again with the snapshot length at its default (no limit).",
			"%[2]s 中有 %[1]d 个帧被截断为 %[3]d 字节，内容无法读取：请把捕获长度（snaplen）恢复为默认值（不限制）后重新抓包。",
			c.Cut, c.File, c.SnapLen)),
		true
}

// encrypted says which connection is TLS where clear text was expected, or where keys
// that were handed in do not fit, and what to do.
func encrypted(c *model.Capture, protocol string, _ []*model.Conn) (f verdict.Finding, ok bool) {
	x, known := clear[protocol]
	if !known || spoken(c, protocol) {
		return f, false
	}
	for _, e := range c.Exchanges {
		if beginsTLS(e) && e.Protocol == protocol && !e.Conn.Reads(protocol) {
			return startedTLS(c, x.name, e), true
		}
	}
	for _, conn := range c.Conns {
		sealed := slices.Contains(x.tls, conn.ServerPort) && (conn.Protocol == "tls" || conn.Up.Bytes > 0) ||
			conn.Protocol == "tls" && slices.Contains(x.own, conn.ServerPort)
		if sealed && !conn.Reads(protocol) {
			return sealedFrom(c, x.name, conn, x.instead), true
		}
	}
	return f, false
}

// sealedFrom says that a connection is encrypted from its beginning.
func sealedFrom(c *model.Capture, name string, conn *model.Conn, instead table.Phrase) verdict.Finding {
	server := conn.Server
	for _, h := range c.Handshakes {
		if h.Conn == conn && h.SNI != "" {
			server = h.SNI + " (" + conn.Server + ")"
			break
		}
	}
	why := verdict.Say("The connection to %s port %d (tcp.stream %d) is encrypted (TLS), so %s cannot be read and cannot be graded: ",
		"到 %s 端口 %d 的连接（tcp.stream %d）是加密的（TLS），无法读取 %s，因此无法评分：", server, conn.ServerPort,
		conn.ID, name)
	why = table.Say(why.EN+instead.EN+" and capture again.", why.ZH+"请"+instead.ZH+"，然后重新抓包。")
	f := verdict.Cannot(keysToo(c, why), conn.First)
	f.Filter = fmt.Sprintf("tcp.stream == %d", conn.ID)
	return f
}

// keysToo says that keys were handed in which do not fit.
func keysToo(c *model.Capture, why table.Phrase) table.Phrase {
	if c.Secrets == 0 {
		return why
	}
	return table.Say(why.EN+" The key log that was handed in does not have its keys: set SSLKEYLOGFILE before the program starts.",
		why.ZH+"所交的密钥日志中没有它的密钥：请在程序启动前设置 SSLKEYLOGFILE。")
}

// beginsTLS reports whether an exchange turns a connection to TLS: STARTTLS of SMTP and
// IMAP, STLS of POP3, AUTH TLS of FTP.
func beginsTLS(e *model.Exchange) bool {
	return e.Outcome == "succeeded" &&
		(e.Method == "STARTTLS" || e.Method == "STLS" || e.Protocol == "ftp" && e.Method == "AUTH")
}

func startedTLS(c *model.Capture, name string, e *model.Exchange) verdict.Finding {
	f := verdict.Cannot(verdict.Say("%s switched to TLS with %s in frame %d (tcp.stream %d), so what follows cannot be read: turn off STARTTLS in the program and capture again.",
		"%s 在第 %[3]d 帧（tcp.stream %[4]d）用 %[2]s 切换到 TLS，之后的内容无法读取：请在客户端中关闭 STARTTLS 后重新抓包。",
		name, e.Method, e.Frame, e.Conn.ID),
		e.Frame)
	f.Why = keysToo(c, f.Why)
	return f
}

// spoken reports whether a protocol was said in clear text, or in TLS that could be read:
// more than the greeting and the change to TLS.
func spoken(c *model.Capture, protocol string) bool {
	if slices.ContainsFunc(c.Exchanges, func(e *model.Exchange) bool {
		return e.Protocol == protocol && beginsTLS(e) && !e.Conn.Reads(protocol)
	}) {
		return false
	}
	return slices.ContainsFunc(c.Exchanges,
		func(e *model.Exchange) bool { return e.Protocol == protocol && e.Method != "greeting" })
}

func gaps(c *model.Capture, _ string, conns []*model.Conn) (f verdict.Finding, ok bool) {
	for _, x := range conns {
		switch {
		case x.Missing > 0:
			return verdict.Cannot(verdict.Say("%d bytes of the connection from %s port %d to %s are not in the capture (packets were dropped while capturing), so it cannot be said what was in them: capture again with no other programs running.",
					"从 %[2]s 端口 %[3]d 到 %[4]s 的连接缺少 %[1]d 字节（抓包时丢包），无法判断其中的内容：请关闭其他程序后重新抓包。",
					x.Missing, x.Client, x.ClientPort, x.Server),
					x.First),
				true
		case x.Opened == "midstream" && x.Up.Bytes+x.Down.Bytes > 0:
			return verdict.Cannot(verdict.Say("The capture begins in the middle of the connection from %s port %d to %s (its handshake is missing): start the capture first, then the exercise.",
				"抓包从 %s 端口 %d 到 %s 的连接中途开始（缺少三次握手）：请先开始抓包，再做实验。", x.Client,
				x.ClientPort, x.Server), x.First), true
		}
	}
	return f, false
}

func damaged(c *model.Capture, _ string, _ []*model.Conn) (f verdict.Finding, ok bool) {
	if c.Damage == "" {
		return f, false
	}
	return verdict.Cannot(verdict.Say("The capture %s is damaged after frame %d: stop the capture properly, save it and hand it in again.",
		"抓包文件 %s 在第 %d 帧之后损坏：请正常停止抓包、保存后重新提交。", c.File, c.Frames)), true
}
