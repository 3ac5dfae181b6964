package plot

import (
	"cmp"
	"slices"
	"strconv"

	"netsniff/report/picture"
	"netsniff/report/table"
)

// Bounds of the picture of a swarm.
const (
	mapped = 6  // peers of which the piece map has a series
	choked = 20 // peers that have lanes
)

// drawSwarm draws what one peer saw of a torrent, the one that it got or gave most pieces of:
// which pieces its neighbours and it had when, who was interested and unchoked, how rare pieces
// were.
func drawSwarm(in *Input) (*picture.Picture, error) {
	if _, err := in.table("swarm"); err != nil {
		return nil, err
	}
	gains, err := in.table("swarm.pieces")
	if err != nil {
		return nil, nothingToMap
	}
	g := newGains(gains)
	torrent, seat := g.busiest()
	p := &picture.Picture{Title: table.Say("Swarm of torrent "+strconv.FormatInt(torrent, 10),
		"种子 "+strconv.FormatInt(torrent, 10)+" 的群体"),
		About: []table.Phrase{table.Say("As seen by "+seat, "所见者："+seat)}}
	first, last := g.span(torrent, seat)
	x, err := in.times(first, last)
	if err != nil {
		return nil, err
	}
	p.Panels = append(p.Panels, g.panel(torrent, seat, x, p))
	if t, err := in.table("swarm.choking"); err == nil {
		p.Panels = append(p.Panels, chokingPanel(t, torrent, seat, x, p))
	}
	if t, err := in.table("swarm.rarity"); err == nil {
		p.Panels = append(p.Panels, rarityPanel(t, torrent, seat, x))
	}
	return p, nil
}

// nothingToMap is said if peers were seen, but none of their pieces.
var nothingToMap = &Absent{[]table.Phrase{table.Say("No peer tells which pieces it has: all that was captured of them is encrypted, or cut.",
	"没有节点说明自己有哪些片：抓到的内容都已加密或不完整。")}}

// owned reads rows that belong to a peer as seen by another.
type owned struct {
	*table.Cursor
	torrent, seat, peer, filter table.Place
}

func newOwned(t *table.Table) owned {
	c := t.Cursor()
	return owned{c, c.Column("torrent"), c.Column("seat"), c.Column("peer"), c.Column("filter")}
}

func (o *owned) of(torrent int64, seat string) bool {
	return o.Int(o.torrent) == torrent && o.Text(o.seat) == seat
}

// gains reads the table of who got which piece when.
type gains struct {
	owned
	time, piece, last table.Place
}

func newGains(t *table.Table) *gains {
	o := newOwned(t)
	return &gains{o, o.Column("time"), o.Column("piece"), o.Column("piece_last")}
}

// busiest returns the torrent and who saw most of it.
func (g *gains) busiest() (torrent int64, seat string) {
	type key struct {
		torrent int64
		seat    string
	}
	counts, most := map[key]int{}, 0
	for g.Rewind(); g.Next(); {
		k := key{g.Int(g.torrent), g.Text(g.seat)}
		if counts[k]++; counts[k] > most {
			most, torrent, seat = counts[k], k.torrent, k.seat
		}
	}
	return torrent, seat
}

func (g *gains) span(torrent int64, seat string) (first, last float64) {
	begun := false
	for g.Rewind(); g.Next(); {
		if at := g.Number(g.time); g.of(torrent, seat) {
			if !begun {
				first, last, begun = at, at, true
			}
			first, last = min(first, at), max(last, at)
		}
	}
	return first, last
}

// panel is the piece map over time: a series for the seat, and for those that told of most
// pieces.
func (g *gains) panel(torrent int64, seat string, x picture.Axis, p *picture.Picture) picture.Panel {
	q := picture.Panel{Title: table.Say("Pieces", "片"), X: x,
		Y: picture.Nowhere(picture.Axis{Label: table.Say("Piece", "片号")})}
	counts, filters := map[string]int{}, map[string]string{}
	for g.Rewind(); g.Next(); {
		if g.of(torrent, seat) {
			counts[g.Text(g.peer)]++
			filters[g.Text(g.peer)] = g.Text(g.filter)
			q.Y.Cover(g.Number(g.piece))
			q.Y.Cover(g.Number(g.last) + 1)
		}
	}
	q.Y.Settle()
	var peers []string
	for peer := range counts {
		if peer != "" {
			peers = append(peers, peer)
		}
	}
	slices.SortFunc(peers, func(a, b string) int { return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(a, b)) })
	if more := len(peers) - mapped; more > 0 {
		p.Notes = append(p.Notes, leftOut("pieces", "片", mapped, more))
		peers = peers[:mapped]
	}
	at := map[string]int{}
	if counts[""] > 0 {
		at[""] = 0
		q.Series = append(q.Series,
			picture.Series{Name: table.Say(seat+" itself", seat+"（自己）"), Shape: picture.Strokes, Ink: picture.Black,
				Reach: picture.During})
	}
	for i, peer := range peers {
		at[peer] = len(q.Series)
		q.Series = append(q.Series,
			picture.Series{Name: table.Phrase{EN: peer}, Shape: picture.Strokes, Ink: curves[i%len(curves)],
				Filter: filters[peer], Reach: picture.During})
	}
	for g.Rewind(); g.Next(); {
		series, drawn := at[g.Text(g.peer)]
		if drawn && g.of(torrent, seat) {
			const moment = 1e-6
			q.Add(series, picture.Mark{X: g.Number(g.time), X2: g.Number(g.time) + moment, Y: g.Number(g.piece),
				Y2: g.Number(g.last) + 1})
		}
	}
	return q
}

