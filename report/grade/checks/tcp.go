package checks

import (
	"slices"
	"strings"

	"netsniff/report/grade/model"
	"netsniff/report/grade/verdict"
	"netsniff/report/table"
)

// connArgs choose the connection that a check of TCP looks at.
var connArgs = []Arg{
	{Name: "path", Form: Text, Doc: "the connection that carried this path of HTTP"},
	{Name: "method", Form: Text, Doc: "the connection that carried a request with this method, such as POST"},
	{Name: "host", Form: Text, Doc: "the connection to this host of HTTP"},
	{Name: "port", Form: Whole, Doc: "the connection to this port"},
	{Name: "server", Form: Text, Doc: "the connection to this IP address"},
}

func withConn(args ...Arg) []Arg { return append(args, connArgs...) }

var tcpChecks = []Check{
	{Name: "tcp.handshake", Doc: table.Say("SYN, SYN ACK and ACK of one connection, with acknowledgment numbers that fit",
		"三次握手：SYN、SYN ACK、ACK，确认号正确"), Args: connArgs, Run: anyConn(handshake)},
	{Name: "tcp.close", Doc: table.Say("the connection was closed with FIN by both sides", "双方以 FIN 关闭连接"),
		Args: withConn(Arg{Name: "by", Form: Choice, Default: "any", Words: []string{"any", "client", "server"},
			Doc: "who has to send the first FIN"},
			Arg{Name: "reset", Form: Truth, Default: "false", Doc: "a reset will do as well"}), Run: anyConn(closing)},
	{Name: "tcp.retransmission", Doc: table.Say("segments were sent again", "发生重传"),
		Args: withConn(Arg{Name: "least", Form: Whole, Default: "1", Doc: "how many at least"}), Run: anyConn(resent)},
	{Name: "tcp.window", Doc: table.Say("a receiver stopped the sender with a zero or a full window",
		"接收方以零窗口或满窗口限制了发送方"), Args: connArgs, Run: anyConn(throttled)},
}

