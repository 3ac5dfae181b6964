package checks

import (
	"strings"

	"netsniff/report/grade/model"
	"netsniff/report/grade/verdict"
	"netsniff/report/table"
)

var torrentArg = Arg{Name: "info_hash", Form: Text, Doc: "of the torrent, hexadecimal; any if it is not given"}

var swarmChecks = []Check{
	{Name: "bittorrent.announce",
		Doc: table.Say("a tracker was asked for peers of the torrent and answered, over HTTP or UDP",
			"向 Tracker（HTTP 或 UDP）请求并得到节点列表"), Args: []Arg{torrentArg}, Run: announced},
	{Name: "bittorrent.handshake", Doc: table.Say("two peers introduced themselves to each other", "两个节点相互完成握手"),
		Args: []Arg{torrentArg}, Run: met},
	{Name: "bittorrent.sources", Doc: table.Say("blocks of the torrent came from several peers", "从多个节点下载数据块"),
		Args: []Arg{torrentArg, {Name: "least", Form: Whole, Default: "2", Doc: "how many peers at least"},
			{Name: "ipv6", Form: Truth, Default: "false", Doc: "they must have IPv6 addresses"}}, Run: sources},
	{Name: "bittorrent.interest", Doc: table.Say("interested, then unchoke, then a request, on one connection",
		"同一连接上依次出现 interested、unchoke、request"), Run: interest},
}

// torrent reports whether an info hash is the one that is asked for.
func (c *Context) torrent(hash string) bool {
	want := strings.ToLower(c.Text("info_hash"))
	return want == "" || hash == want
}

func (c *Context) noSwarm(en, zh string) verdict.Finding {
	if c.Capture.Frames == 0 || c.Capture.Cut > 0 {
		f, _ := Quality(c.Capture, "", nil)
		return f
	}
	for _, x := range c.Capture.Conns {
		if x.Protocol == "bittorrent" && x.Missing > 0 {
			if f, bad := Quality(c.Capture, "", []*model.Conn{x}); bad {
				return f
			}
		}
	}
	if encryptedPeers(c.Capture) {
		return verdict.Cannot(verdict.Say("The peers talk encrypted (MSE), so what they say cannot be read: turn off protocol encryption in the program and capture again.",
			"节点之间使用了加密（MSE），内容无法读取：请在客户端中关闭协议加密后重新抓包。"))
	}
	f := verdict.Failed(table.Say(en, zh))
	f.Filter = "bittorrent || bt-tracker || bt-dht"
	return f
}

func encryptedPeers(m *model.Capture) bool {
	for _, e := range m.Exchanges {
		if e.Protocol == "bittorrent" && strings.Contains(strings.ToLower(e.Method), "encrypt") {
			return true
		}
	}
	return false
}

func announced(c *Context) verdict.Finding {
	for _, a := range c.Capture.Swarm.Announces {
		if c.torrent(a.InfoHash) &&
			c.step(a.Reply != 0 && a.Failure == "",
				verdict.Say("frame %d: announce to %s, %d peers", "第 %d 帧：向 %s 通告，%d 个节点", a.Frame, a.Tracker,
					a.Peers)) {
			return verdict.Passed(verdict.Say("The tracker %s was asked (frame %d) and named %d peers (frame %d).",
				"向 Tracker %s 请求（第 %d 帧），得到 %d 个节点（第 %d 帧）。", a.Tracker, a.Frame, a.Peers, a.Reply),
				a.Frame, a.Reply)
		}
	}
	return c.noSwarm("There is no announce for the torrent that a tracker answered: start the capture before the download.",
		"抓包中没有得到应答的 Tracker 请求：请在开始下载之前抓包。")
}

func met(c *Context) verdict.Finding {
	for _, m := range c.Capture.Swarm.Handshakes {
		if c.step(c.torrent(m.InfoHash),
			verdict.Say("frame %d: handshake for %s", "第 %d 帧：握手 %s", m.Frame, m.InfoHash)) {
			return verdict.Passed(verdict.Say("%s and %s introduced themselves to each other in frames %d and %d.",
				"%s 与 %s 在第 %d、%d 帧完成握手。", m.Client, m.Server, m.Frame, m.Reply), m.Frame, m.Reply)
		}
	}
	return c.noSwarm("There is no handshake in both directions for the torrent.", "抓包中没有该种子的双向握手。")
}

func sources(c *Context) verdict.Finding {
	var frames []int64
	for _, s := range c.Capture.Swarm.Sources {
		if c.torrent(s.InfoHash) && (!c.Truth("ipv6") || s.IPv6) &&
			c.step(s.Bytes > 0, verdict.Say("frame %d: %s sent %d bytes in %d blocks",
				"第 %d 帧：%s 发送 %d 字节，%d 块", s.Frame, s.Address, s.Bytes, s.Blocks)) {
			frames = append(frames, s.Frame)
		}
	}
	least := int(c.Int("least"))
	switch {
	case len(frames) >= least:
		return verdict.Passed(verdict.Say("Blocks came from %d peers.", "从 %d 个节点收到数据块。", len(frames)), frames...)
	case len(frames) > 0:
		return verdict.Half(float64(len(frames))/float64(least),
			verdict.Say("Blocks came from %d peers, %d are asked for.", "从 %d 个节点收到数据块，要求 %d 个。", len(frames),
				least), frames...)
	}
	return c.noSwarm("No peer sent blocks of the torrent.", "没有节点发送该种子的数据块。")
}

func interest(c *Context) verdict.Finding {
	type progress struct {
		interested, unchoked int64
		asker                bool
	}
	at := map[*model.Conn]*progress{}
	for _, n := range c.Capture.Swarm.Messages {
		p := at[n.Conn]
		if p == nil {
			p = &progress{}
			at[n.Conn] = p
		}
		switch {
		case n.Type == "interested" && p.interested == 0:
			p.interested, p.asker = n.Frame, n.ToServer
		case n.Type == "unchoke" && p.interested != 0 && n.ToServer != p.asker && p.unchoked == 0:
			p.unchoked = n.Frame
		case n.Type == "request" && p.unchoked != 0 && n.ToServer == p.asker:
			return verdict.Passed(verdict.Say("Interested (frame %d), unchoke (frame %d) and request (frame %d) follow each other.",
				"interested（第 %d 帧）、unchoke（第 %d 帧）、request（第 %d 帧）依次出现。", p.interested, p.unchoked,
				n.Frame), p.interested, p.unchoked, n.Frame)
		}
	}
	return c.noSwarm("There is no interested that was answered with unchoke and followed by a request.",
		"没有 interested 得到 unchoke 并随后发出 request 的过程。")
}
