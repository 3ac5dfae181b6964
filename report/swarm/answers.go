package swarm

import (
	"fmt"
	"slices"
	"strings"

	"netsniff/capture"
	"netsniff/report/table"
)

// percent writes a part of a whole.
func percent(n, of float64) string {
	if of == 0 {
		return "–"
	}
	return fmt.Sprintf("%.0f %%", 100*n/of)
}

// middle returns the median of times in order, and the first and the last.
func middle(list []capture.Stamp) string {
	return fmt.Sprintf("%s (%s – %s)", seconds(list[len(list)/2]), seconds(list[0]), seconds(list[len(list)-1]))
}

// rarest answers whether pieces were asked for rarest first.
func (p *page) rarest(s *Seat) {
	x := &s.Rarest
	if x.Pieces == 0 {
		return
	}
	p.blank()
	p.title(table.Say("Rarest first?", "最稀有优先？"))
	p.sayf(table.Say("Pieces asked for: %d, of them right behind the one before by number: %d.",
		"共请求 %d 片；其中 %d 片编号紧接前一片。"), x.Pieces, x.Next)
	p.choices(&x.First, table.Say("While fewer than 4 were whole (programs pick these at random)",
		"完整片少于 4 片时（程序随机选片）"))
	p.choices(&x.Later, table.Say("Later", "之后"))
	if x.Blind > 0 {
		p.sayf(table.Say("Pieces of which it is not known what else the peer had that was asked: %d.",
			"有 %d 片不知道被请求的节点拥有哪些片。"), x.Blind)
	}
	switch {
	case x.Endgame != 0:
		p.sayf(table.Say("Endgame since %s, when nothing was left to ask for: blocks asked for again from another peer: %d, requests taken back: %d.",
			"终局模式始于 %s（已无可请求的片）：向其他节点重复请求 %d 块，取消请求 %d 个。"), p.moment(x.Endgame),
			x.Twice, x.Cancels)
	case x.Cancels > 0:
		p.sayf(table.Say("No endgame was seen; requests taken back: %d.", "未见终局模式；取消请求 %d 个。"), x.Cancels)
	}
	if x.Elsewhere > 0 {
		p.sayf(table.Say("Blocks asked for from another peer before that, while one was still waited for: %d.",
			"此前有 %d 块在等待期间转向其他节点请求。"), x.Elsewhere)
	}
}

// choices says how those pieces were chosen.
func (p *page) choices(c *Choices, when table.Phrase) {
	switch {
	case c.Pieces == 0:
	case c.Free == 0:
		p.sayf(table.Say("%s: %d asked for, and never a choice: all that could be asked for were equally rare.",
			"%s：%d 片，没有选择余地：可请求的片同样稀有。"), when.In(p.Lang), c.Pieces)
	default:
		p.sayf(table.Say(
			"%s: %d asked for, %d of them with a choice; %d of these (%s) were of the rarest that the peer had, where chance would give %s; of the others that it had %s were rarer.",
			"%s：%d 片，其中 %d 片有选择余地；这些之中有 %d 片（%s）属于对方拥有的最稀有片，随机选取的期望为 %s；对方其余的片中平均有 %s 比所选更稀有。"),
			when.In(p.Lang), c.Pieces, c.Free, c.Rarest, percent(float64(c.Rarest), float64(c.Free)),
			percent(c.Chance, float64(c.Free)),
			percent(c.Rarer, float64(c.Free)))
	}
}

// beat counts the rounds that fit a clock of a period best: those of which the times
// within it lie in the same second.
func beat(rounds []Round, period capture.Stamp) (most int) {
	const second = capture.Stamp(1e9)
	phases := make([]capture.Stamp, len(rounds))
	for i := range rounds {
		phases[i] = rounds[i].At % period
	}
	slices.Sort(phases)
	n := len(phases)
	to := 0
	for i, from := range phases {
		for to = max(to, i); to < i+n && phases[to%n]+period*capture.Stamp(to/n)-from < second; to++ {
		}
		most = max(most, to-i)
	}
	return most
}

