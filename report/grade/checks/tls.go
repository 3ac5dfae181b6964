package checks

import (
	"fmt"
	"slices"
	"strings"

	"netsniff/report/grade/model"
	"netsniff/report/grade/verdict"
	"netsniff/report/table"
)

var handshakeArgs = []Arg{
	{Name: "sni", Form: Text, Doc: "name of the server that was asked for; * stands for any part"},
	{Name: "server", Form: Text, Doc: "IP address of the server"},
	{Name: "port", Form: Whole, Doc: "port of the server"},
}

var tlsChecks = []Check{
	{Name: "tls.handshake", Doc: table.Say("two ends agreed to encrypt, with what is asked for", "TLS 握手完成，且符合要求"),
		Args: append([]Arg{{Name: "version", Form: Choice, Words: []string{"any", "1.0", "1.1", "1.2", "1.3"},
			Default: "any", Doc: "that was chosen"},
			{Name: "cipher", Form: Text,
				Doc: "cipher suite that was chosen, as TLS_AES_128_GCM_SHA256; * stands for any part"},
			{Name: "alpn", Form: Text, Doc: "protocol that was chosen (ALPN), as h2"},
			{Name: "resumed", Form: Choice, Words: []string{"any", "yes", "no"}, Default: "any",
				Doc: "whether an earlier session goes on"},
			{Name: "certificate", Form: Text,
				Doc: "a name that the server's certificate is for; of TLS 1.3 a key log is needed to see it"},
			{Name: "times", Form: Text, Default: "1..", Doc: "how often: 1, 2.., 1..3"}}, handshakeArgs...), Run: agreed},
	{Name: "tls.read", Doc: table.Say("what was said inside TLS could be read with the keys that were handed in",
		"用所交的密钥能读出 TLS 内的内容"),
		Args: append([]Arg{{Name: "protocol", Form: Text, Doc: "that must be inside, such as http, smtp, pop, imap"}},
			handshakeArgs...), Run: opened},
}

var tlsKeys = []Key{
	{Name: "tls.version", Doc: table.Say("version that was chosen, as TLS 1.3 or 1.3", "协商的版本，如 TLS 1.3 或 1.3"),
		Args: handshakeArgs,
		Values: handshakeKey(func(h *model.Handshake) (list []Value) {
			for _, text := range [...]string{h.Version, strings.TrimPrefix(h.Version, "TLS "),
				strings.ReplaceAll(h.Version, "TLS ", "TLSv")} {
				list = append(list, Value{Text: text, Frames: []int64{h.Reply}})
			}
			return list
		})},
	{Name: "tls.cipher", Doc: table.Say("cipher suite that was chosen", "协商的密码套件"), Args: handshakeArgs,
		Values: handshakeKey(func(h *model.Handshake) []Value {
			return []Value{{Text: h.Cipher, Frames: []int64{h.Reply}}}
		})},
	{Name: "tls.sni", Doc: table.Say("name of the server in the Client Hello", "Client Hello 中的服务器名"),
		Args: handshakeArgs,
		Values: handshakeKey(func(h *model.Handshake) []Value {
			if h.SNI == "" {
				return nil
			}
			return []Value{{Text: h.SNI, Frames: []int64{h.Frame}}}
		})},
	{Name: "tls.time", Unit: "s",
		Doc: table.Say("time from the Client Hello until the client may send",
			"从 Client Hello 到客户端可发送数据的时间"), Args: handshakeArgs,
		Values: handshakeKey(func(h *model.Handshake) []Value {
			if !h.Complete {
				return nil
			}
			return []Value{{Number: h.Duration, Frames: []int64{h.Frame, h.Last}}}
		})},
	{Name: "tls.certificate", Doc: table.Say("a name that the server's certificate is for", "服务器证书中的某个名称"),
		Args: handshakeArgs,
		Values: handshakeKey(func(h *model.Handshake) (list []Value) {
			for _, name := range h.Names {
				list = append(list, Value{Text: name, Frames: []int64{h.Reply}})
			}
			return list
		})},
}

// handshakes returns those that a check speaks of.
func (c *Context) handshakes() (list []*model.Handshake) {
	sni, server, port := strings.ToLower(c.Text("sni")), c.Text("server"), c.Int("port")
	for _, h := range c.Capture.Handshakes {
		if (sni == "" || globbed(sni, h.SNI)) && (server == "" || h.Conn.Server == server) &&
			(port == 0 || h.Conn.ServerPort == port) {
			list = append(list, h)
		}
	}
	return list
}

// noHandshake says that none is there.
func (c *Context) noHandshake() verdict.Finding {
	if f, bad := Quality(c.Capture, "tls", nil); bad {
		return f
	}
	f := verdict.Failed(verdict.Say("There is no TLS handshake%s in the capture.", "抓包中没有%s TLS 握手。", c.called()))
	f.Filter = "tls.handshake"
	return f
}

// called names the handshakes that are meant.
func (c *Context) called() string {
	for _, name := range [...]string{"sni", "server", "port"} {
		if s := c.Text(name); s != "" {
			return " (" + name + " " + s + ")"
		}
	}
	return ""
}

