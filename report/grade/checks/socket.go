package checks

import (
	"strings"

	"netsniff/report/grade/model"
	"netsniff/report/grade/verdict"
	"netsniff/report/table"
)

var socketChecks = []Check{
	{Name: "socket.exchange",
		Doc: table.Say("a program of one's own: a connection or conversation on a port in which both sides said something",
			"自编程序：指定端口上双方都有数据往来"),
		Args: []Arg{{Name: "port", Form: Whole, Required: true, Doc: "of the server"},
			{Name: "transport", Form: Choice, Default: "tcp", Words: []string{"tcp", "udp"}, Doc: "tcp or udp"},
			{Name: "clients", Form: Whole, Default: "1", Doc: "least number of connections or clients"},
			{Name: "at_once", Form: Whole, Default: "1", Doc: "least number of connections that are open at once"},
			{Name: "says", Form: Text, Doc: "text with which the client's data begins"},
			{Name: "answers", Form: Text, Doc: "text with which the server's data begins"}}, Run: socketExchange},
}

func begins(s *model.Side, text string) bool {
	if text == "" {
		return true
	}
	for _, x := range s.Segments {
		if strings.HasPrefix(x.Head, text[:min(len(text), 16)]) {
			return true
		}
	}
	return false
}

func socketExchange(c *Context) verdict.Finding {
	port, transport := c.Int("port"), c.Text("transport")
	var frames []int64
	var seen *model.Conn
	parallel, n := int64(0), int64(0)
	for _, x := range c.Capture.Conns {
		if x.Transport != transport || x.ServerPort != port && (transport == "tcp" || x.ClientPort != port) {
			continue
		}
		seen = x
		good := x.Up.Bytes > 0 && x.Down.Bytes > 0 && begins(x.Up, c.Text("says")) && begins(x.Down, c.Text("answers"))
		if c.step(good, verdict.Say("frame %d: %s port %d, %d bytes to the server, %d back",
			"第 %d 帧：%s 端口 %d，发往服务器 %d 字节，返回 %d 字节", x.First, x.Client, x.ClientPort, x.Up.Bytes,
			x.Down.Bytes)) {
			n++
			frames = append(frames, x.First)
			parallel = max(parallel, x.MaxParallel)
		}
	}
	once := c.Int("at_once")
	switch {
	case n >= c.Int("clients") && (transport == "udp" || parallel >= once):
		return verdict.Passed(verdict.Say("%d conversations on port %d, both sides spoke.",
			"端口 %[2]d 上有 %[1]d 个会话，双方均有数据。", n, port), frames...)
	case n >= c.Int("clients"):
		return verdict.Half(0.5, verdict.Say("At most %d connections were open at once, %d are asked for.",
			"同时打开的连接最多 %d 个，要求 %d 个。", parallel, once), frames...)
	case n > 0:
		return verdict.Half(float64(n)/float64(c.Int("clients")),
			verdict.Say("%d conversations on port %d, %d are asked for.", "端口 %[2]d 上有 %[1]d 个会话，要求 %[3]d 个。", n,
				port, c.Int("clients")), frames...)
	case seen != nil && seen.Opened == "refused":
		return verdict.Failed(verdict.Say("The connection to port %d was refused (frame %d): start the server first.",
			"到端口 %d 的连接被拒绝（第 %d 帧）：请先启动服务器。", port, seen.First), seen.First)
	case seen != nil:
		if f, bad := Quality(c.Capture, "", []*model.Conn{seen}); bad {
			return f
		}
		return verdict.Failed(verdict.Say("On port %d client and server did not say what is asked for (frame %d).",
			"端口 %d 上客户端与服务器的数据不符合要求（第 %d 帧）。", port, seen.First), seen.First)
	}
	if f, bad := Quality(c.Capture, "", []*model.Conn{}); bad {
		return f
	}
	f := verdict.Failed(verdict.Say("Nothing on %s port %d is in the capture: did you capture on the loopback interface?",
		"抓包中没有 %s 端口 %d 的数据：是否在回环网卡上抓包？", transport, port))
	f.Filter = transport + ".port == " + whole(port)
	return f
}
