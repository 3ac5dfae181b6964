package swarm

import (
	"slices"
	"strconv"

	"netsniff/capture"
	"netsniff/dissect/bittorrent"
	"netsniff/report/collect"
	"netsniff/report/table"
)

// peerColumns are those of the table of peers. Down is what a peer gave to the one
// that sees it, up what that gave to it.
var peerColumns = []table.Column{
	{Name: "torrent", Label: table.Say("#", "序号"), Type: table.Number, Importance: table.Extra},
	{Name: "seen_from", Label: table.Say("Seen from", "观察点"), Importance: table.Extra},
	{Name: "peer", Label: table.Say("Peer", "节点"), Importance: table.Key, Ends: true},
	{Name: "client", Label: table.Say("Client", "客户端")},
	{Name: "known_by", Label: table.Say("Known by", "得知途径"), Type: table.List, Importance: table.Minor},
	{Name: "transport", Label: table.Say("Over", "传输"), Importance: table.Main},
	{Name: "encrypted", Label: table.Say("Secret", "加密"), Type: table.Word, Importance: table.Minor},
	{Name: "evidence", Label: table.Say("Evidence", "依据"), Importance: table.Extra},
	{Name: "assumed", Label: table.Say("Assumed", "推定"), Type: table.Word, Importance: table.Extra},
	{Name: "streams", Label: table.Say("Streams", "流"), Type: table.List, Importance: table.Extra},
	{Name: "first_frame", Label: table.Say("Frame", "帧"), Type: table.Frame, Importance: table.Extra},
	{Name: "first", Label: table.Say("First", "首次"), Type: table.Duration, Importance: table.Extra, Moment: true},
	{Name: "last", Label: table.Say("Last", "末次"), Type: table.Duration, Importance: table.Extra, Moment: true},
	{Name: "rtt", Label: table.Say("RTT", "往返"), Type: table.Duration, Importance: table.Minor},
	{Name: "down", Label: table.Say("Down", "下载"), Type: table.Bytes, Importance: table.Key},
	{Name: "up", Label: table.Say("Up", "上传"), Type: table.Bytes, Importance: table.Key},
	{Name: "carried_down", Label: table.Say("Carried down", "载荷下"), Type: table.Bytes, Importance: table.Extra},
	{Name: "carried_up", Label: table.Say("Carried up", "载荷上"), Type: table.Bytes, Importance: table.Extra},
	{Name: "down_rate", Label: table.Say("Rate", "速率"), Type: table.Rate, Importance: table.Main},
	{Name: "down_peak", Label: table.Say("Peak", "峰值"), Type: table.Rate, Importance: table.Extra},
	{Name: "up_rate", Label: table.Say("Up rate", "上传速率"), Type: table.Rate, Importance: table.Minor},
	{Name: "up_peak", Label: table.Say("Up peak", "上传峰值"), Type: table.Rate, Importance: table.Extra},
	{Name: "pieces_first", Label: table.Say("Began", "初始片"), Type: table.Count, Importance: table.Minor},
	{Name: "pieces", Label: table.Say("Has", "拥有片"), Type: table.Count, Importance: table.Main},
	{Name: "pieces_gained", Label: table.Say("Gained", "新得片"), Type: table.Count, Importance: table.Extra},
	{Name: "interested_us", Label: table.Say("We want", "我方感兴趣"), Type: table.Duration, Importance: table.Extra},
	{Name: "unchoked_us", Label: table.Say("Lets us", "允许我方"), Type: table.Duration, Importance: table.Minor},
	{Name: "interested_it", Label: table.Say("It wants", "对方感兴趣"), Type: table.Duration, Importance: table.Extra},
	{Name: "unchoked_it", Label: table.Say("We let", "我方允许"), Type: table.Duration, Importance: table.Extra},
	{Name: "requests", Label: table.Say("Asked", "请求"), Type: table.Count, Importance: table.Extra},
	{Name: "blocks", Label: table.Say("Blocks", "块"), Type: table.Count, Importance: table.Extra},
	{Name: "latency_p50", Label: table.Say("Block p50", "块延迟 p50"), Type: table.Duration, Importance: table.Main},
	{Name: "latency_p90", Label: table.Say("p90", "p90"), Type: table.Duration, Importance: table.Minor},
	{Name: "duplicate", Label: table.Say("Twice", "重复"), Type: table.Count, Importance: table.Minor},
	{Name: "rejected", Label: table.Say("Refused", "拒绝"), Type: table.Count, Importance: table.Minor},
	{Name: "cancelled", Label: table.Say("Cancelled", "取消"), Type: table.Count, Importance: table.Minor},
	{Name: "unanswered", Label: table.Say("Open", "未答"), Type: table.Count, Importance: table.Extra},
	{Name: "snubbed", Label: table.Say("Snubbed", "冷落"), Type: table.Duration, Importance: table.Extra},
	{Name: "their_requests", Label: table.Say("Its asked", "对方请求"), Type: table.Count, Importance: table.Extra},
	{Name: "their_blocks", Label: table.Say("Its blocks", "对方得块"), Type: table.Count, Importance: table.Extra},
	{Name: "their_latency_p50", Label: table.Say("Its p50", "对方 p50"), Type: table.Duration, Importance: table.Extra},
	{Name: "their_latency_p90", Label: table.Say("Its p90", "对方 p90"), Type: table.Duration, Importance: table.Extra},
	{Name: "their_rejected", Label: table.Say("Its refused", "对方被拒"), Type: table.Count, Importance: table.Extra},
	{Name: "their_cancelled", Label: table.Say("Its cancelled", "对方取消"), Type: table.Count, Importance: table.Extra},
}