var tcpKeys = []Key{
	{Name: "tcp.syn_seq", Doc: table.Say("sequence number of the SYN, raw or relative (0)",
		"SYN 的序号（原始值或相对值 0）"), Args: connArgs, Values: connKey(func(c *model.Conn) []Value {
		return handshakeNumber(c, c.SYN, c.SYNSeq, 0)
	})},
	{Name: "tcp.synack_seq", Doc: table.Say("sequence number of the SYN ACK, raw or relative (0)",
		"SYN ACK 的序号（原始值或相对值 0）"), Args: connArgs, Values: connKey(func(c *model.Conn) []Value {
		return handshakeNumber(c, c.SYNACK, c.SYNACKSeq, 0)
	})},
	{Name: "tcp.synack_ack", Doc: table.Say("acknowledgment number of the SYN ACK, raw or relative (1)",
		"SYN ACK 的确认号（原始值或相对值 1）"), Args: connArgs, Values: connKey(func(c *model.Conn) []Value {
		return handshakeNumber(c, c.SYNACK, c.SYNACKAck, 1)
	})},
	{Name: "tcp.request_seq", Doc: table.Say("sequence number of the segment whose payload begins with a text, such as POST",
		"负载以某文本（如 POST）开头的报文段的序号"),
		Args: withConn(Arg{Name: "begins", Form: Text, Default: "POST ",
			Doc: "first bytes of the payload"}), Values: requestSegment(func(s *model.Segment) []Value {
			return []Value{{Number: float64(s.RawSeq), Label: rawLabel, Frames: []int64{s.Frame}},
				{Number: float64(s.Seq), Label: relativeLabel, Frames: []int64{s.Frame}}}
		})},
	{Name: "tcp.request_frame", Doc: table.Say("frame of that segment", "该报文段的帧号"),
		Args: withConn(Arg{Name: "begins", Form: Text, Default: "POST ",
			Doc: "first bytes of the payload"}), Values: requestSegment(func(s *model.Segment) []Value {
			return []Value{{Number: float64(s.Frame), Frames: []int64{s.Frame}}}
		})},
	{Name: "tcp.segment", Doc: table.Say("a number of the nth segment with data, from the one that begins with a text on",
		"自某文本开头的报文段起第 n 个数据段的某个值"), Args: segmentArgs, Values: segmentNumber},
	{Name: "tcp.estimated_rtt", Unit: "s",
		Doc: table.Say("EstimatedRTT after the nth segment (RFC 6298, alpha 1/8), from the samples of the capture and, carried forward, from the student's own answers",
			"第 n 段后的 EstimatedRTT（α=1/8），按抓包样本计算；也接受按学生自己前面的答案推算"),
		Args: slices.Concat(segmentArgs[:2], []Arg{
			{Name: "samples", Form: List, Doc: "names of the student's answers with the samples: errors in them count once"},
			{Name: "previous", Form: Text, Doc: "name of the student's answer before"},
			{Name: "sample_unit", Form: Text, Default: "s",
				Doc: "unit of answers without one"}}, connArgs), Values: estimatedRTT},
	{Name: "tcp.min_window", Unit: "B",
		Doc: table.Say("least receive window that the receiver offered, scaled or as in the header",
			"接收方通告的最小窗口（换算后或首部原值）"),
		Args: withConn(sideArg("server")), Values: connSide(func(c *model.Conn, s *model.Side) []Value {
			return []Value{{Number: float64(s.MinWindow), Label: table.Say("scaled", "按窗口扩大因子换算"),
				Frames: []int64{c.SYNACK}},
				{Number: float64(s.MinWindowRaw), Label: table.Say("as in the header, not scaled", "首部原值，未换算"),
					Frames: []int64{c.SYNACK}}}
		})},
	{Name: "tcp.retransmissions", Doc: table.Say("how many segments were sent again", "重传的报文段数"), Args: connArgs,
		Values: connKey(func(c *model.Conn) []Value {
			frames := slices.Concat(c.Up.ResentFrames, c.Down.ResentFrames)
			return []Value{{Number: float64(c.Up.Resent + c.Down.Resent), Label: table.Say("both directions", "双向"),
				Frames: frames},
				{Number: float64(c.Up.Resent), Label: table.Say("of the client", "客户端"),
					Frames: frames}, {Number: float64(c.Down.Resent), Label: table.Say("of the server",
					"服务器"), Frames: frames}}
		})},
	{Name: "tcp.throughput", Unit: "bit/s",
		Doc: table.Say("throughput, payload or whole frames, over the time of data or of the connection",
			"吞吐量：按负载或整帧、按数据时段或连接时段"),
		Args: withConn(sideArg("any")), Values: throughput},
	{Name: "tcp.closed_by", Doc: table.Say("who sent the first FIN: client or server", "谁先发送 FIN：client 或 server"),
		Args: connArgs, Values: connKey(func(c *model.Conn) []Value {
			if c.ClosedBy == "" {
				return nil
			}
			zh := map[string]string{"client": "客户端", "server": "服务器"}[c.ClosedBy]
			return []Value{{Text: c.ClosedBy, Frames: slices.Concat(c.FINs, c.RSTs)}, {Text: zh, Frames: c.FINs}}
		})},
	{Name: "tcp.client_port", Doc: table.Say("port of the client", "客户端端口"), Args: connArgs,
		Values: connKey(func(c *model.Conn) []Value {
			return []Value{{Number: float64(c.ClientPort), Frames: []int64{c.First}}}
		})},
	{Name: "tcp.handshake_rtt", Unit: "s",
		Doc: table.Say("time from SYN to SYN ACK, or to the ACK",
			"SYN 到 SYN ACK（或到 ACK）的时间"), Args: connArgs, Values: handshakeTime},
}

var rawLabel, relativeLabel = table.Say("raw sequence numbers", "原始序号"), table.Say("relative sequence numbers",
	"相对序号")

func sideArg(usual string) Arg {
	return Arg{Name: "side", Form: Choice, Default: usual, Words: []string{"client", "server", "any"},
		Doc: "whose: client or server; any: who sent more"}
}

