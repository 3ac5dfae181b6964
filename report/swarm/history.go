package swarm

import (
	"math"
	"strings"

	"netsniff/capture"
	"netsniff/report/table"
)

// Columns of the tables of what happened when: whose it is stands in the first ones.
var (
	ownerColumns = []table.Column{
		{Name: "torrent", Label: table.Say("Torrent", "种子"), Type: table.Number},
		{Name: "seat", Label: table.Say("Seen by", "所见者"), Type: table.Address},
		{Name: "peer", Label: table.Say("Peer", "节点"), Type: table.Address}, // none: the seat itself
		{Name: "filter", Label: table.Say("Filter", "过滤条件")},
	}
	gainColumns = append(ownerColumns[:len(ownerColumns):len(ownerColumns)],
		table.Column{Name: "time", Label: table.Say("Time", "时间"), Type: table.Duration, Moment: true},
		table.Column{Name: "piece", Label: table.Say("Piece", "片"), Type: table.Number},
		table.Column{Name: "piece_last", Label: table.Say("Last piece", "末片"), Type: table.Number},
	)
	stretchColumns = append(ownerColumns[:len(ownerColumns):len(ownerColumns)],
		table.Column{Name: "way", Label: table.Say("Way", "方向")},
		table.Column{Name: "state", Label: table.Say("State", "状态"), Type: table.Word},
		table.Column{Name: "start", Label: table.Say("Start", "开始"), Type: table.Duration, Moment: true},
		table.Column{Name: "end", Label: table.Say("End", "结束"), Type: table.Duration, Moment: true},
	)
	momentColumns = append(ownerColumns[:2:2],
		table.Column{Name: "time", Label: table.Say("Time", "时间"), Type: table.Duration, Moment: true},
		table.Column{Name: "pieces", Label: table.Say("Own pieces", "自有片"), Type: table.Count},
		table.Column{Name: "neighbours", Label: table.Say("Neighbours", "邻居"), Type: table.Count},
		table.Column{Name: "rarest", Label: table.Say("Have the rarest", "有最稀有片"), Type: table.Count},
		table.Column{Name: "mean", Label: table.Say("Have a piece, on average", "平均持有"), Type: table.Frequency},
	)
)

// history returns the tables of who got which piece when, who let whom have some, and how rare
// pieces were. Peers whose pieces are too many to follow have none.
func (r *Report) history() []table.Table {
	gains, stretched, moments := table.RowList{}, table.RowList{}, table.RowList{}
	for i, t := range r.Torrents {
		for _, s := range t.Seats {
			owner := []table.Value{table.Int(i + 1), table.String(s.Address)}
			gains = r.gains(gains, append(owner[:2:2], table.None(), table.None()), t, &s.Me, r.since(s.Begin))
			for _, p := range s.Peers {
				whose := append(owner[:2:2], table.String(p.Address), table.Some(p.filter()))
				gains = r.gains(gains, whose, t, &p.Pieces, r.since(p.First.At))
				stretched = r.stretched(stretched, whose, "down", &p.Down)
				stretched = r.stretched(stretched, whose, "up", &p.Up)
			}
			for _, m := range s.Moments {
				moments = append(moments,
					append(owner[:2:2], table.Nanoseconds(m.At-r.First), table.Int(m.Now), table.Int(m.Neighbours),
						table.Int(m.Least), table.Float(m.Mean)))
			}
		}
	}
	return []table.Table{
		{Name: "swarm.pieces", Title: table.Say("Who got which piece when", "谁何时得到哪一片"), Columns: gainColumns,
			Rows: gains},
		{Name: "swarm.choking", Title: table.Say("Who was interested, and let have pieces", "谁感兴趣，谁被允许下载"),
			Columns: stretchColumns, Rows: stretched},
		{Name: "swarm.rarity", Title: table.Say("How many had the rarest piece", "最稀有的片有多少节点持有"),
			Columns: momentColumns, Rows: moments},
	}
}

// gains appends a row for each range of pieces that a peer had at first, and each that it got.
func (r *Report) gains(dst table.RowList, whose []table.Value, t *Torrent, p *Pieces, first number) table.RowList {
	add := func(at number, from, to uint32) {
		dst = append(dst, append(whose[:len(whose):len(whose)],
			table.Nanoseconds(capture.Stamp(math.Round(float64(at)*1e9))), table.Int(from), table.Int(to)))
	}
	d := r.pieces(t, p)
	for _, h := range d.Had {
		add(first, h[0], h[1])
	}
	for _, g := range d.Gained {
		add(g[0], uint32(g[1]), uint32(g[1]))
	}
	return dst
}

// stretched appends a row for each time that a side was interested, or was let have blocks.
func (r *Report) stretched(dst table.RowList, whose []table.Value, way string, t *Traffic) table.RowList {
	for _, x := range []struct {
		state string
		list  []stretch
	}{{"interested", t.Interested.list}, {"unchoked", t.Allowed.list}} {
		for _, s := range x.list {
			dst = append(dst, append(whose[:len(whose):len(whose)], table.String(way), table.String(x.state),
				table.Nanoseconds(s.From-r.First), table.Nanoseconds(s.To-r.First)))
		}
	}
	return dst
}

// filter is the display filter for the connections to the peer, as far as one tells them: streams
// within others have the numbers of these.
func (p *Peer) filter() string {
	var list []string
	for _, s := range p.Streams {
		transport, n, ok := strings.Cut(s, " ")
		if n, _, _ = strings.Cut(n, "."); ok {
			list = append(list, transport+".stream == "+n)
		}
	}
	return strings.Join(list, " or ")
}