// peerRows are the rows of a table of peers.
type peerRows struct {
	number int
	seat   *Seat
	start  capture.Stamp
}

// Len implements table.Rows.
func (r peerRows) Len() int { return len(r.seat.Peers) }

// Row implements table.Rows.
func (r peerRows) Row(i int, dst []table.Value) []table.Value {
	p := r.seat.Peers[i]
	down, up := &p.Down, &p.Up
	dst = append(dst, table.Int(r.number), table.String(r.seat.Address), table.String(p.Address), table.Some(p.Client),
		table.Strings(p.Sources.words()), table.String(p.Transport), table.YesNo(p.Encrypted), table.Some(p.evidenceWords()),
		table.YesNo(p.Assumed), table.Strings(p.Streams), table.Int(p.First.Frame), table.Nanoseconds(p.First.At-r.start),
		table.Nanoseconds(p.Last-r.start), known(p.RTT))
	if p.Encrypted && down.blocks+up.blocks == 0 {
		dst = append(dst, table.None(), table.None())
	} else {
		dst = append(dst, table.Int(down.bytes), table.Int(up.bytes))
	}
	dst = append(dst, table.Int(p.Carried[0]), table.Int(p.Carried[1]), rate(down.mean()), rate(down.best()),
		rate(up.mean()), rate(up.best()))
	if x := &p.Pieces; x.Told && !x.blind {
		dst = append(dst, table.Int(x.First), table.Int(x.Now), table.Int(len(x.Gained)))
	} else {
		dst = append(dst, table.None(), table.None(), table.Int(len(x.Gained)))
	}
	dst = append(dst, table.Nanoseconds(down.Interested.total), table.Nanoseconds(down.Allowed.total),
		table.Nanoseconds(up.Interested.total), table.Nanoseconds(up.Allowed.total), table.Int(down.Requests),
		table.Int(down.blocks))
	dst = append(appendLatency(dst, down), table.Int(down.Duplicate), table.Int(down.Rejected), table.Int(down.Cancelled),
		table.Int(down.Unanswered), table.Nanoseconds(down.Snubbed.total), table.Int(up.Requests), table.Int(up.blocks))
	return append(appendLatency(dst, up), table.Int(up.Rejected), table.Int(up.Cancelled))
}

func known(t capture.Stamp) table.Value {
	if t == 0 {
		return table.None()
	}
	return table.Nanoseconds(t)
}

// rate is a value of Rate: bits a second.
func rate(bytes float64) table.Value {
	if bytes == 0 {
		return table.None()
	}
	return table.Float(8 * bytes)
}

func appendLatency(dst []table.Value, x *Traffic) []table.Value {
	if x.Latency.Count() == 0 {
		return append(dst, table.None(), table.None())
	}
	return append(dst, table.Nanoseconds(x.Latency.Percentile(50)), table.Nanoseconds(x.Latency.Percentile(90)))
}

func (p *Peer) evidenceWords() string {
	if !p.Encrypted {
		return ""
	}
	return p.Evidence.String()
}

// words are the sources, in the order of bittorrent.Source.
func (s sources) words() (list []string) {
	for i := range sourceCount {
		if s&(1<<i) != 0 {
			list = append(list, bittorrent.Source(i).String())
		}
	}
	if s&incoming != 0 {
		list = append(list, "incoming")
	}
	return list
}