// choking answers whether peers were repaid tit for tat.
func (p *page) choking(s *Seat) {
	c := &s.Choking
	if c.Count == 0 {
		return
	}
	p.blank()
	p.title(table.Say("Tit for tat?", "以牙还牙？"))
	p.sayf(table.Say("%s changed whom it lets have pieces %d times: unchokes %d, chokes %d; at most %d interested peers were let at once.",
		"%s 改变上传对象 %d 次：解除阻塞 %d 次，阻塞 %d 次；同时最多允许 %d 个感兴趣的节点。"), s.Address, c.Count,
		c.Unchokes, c.Chokes, c.Slots)
	if len(c.Between) > 0 {
		p.sayf(table.Say("From one time to the next: %s in the middle. In the same second of a clock of 10 s are %d of %d, of one of 15 s %d (the textbook has 10 s; peers that become interested while a slot is free do not wait).",
			"相邻两次的间隔：中位数 %s。落在 10 秒时钟同一秒的有 %d/%d，15 秒时钟的有 %d（教科书为 10 秒；有空名额时，新感兴趣的节点无需等待）。"),
			middle(c.Between),
			beat(c.Rounds, 10e9), len(c.Rounds), beat(c.Rounds, 15e9))
	}
	if c.Contested == 0 {
		p.say(table.Say("Never were more interested than it let: there was nothing to choose, and nothing to repay.",
			"感兴趣的节点从未多于名额：无从选择，也无从回报。"))
		return
	}
	gave := table.Say("gave it most", "给它最多")
	if c.Seeding {
		gave = table.Say("gave it most, or took most once it had all", "给它最多，或在它完成后取得最快")
	}
	p.sayf(table.Say("In %d of these more were interested than were let. Of those let, the optimistic one apart, %s (%d of %d) were among those who %s in the 20 s before.",
		"其中 %d 次感兴趣者多于名额。除乐观解除外，获准者中 %s（%d/%d）属于此前 20 秒内%s的节点。"),
		c.Contested, percent(float64(c.Fastest), float64(c.Kept)), c.Fastest, c.Kept, gave.In(p.Lang))
	p.sayf(table.Say("Unchokes in them that a rate explains: %d; that none explains, optimistic ones: %d.",
		"其中由速率可解释的解除：%d；无法由速率解释（乐观解除）：%d。"), c.Earned, c.Hopeful)
	if len(c.Apart) > 0 {
		p.sayf(table.Say("From one optimistic unchoke to the next: %s (the textbook has 30 s).",
			"相邻两次乐观解除的间隔：%s（教科书为 30 秒）。"), middle(c.Apart))
	}
	p.put(roundTable(p.report, c))
}

// maxTold is how many rounds text tells.
const maxTold = 12

var roundColumns = []table.Column{
	{Name: "time", Label: table.Say("Time", "时间"), Type: table.Duration, Moment: true, Importance: table.Key},
	{Name: "frame", Label: table.Say("Frame", "帧"), Type: table.Frame, Importance: table.Minor},
	{Name: "interested", Label: table.Say("Wanted", "感兴趣"), Type: table.Count},
	{Name: "let", Label: table.Say("Let", "获准"), Type: table.Count},
	{Name: "unchoked", Label: table.Say("Unchoked (rank by rate)", "解除阻塞（速率名次）"), Type: table.List,
		Importance: table.Key},
	{Name: "choked", Label: table.Say("Choked", "阻塞"), Type: table.List},
}

// roundTable lists the first rounds.
func roundTable(r *Report, c *Choking) table.Table {
	var rows table.RowList
	for i := range c.Rounds[:min(len(c.Rounds), maxTold)] {
		x := &c.Rounds[i]
		var on, off []string
		for j := range x.Changes {
			k := &x.Changes[j]
			who := k.Peer.Address
			if k.Rank > 0 {
				who += fmt.Sprintf(" (%d)", k.Rank)
			}
			if k.Hopeful {
				who += " ?"
			}
			if k.Unchoke {
				on = append(on, who)
			} else {
				off = append(off, who)
			}
		}
		rows = append(rows, []table.Value{table.Nanoseconds(x.At - r.First), table.Int(x.Frame),
			table.Int(x.Interested), table.Int(x.Let),
			table.Strings(on), table.Strings(off)})
	}
	t := table.Table{Name: "rounds", Columns: roundColumns, Rows: rows}
	if len(c.Rounds) > maxTold {
		t.Notes = append(t.Notes,
			table.Say(fmt.Sprintf("… and %d more; --json has them.", len(c.Rounds)-maxTold),
				fmt.Sprintf("……另有 %d 次；见 --json。", len(c.Rounds)-maxTold)))
	}
	return t
}