func leftOut(en, zh string, drawn, more int) table.Phrase {
	n, rest := strconv.Itoa(drawn), table.Grouped(uint64(more))
	return table.Say("Of the "+en+" those of "+n+" peers are drawn, and of "+rest+" more are not.",
		zh+"：只画 "+n+" 个节点，另有 "+rest+" 个未画。")
}

// chokingPanel has two lanes for each peer: what the seat may get from it, and what it may get
// from the seat. Fine boxes say that somebody is interested.
func chokingPanel(t *table.Table, torrent int64, seat string, x picture.Axis, p *picture.Picture) picture.Panel {
	const down, up, wants = 0, 1, 2
	q := picture.Panel{Layout: picture.Lanes, Title: table.Say("Interest and choking", "感兴趣与阻塞"), X: x,
		Y: picture.Axis{Kind: picture.Category}, Series: []picture.Series{
			down: {Name: table.Say("Unchoked us (↓)", "允许我们下载（↓）"), Shape: picture.Boxes, Ink: picture.Green,
				Reach: picture.During},
			up: {Name: table.Say("We unchoked (↑)", "我们允许其下载（↑）"), Shape: picture.Boxes, Ink: picture.Blue,
				Reach: picture.During},
			wants: {Name: table.Say("Interested", "感兴趣"), Shape: picture.Boxes, Ink: picture.Black,
				Reach: picture.During, Fine: true},
		}}
	o := newOwned(t)
	way, state, start, end := o.Column("way"), o.Column("state"), o.Column("start"), o.Column("end")
	lanes, more := map[string]int{}, map[string]bool{}
	for o.Next() {
		peer := o.Text(o.peer)
		lane, known := lanes[peer]
		switch {
		case !o.of(torrent, seat) || o.Number(end) < x.Min || o.Number(start) > x.Max:
			continue
		case !known && len(lanes) == choked:
			more[peer] = true
			continue
		case !known:
			lane = len(q.Y.Names)
			lanes[peer] = lane
			q.Y.Names = append(q.Y.Names, table.Phrase{EN: "↓ " + peer}, table.Phrase{EN: "↑ " + peer})
		}
		series := down
		if o.Text(way) == "up" {
			lane, series = lane+1, up
		}
		if o.Text(state) == "interested" {
			series = wants
		}
		q.Add(series, picture.Mark{X: o.Number(start), X2: o.Number(end), Y: float64(lane)})
	}
	if len(more) > 0 {
		p.Notes = append(p.Notes, leftOut("lanes", "泳道", choked, len(more)))
	}
	return q
}

// rarityPanel draws how many neighbours had the rarest piece, and a piece on average.
func rarityPanel(t *table.Table, torrent int64, seat string, x picture.Axis) picture.Panel {
	q := picture.Panel{Title: table.Say("Rarity", "稀有程度"), X: x,
		Y: picture.Axis{Label: table.Say("Neighbours", "邻居数")}, Series: []picture.Series{
			{Name: table.Say("There are", "总数"), Shape: picture.Line, Ink: picture.Grey},
			{Name: table.Say("Have a piece, on average", "平均持有一片"), Shape: picture.Line, Ink: picture.Blue},
			{Name: table.Say("Have the rarest", "持有最稀有的片"), Shape: picture.Line, Ink: picture.Red},
		}}
	o := newOwned(t)
	time := o.Column("time")
	columns := [...]table.Place{o.Column("neighbours"), o.Column("mean"), o.Column("rarest")}
	for o.Next() {
		for _, c := range columns {
			q.Y.Cover(o.Number(c))
		}
	}
	q.Y.Settle()
	before := 0.0
	for o.Rewind(); o.Next(); {
		if !o.of(torrent, seat) {
			continue
		}
		at := o.Number(time)
		for i, c := range columns {
			q.Add(i, picture.Mark{X: at, Y: o.Number(c), Filter: "bittorrent and " + during(before, at)})
		}
		before = at
	}
	return q
}