// trackerColumns are those of the table of trackers.
var trackerColumns = []table.Column{
	{Name: "tracker", Label: table.Say("Tracker", "Tracker"), Importance: table.Key, Ends: true},
	{Name: "asked", Label: table.Say("Asked", "请求"), Type: table.Count},
	{Name: "answers", Label: table.Say("Answers", "应答"), Type: table.Count},
	{Name: "failures", Label: table.Say("Failures", "失败"), Type: table.Count, Importance: table.Main},
	{Name: "seeders", Label: table.Say("Seeders", "做种"), Type: table.Count},
	{Name: "leechers", Label: table.Say("Leechers", "下载"), Type: table.Count},
	{Name: "interval", Label: table.Say("Interval", "间隔"), Type: table.Duration},
	{Name: "peers", Label: table.Say("Peers", "节点数"), Type: table.Count, Importance: table.Minor},
	{Name: "took_p50", Label: table.Say("Took p50", "耗时 p50"), Type: table.Duration, Importance: table.Minor},
	{Name: "failure", Label: table.Say("Failure", "失败原因"), Importance: table.Minor, Below: true},
	{Name: "warning", Label: table.Say("Warning", "警告"), Importance: table.Minor, Below: true},
}

func (t *Torrent) trackers() table.Table {
	var rows table.RowList
	for _, x := range t.Trackers {
		row := []table.Value{table.String(x.URL), table.Int(x.Asks), table.Int(x.Answers), table.Int(x.Failures)}
		if x.Known {
			row = append(row, table.Int(x.Seeders), table.Int(x.Leechers), known(capture.Stamp(x.Interval)*1e9),
				table.Int(x.Peers))
		} else {
			row = append(row, table.None(), table.None(), table.None(), table.None())
		}
		took := table.None()
		if x.took.Count() > 0 {
			took = table.Nanoseconds(x.took.Percentile(50))
		}
		rows = append(rows, append(row, took, table.Some(x.Failure), table.Some(x.Warning)))
	}
	return table.Table{Name: "trackers", Title: table.Say("Trackers", "Tracker"), Columns: trackerColumns, Rows: rows}
}

// webSeedColumns are those of the table of web seeds.
var webSeedColumns = []table.Column{
	{Name: "web_seed", Label: table.Say("Web seed", "Web 种子"), Importance: table.Key, Ends: true},
	{Name: "answers", Label: table.Say("Answers", "应答"), Type: table.Count},
	{Name: "files", Label: table.Say("Files", "文件"), Type: table.Count},
	{Name: "bytes", Label: table.Say("Bytes", "字节"), Type: table.Bytes, Importance: table.Key},
	{Name: "rate", Label: table.Say("Rate", "速率"), Type: table.Rate},
	{Name: "first", Label: table.Say("First", "首次"), Type: table.Duration, Moment: true},
	{Name: "last", Label: table.Say("Last", "末次"), Type: table.Duration, Moment: true},
}

func (t *Torrent) webSeeds(start capture.Stamp) table.Table {
	var rows table.RowList
	for _, x := range t.WebSeeds {
		row := []table.Value{table.String(x.URL), table.Int(x.Answers), table.Int(x.Files), table.Int(x.Bytes)}
		if x.Answers > 0 {
			row = append(row, rate(x.mean()), table.Nanoseconds(x.First-start), table.Nanoseconds(x.Last-start))
		} else {
			row = append(row, table.None(), table.None(), table.None())
		}
		rows = append(rows, row)
	}
	return table.Table{Name: "web_seeds", Title: table.Say("Web seeds", "Web 种子"), Columns: webSeedColumns, Rows: rows}
}

// peers returns the table of the peers of a seat.
func (r *Report) peers(number int, s *Seat) table.Table {
	n := strconv.Itoa(len(s.Peers))
	title := table.Say("Peers of "+s.Address+" ("+n+")", s.Address+" 的节点（"+n+"）")
	return table.Table{Name: "peers", Title: title, Columns: peerColumns, Rows: peerRows{number, s, r.First}}
}

// Tables implements collect.Collector: all peers in one table.
func (c *collector) Tables(r *collect.Run) []table.Table {
	c.done = c.build(r)
	all := &allPeers{}
	for i, t := range c.done.Torrents {
		for _, s := range t.Seats {
			all.parts = append(all.parts, peerRows{i + 1, s, r.First})
			all.n += len(s.Peers)
		}
	}
	peers := table.Table{Name: "swarm", Title: table.Say("Peers", "节点"), Columns: peerColumns, Rows: all}
	if all.n == 0 {
		peers.Notes = c.done.Absent()
	}
	tables := []table.Table{peers}
	if all.n > 0 || c.part != "" {
		tables = append(tables, c.done.history()...)
	}
	return slices.DeleteFunc(tables, func(t table.Table) bool {
		return c.part != "" && t.Name != "swarm."+c.part && (t.Name != "swarm" || c.part != "peers")
	})
}

// allPeers are the peers of all seats.
type allPeers struct {
	parts []peerRows
	n     int
}

// Len implements table.Rows.
func (r *allPeers) Len() int { return r.n }

// Row implements table.Rows.
func (r *allPeers) Row(i int, dst []table.Value) []table.Value {
	for _, p := range r.parts {
		if i < p.Len() {
			return p.Row(i, dst)
		}
		i -= p.Len()
	}
	return dst
}