// spreading answers how long the distribution took, and how long it has to.
func (p *page) spreading(t *Torrent) {
	x := &t.Spreading
	if x.Began == 0 || x.Peers == 0 {
		return
	}
	p.blank()
	p.title(table.Say("Distribution time", "分发时间"))
	if x.Ended > x.Began {
		p.sayf(table.Say("Measured: %s from the first request to the last piece.", "实测：从首个请求到最后一片 %s。"),
			seconds(x.Ended-x.Began))
	} else {
		p.say(table.Say("It was not seen to end.", "未见其结束。"))
	}
	if !x.known() {
		p.sayf(table.Say("The bounds cannot be told: they need the size F, what seeds gave (u_s %s) and what a peer got (d_min %s).",
			"无法给出下界：需要大小 F、做种者上传速率（u_s %s）与节点下载速率（d_min %s）。"), bitRate(x.Server),
			bitRate(x.Least))
		return
	}
	p.sayf(table.Say("Rates seen, the best 10 s of each: u_s %s (seeds seen: %d), d_min %s, u_s + Σu_i %s; F %s bytes, N %d.",
		"所见速率（各取最快的 10 秒）：%[2]d 个做种者 u_s %[1]s，d_min %[3]s，u_s + Σu_i %[4]s；F %[5]s 字节，N %[6]d。"),
		bitRate(x.Server), x.Seeds, bitRate(x.Least), bitRate(x.All), table.Grouped(uint64(x.Size)), x.Peers)
	p.sayf(table.Say("At least, from a server alone: max(N·F/u_s, F/d_min) = %s; among peers: max(F/u_s, F/d_min, N·F/(u_s+Σu_i)) = %s.",
		"下界，客户端-服务器：max(N·F/u_s, F/d_min) = %s；P2P：max(F/u_s, F/d_min, N·F/(u_s+Σu_i)) = %s。"),
		seconds(capture.Stamp(x.ClientServer()*1e9)), seconds(capture.Stamp(x.PeerToPeer()*1e9)))
	p.say(table.Say("Rates are what was used, not what could be: the real bounds are lower.",
		"速率是实际用到的，而非可能达到的：真实下界更低。"))
}

// limits says what the capture cannot tell of a torrent.
func (p *page) limits(t *Torrent) {
	var list []string
	add := func(x table.Phrase) { list = append(list, x.In(p.Lang)) }
	if len(t.Seats) == 1 {
		add(table.Say("what peers give each other beside "+t.Seats[0].Address+
			", whose links alone are in it: rarity is that among its neighbours, rates are those towards it",
			"除 "+t.Seats[0].Address+" 的连接外，其他节点之间的交换：稀有度仅指其邻居中的，速率仅指与它之间的"))
	}
	if n := countLinks(t.links, func(l *link) bool { return l.assumed }); n > 0 {
		add(table.Say(fmt.Sprintf("that %d connection(s) are of this torrent: their ends were named for it, or it was given", n),
			fmt.Sprintf("%d 个连接是否属于此种子：仅因其一端被提到，或由命令行给出", n)))
	}
	if n := countLinks(t.links, func(l *link) bool { return l.encrypted }); n > 0 {
		add(table.Say(fmt.Sprintf("what the %d encrypted connection(s) carry: the keys were agreed on by Diffie-Hellman, and knowing the info hash does not help", n),
			fmt.Sprintf("%d 个加密连接的内容：密钥由 Diffie-Hellman 协商，知道信息哈希也无法解密", n)))
	}
	if n := countLinks(t.links, func(l *link) bool {
		return !l.encrypted && (l.sides[0].started == untold || l.sides[1].started == untold) && l.traded()
	}); n > 0 {
		add(table.Say(fmt.Sprintf("which pieces the ends of %d connection(s) began with: the beginning is not in it", n),
			fmt.Sprintf("%d 个连接两端最初拥有的片：抓包不含其开头", n)))
	}
	if t.Info == nil {
		add(table.Say("the name and the hashes of the torrent: no .torrent and no metadata passed",
			"种子的名称与片哈希：未见 .torrent 或元数据"))
	}
	if r := p.report.run; r.Captured < r.Bytes {
		add(table.Say("what the snapshot length cut off: messages behind it in a frame are not counted",
			"被抓包长度截去的内容：帧中其后的消息未计入"))
	}
	if p.report.run.Gaps > 0 {
		add(table.Say("what was lost: there are gaps in TCP streams", "丢失的内容：TCP 流中有缺口"))
	}
	if len(list) == 0 {
		return
	}
	p.blank()
	p.lines(table.Say("This capture cannot tell ", "此抓包无法说明：").In(p.Lang)+
		strings.Join(list, table.Say("; ", "；").In(p.Lang))+table.Say(".", "。").In(p.Lang), "")
}

func countLinks(list []*link, is func(*link) bool) (n int) {
	for _, l := range list {
		if is(l) {
			n++
		}
	}
	return n
}

// traded reports whether blocks passed or were asked for.
func (l *link) traded() bool {
	return slices.ContainsFunc(l.sides[:], func(s side) bool { return s.requests > 0 || s.given.blocks > 0 })
}