// conns returns the connections that a check may mean: those that its arguments
// choose, else all of TCP; those with the most payload first.
func (c *Context) conns() ([]*model.Conn, verdict.Finding) {
	var list []*model.Conn
	path, method, host := c.Text("path"), c.Text("method"), strings.ToLower(c.Text("host"))
	port, server := c.Int("port"), c.Text("server")
	web := path+method+host != ""
	for _, h := range c.Capture.HTTP {
		if web && matchesPath(path, h.Path, h.URI) && (method == "" || h.Method == method) &&
			(host == "" || h.Host == host) && !slices.Contains(list, h.Conn) && len(list) < maxConns {
			list = append(list, h.Conn)
		}
	}
	if web && list == nil {
		return nil, c.absent("There is no %s %s in the capture, so its connection is not there either.",
			"抓包中没有 %s %s，因此也没有相应的连接。", method, c.what())
	}
	if !web {
		list = slices.Clone(c.Capture.Conns)
	}
	list = slices.DeleteFunc(list, func(x *model.Conn) bool {
		return x.Transport != "tcp" || port > 0 && x.ServerPort != port || server != "" && x.Server != server
	})
	slices.SortStableFunc(list,
		func(a, b *model.Conn) int { return int(b.Up.Bytes + b.Down.Bytes - a.Up.Bytes - a.Down.Bytes) })
	if len(list) == 0 {
		if f, bad := Quality(c.Capture, "tcp", nil); bad {
			return nil, f
		}
		f := verdict.Failed(verdict.Say("There is no such TCP connection in the capture.", "抓包中没有这样的 TCP 连接。"))
		f.Filter = "tcp.flags.syn == 1"
		return nil, f
	}
	return list[:min(len(list), maxConns)], verdict.Finding{}
}

// maxConns bounds the connections that a check tries.
const maxConns = 256

// conn returns the one connection that a key is of: the first that was captured from
// its handshake on, else the first. Other programs' connections often began before.
func (c *Context) conn() (*model.Conn, verdict.Finding) {
	list, f := c.conns()
	if len(list) == 0 {
		return nil, f
	}
	x := list[max(slices.IndexFunc(list, func(x *model.Conn) bool { return x.SYN != 0 && x.SYNACK != 0 }), 0)]
	c.step(true, verdict.Say("tcp.stream %d, %s:%d to %s:%d", "tcp.stream %d，%s:%d 到 %s:%d", x.ID, x.Client, x.ClientPort,
		x.Server, x.ServerPort))
	return x, verdict.Finding{}
}

// anyConn makes a check of one of a connection: it holds if it holds for one of those
// that are meant.
func anyConn(of func(*Context, *model.Conn) verdict.Finding) func(*Context) verdict.Finding {
	return func(c *Context) verdict.Finding {
		list, best := c.conns()
		var steps []verdict.Step
		for i, x := range list {
			c.steps = nil
			c.step(true, verdict.Say("tcp.stream %d, %s:%d to %s:%d", "tcp.stream %d，%s:%d 到 %s:%d", x.ID, x.Client,
				x.ClientPort, x.Server, x.ServerPort))
			if f := of(c, x); i == 0 || f.Better(&best) {
				best, steps = f, c.steps
			}
			if best.Verdict == verdict.Pass {
				break
			}
		}
		c.steps = steps
		return best
	}
}

// lateStart says that the handshake was not captured.
func lateStart(c *model.Conn) (verdict.Finding, bool) {
	if c.SYN != 0 && c.SYNACK != 0 || c.Opened == "unanswered" || c.Opened == "refused" {
		return verdict.Finding{}, false
	}
	return verdict.Cannot(verdict.Say("The capture begins in the middle of the connection from %s port %d to %s (its handshake is missing): start the capture first, then the exercise.",
		"抓包从 %s 端口 %d 到 %s 的连接中途开始（缺少三次握手）：请先开始抓包，再做实验。", c.Client, c.ClientPort,
		c.Server), c.First), true
}