func agreed(c *Context) verdict.Finding {
	var frames []int64
	var last *model.Handshake
	var en, zh string // why the last is not as asked for
	n := int64(0)
	list := c.handshakes()
	for _, h := range list {
		lackEN, lackZH := c.lacks(h)
		said := strings.Join(strings.Fields(fmt.Sprintf("%s %s %s %s", h.SNI, h.Version, h.Cipher, h.ALPN)), ", ")
		if c.step(lackEN == "", verdict.Say("frame %d: %s", "第 %d 帧：%s", h.Frame, said)) {
			frames = append(frames, h.Frame, h.Reply)
			n++
		} else {
			last, en, zh = h, lackEN, lackZH
		}
	}
	times := c.times()
	switch {
	case times.Has(n) && n > 0:
		return verdict.Passed(verdict.Say("%d TLS handshakes are as asked for.", "%d 次 TLS 握手符合要求。", n), frames...)
	case len(list) == 0:
		return c.noHandshake()
	case last == nil:
		return verdict.Failed(verdict.Say("%d TLS handshakes are as asked for; it should be %s.",
			"符合要求的 TLS 握手有 %d 次，要求 %s 次。", n, c.Text("times")), frames...)
	case en == hiddenNames.EN:
		return verdict.Cannot(verdict.Say("The certificate in TLS 1.3 (frame %d) is encrypted: hand in a key log (SSLKEYLOGFILE) as well.",
			"TLS 1.3 的证书（第 %d 帧）是加密的：请同时提交密钥日志（SSLKEYLOGFILE）。", last.Reply), last.Frame)
	}
	if f, bad := Quality(c.Capture, "tls", []*model.Conn{last.Conn}); bad && !last.Complete && last.Alert == "" {
		return f
	}
	return verdict.Failed(table.Say(fmt.Sprintf("The TLS handshake in frame %d is not as asked for: %s.", last.Frame, en),
		fmt.Sprintf("第 %d 帧的 TLS 握手不符合要求：%s。", last.Frame, zh)), last.Frame, last.Reply)
}

// hiddenNames is what stands for the names of a certificate that cannot be seen.
var hiddenNames = table.Say("its certificate is encrypted", "证书是加密的")

// lacks says what a handshake lacks of what is asked for, "" if nothing.
func (c *Context) lacks(h *model.Handshake) (en, zh string) {
	version, cipher, alpn, name := c.Text("version"), c.Text("cipher"), c.Text("alpn"), c.Text("certificate")
	resumed := map[bool]string{true: "yes", false: "no"}[h.Resumed]
	switch {
	case h.Alert != "":
		return "it ended with the alert " + h.Alert, "以告警 " + h.Alert + " 结束"
	case !h.Complete:
		return "it was not completed", "没有完成"
	case version != "any" && h.Version != "TLS "+version:
		return "the version is " + h.Version, "版本是 " + h.Version
	case cipher != "" && !globbed(cipher, h.Cipher):
		return "the cipher suite is " + h.Cipher, "密码套件是 " + h.Cipher
	case alpn != "" && h.ALPN != alpn:
		return "ALPN is " + strings.TrimSpace(h.ALPN+" "), "ALPN 是 " + h.ALPN
	case c.Text("resumed") != "any" && c.Text("resumed") != resumed:
		return map[bool]string{true: "it resumes a session", false: "it resumes no session"}[h.Resumed],
			map[bool]string{true: "它恢复了会话", false: "它没有恢复会话"}[h.Resumed]
	case name != "" && len(h.Names) == 0 && h.Version == "TLS 1.3" && !h.Resumed:
		return hiddenNames.EN, hiddenNames.ZH
	case name != "" && !slices.ContainsFunc(h.Names,
		func(s string) bool { return strings.EqualFold(s, name) || globbed(s, name) }):
		return "the certificate is for " + some(h.Names), "证书的名称是 " + some(h.Names)
	}
	return "", ""
}

func opened(c *Context) verdict.Finding {
	list := c.handshakes()
	protocol := c.Text("protocol")
	for _, h := range list {
		if c.step(h.Decrypted && (protocol == "" || h.Conn.Reads(protocol)),
			verdict.Say("frame %d: %s: %s", "第 %d 帧：%s：%s", h.Frame, h.SNI, strings.Join(h.Conn.Within, ", "))) {
			return verdict.Passed(verdict.Say("What is inside TLS could be read (%s), from frame %d on.",
				"TLS 内的内容（%s）可以读取，自第 %d 帧起。",
				strings.Join(h.Conn.Within, ", "), h.Last), h.Frame, h.Last)
		}
	}
	if len(list) == 0 {
		return c.noHandshake()
	}
	h := list[0]
	if h.Decrypted {
		return verdict.Failed(verdict.Say("What is inside TLS is %s, not %s.", "TLS 内的内容是 %s，而不是 %s。",
			strings.Join(h.Conn.Within, ", "), protocol), h.Frame)
	}
	if c.Capture.Secrets == 0 {
		return verdict.Failed(verdict.Say("No keys were handed in: set SSLKEYLOGFILE before the program starts, and hand in the file that it writes.",
			"没有提交密钥：请在程序启动前设置 SSLKEYLOGFILE，并提交它写出的文件。"), h.Frame)
	}
	return verdict.Failed(verdict.Say("The keys that were handed in are not those of this connection: set SSLKEYLOGFILE before the program starts, and capture and hand in both again.",
		"所交的密钥不属于这个连接：请在程序启动前设置 SSLKEYLOGFILE，重新抓包并提交两者。"), h.Frame)
}

// handshakeKey makes a key of what a handshake says: the first, or any of those that are
// meant.
func handshakeKey(of func(*model.Handshake) []Value) func(*Context) ([]Value, verdict.Finding) {
	return func(c *Context) ([]Value, verdict.Finding) {
		var list []Value
		n := 0
		for _, h := range c.handshakes() {
			if h.Reply == 0 || n == maxAgain || n > 0 && c.called() == "" {
				continue
			}
			if v := of(h); len(v) > 0 {
				list = append(list, v...)
				n++
			}
		}
		if n == 0 {
			return nil, c.noHandshake()
		}
		return list, verdict.Finding{}
	}
}