func handshake(c *Context, x *model.Conn) verdict.Finding {
	if f, late := lateStart(x); late {
		return f
	}
	c.step(x.SYN != 0, verdict.Say("frame %d: SYN, sequence number %d", "第 %d 帧：SYN，序号 %d", x.SYN, x.SYNSeq))
	if !c.step(x.SYNACK != 0,
		verdict.Say("frame %d: SYN, ACK, sequence number %d, acknowledgment %d",
			"第 %d 帧：SYN, ACK，序号 %d，确认号 %d", x.SYNACK, x.SYNACKSeq, x.SYNACKAck)) {
		return verdict.Failed(verdict.Say("The SYN (frame %d) was %s: no connection came about.",
			"SYN（第 %d 帧）的结果：%s，连接未建立。", x.SYN, x.Opened), x.SYN)
	}
	if !c.step(x.ACK != 0 && x.SYNACKAck == (x.SYNSeq+1)&0xffffffff, verdict.Say("frame %d: ACK", "第 %d 帧：ACK", x.ACK)) {
		return verdict.Failed(verdict.Say("The third segment of the handshake is not in the capture (SYN in frame %d).",
			"抓包中没有三次握手的第三个报文段（SYN 在第 %d 帧）。", x.SYN), x.SYN, x.SYNACK)
	}
	return verdict.Passed(verdict.Say("The handshake is in frames %d, %d and %d; the SYN, ACK acknowledges the SYN's number + 1.",
		"三次握手在第 %d、%d、%d 帧；SYN, ACK 的确认号等于 SYN 的序号加 1。", x.SYN, x.SYNACK, x.ACK), x.SYN,
		x.SYNACK, x.ACK)
}

func closing(c *Context, x *model.Conn) verdict.Finding {
	c.step(x.Closed == "FIN", verdict.Say("closed by %s: %s", "由 %s 关闭：%s", x.ClosedBy, x.Closed))
	frames := slices.Concat(x.FINs, x.RSTs)
	if by := c.Text("by"); x.Closed == "FIN" && (by == "any" || by == x.ClosedBy) || x.Closed == "RST" && c.Truth("reset") {
		return verdict.Passed(verdict.Say("The %s closed the connection first, %d segments with FIN.",
			"%s 先关闭连接，共 %d 个 FIN 报文段。", x.ClosedBy, len(x.FINs)), frames...)
	}
	switch x.Closed {
	case "FIN":
		return verdict.Failed(verdict.Say("The %s sent the first FIN, not the %s.", "先发送 FIN 的是 %s，而不是 %s。",
			x.ClosedBy, c.Text("by")), frames...)
	case "RST":
		return verdict.Failed(verdict.Say("The connection was reset by the %s, not closed with FIN.",
			"连接被 %s 以 RST 复位，而不是以 FIN 关闭。", x.ClosedBy), frames...)
	}
	return verdict.Failed(verdict.Say("The connection was not closed before the capture ended (%s): stop the capture only after the program has closed the connection.",
		"抓包结束时连接尚未关闭（%s）：请等程序关闭连接后再停止抓包。", x.Closed), append(frames, x.Last)...)
}

func resent(c *Context, x *model.Conn) verdict.Finding {
	frames, n := slices.Concat(x.Up.ResentFrames, x.Down.ResentFrames), x.Up.Resent+x.Down.Resent
	if n < c.Int("least") {
		f := verdict.Failed(verdict.Say("%d segments were sent again, at least %d are asked for.",
			"重传 %d 个报文段，要求至少 %d 个。", n, c.Int("least")), frames...)
		f.Filter = "tcp.analysis.retransmission"
		return f
	}
	return verdict.Passed(verdict.Say("%d segments were sent again.", "重传 %d 个报文段。", n), frames...)
}

func throttled(c *Context, x *model.Conn) verdict.Finding {
	zero, full := x.Up.ZeroWindows+x.Down.ZeroWindows, x.Up.WindowFull+x.Down.WindowFull
	if zero+full == 0 {
		f := verdict.Failed(verdict.Say("The window never was zero or full: the sender was not stopped.",
			"窗口从未为零或占满：发送方未受限制。"))
		f.Filter = "tcp.analysis.zero_window || tcp.analysis.window_full"
		return f
	}
	p := verdict.Passed(verdict.Say("The receiver stopped the sender: %d zero windows, %d full ones.",
		"接收方限制了发送方：零窗口 %d 次，满窗口 %d 次。", zero, full))
	p.Filter = "tcp.analysis.zero_window || tcp.analysis.window_full"
	return p
}

// maxAgain bounds the connections, or lookups, of an exercise that was done several
// times, of which any may be what an answer is about.
const maxAgain = 8

// again returns the other connections that are meant as well as x, if the arguments
// choose some: the student may have done the exercise several times.
func (c *Context) again(x *model.Conn) []*model.Conn {
	if c.Text("path")+c.Text("method")+c.Text("host")+c.Text("port")+c.Text("server") == "" {
		return nil
	}
	list, _ := c.conns()
	list = slices.DeleteFunc(list, func(y *model.Conn) bool { return y == x || y.SYN == 0 || y.SYNACK == 0 })
	return list[:min(len(list), maxAgain-1)]
}

// connKey makes a key of what a connection says; any of those that are meant will do.
func connKey(of func(*model.Conn) []Value) func(*Context) ([]Value, verdict.Finding) {
	return func(c *Context) ([]Value, verdict.Finding) {
		x, f := c.conn()
		if x == nil {
			return nil, f
		}
		list := of(x)
		for _, y := range c.again(x) {
			list = append(list, of(y)...)
		}
		if len(list) == 0 {
			if f, late := lateStart(x); late {
				return nil, f
			}
			f = verdict.Failed(verdict.Say("The capture does not have what the question asks for.",
				"抓包中没有该问题所问的内容。"), x.First)
		}
		return list, f
	}
}

func handshakeNumber(c *model.Conn, frame, raw, relative int64) []Value {
	if frame == 0 {
		return nil
	}
	return []Value{{Number: float64(raw), Label: rawLabel, Frames: []int64{frame}},
		{Number: float64(relative), Label: relativeLabel, Frames: []int64{frame}}}
}

// sender returns the side that a key speaks of.
func (c *Context) sender(x *model.Conn) *model.Side {
	switch s := c.Text("side"); {
	case s == "client", s == "any" && x.Up.Bytes >= x.Down.Bytes:
		return x.Up
	}
	return x.Down
}

func connSide(of func(*model.Conn, *model.Side) []Value) func(*Context) ([]Value, verdict.Finding) {
	return func(c *Context) ([]Value, verdict.Finding) {
		return connKey(func(x *model.Conn) []Value { return of(x, c.sender(x)) })(c)
	}
}

func handshakeTime(c *Context) ([]Value, verdict.Finding) {
	return connKey(func(x *model.Conn) (list []Value) {
		for _, p := range c.Capture.Packets {
			if p.Frame == x.SYNACK && x.SYN != 0 {
				list = append(list, Value{Number: p.Time - x.Start, Label: table.Say("SYN to SYN ACK", "SYN 到 SYN ACK"),
					Frames: []int64{x.SYN, x.SYNACK}})
			}
		}
		if x.InitialRTT > 0 {
			list = append(list, Value{Number: x.InitialRTT, Label: table.Say("SYN to ACK", "SYN 到 ACK"),
				Frames: []int64{x.SYN, x.ACK}})
		}
		return list
	})(c)
}

func throughput(c *Context) ([]Value, verdict.Finding) {
	return connKey(func(x *model.Conn) (list []Value) {
		s := c.sender(x)
		for _, over := range []struct {
			time  float64
			label table.Phrase
		}{{s.LastData - s.FirstData, table.Say("over the time of the data", "按数据时段")}, {x.Duration,
			table.Say("over the time of the connection", "按连接时段")},
			{s.LastData - x.Start, table.Say("from the SYN to the last data", "自 SYN 至最后一个数据段")}} {
			if over.time <= 0 {
				continue
			}
			for _, of := range []struct {
				bytes int64
				label table.Phrase
			}{{s.Unique, table.Say("payload", "负载")}, {s.Bytes,
				table.Say("payload with retransmissions", "负载（含重传）")}, {s.Wire, table.Say("whole frames", "整帧")}} {
				list = append(list, Value{Number: float64(of.bytes) * 8 / over.time, Frames: []int64{x.First, x.Last},
					Label: table.Say(of.label.EN+" "+over.label.EN, over.label.ZH+"的"+of.label.ZH)})
			}
		}
		return list
	})(c)
}
