package plot

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"netsniff/report/picture"
	"netsniff/report/table"
)

// Series of a ladder.
const (
	ladderRequest = iota
	ladderReply
	ladderRefusal
)

// maxRungs is how many lines a ladder has at most.
const maxRungs = 200

// rung is what one end says.
type rung struct {
	picture.Mark
	at     float64
	series int
}

// dialogue is what the ends of a connection say.
type dialogue struct {
	stream         int64
	client, server string
	rungs          []rung
}

// drawLadder draws what the ends of connections say to each other: a panel for each connection.
func drawLadder(in *Input) (*picture.Picture, error) {
	t, err := in.table("exchanges")
	if err != nil {
		return nil, err
	}
	p := &picture.Picture{Title: table.Say("Dialogue", "对话")}
	rows := newExchanges(t)
	known := map[int64]*dialogue{}
	var list []*dialogue
	for rows.Next() {
		n := rows.Int(rows.stream)
		d := known[n]
		if d == nil {
			d = &dialogue{stream: n, client: endpoint(rows.Text(rows.client), rows.Int(rows.clientPort)),
				server: endpoint(rows.Text(rows.server), rows.Int(rows.serverPort))}
			known[n] = d
			list = append(list, d)
		}
		d.add(rows)
	}
	for _, d := range list {
		p.Panels = append(p.Panels, d.panel(in, p, maxRungs))
	}
	return p, nil
}

// add takes an exchange: what was asked, unless it is the server that begins, and what was
// answered.
func (d *dialogue) add(x *exchanges) {
	at := x.Number(x.start)
	if x.Text(x.method) != "greeting" && x.Int(x.request) != 0 {
		d.rungs = append(d.rungs,
			rung{at: at, series: ladderRequest,
				Mark: picture.Mark{X2: 1, First: uint32(cmp.Or(x.Int(x.requestFirst), x.Int(x.request))),
					Last: uint32(x.Int(x.request)), Text: table.Phrase{EN: said(x.Text(x.method), x.Text(x.subject))}}})
	}
	if x.Int(x.reply) == 0 {
		return
	}
	series := ladderReply
	if x.bad() {
		series = ladderRefusal
	}
	d.rungs = append(d.rungs,
		rung{at: at + x.Number(x.requestTime) + x.Number(x.ttfb), series: series, Mark: picture.Mark{X: 1,
			First: uint32(cmp.Or(x.Int(x.replyFirst), x.Int(x.reply))), Last: uint32(x.Int(x.reply)),
			Text: table.Phrase{EN: said(x.Text(x.status), x.Text(x.words))}}})
}

func said(words ...string) string { return strings.TrimSpace(strings.Join(words, " ")) }

// panel draws the dialogue, as far as it is within the times that are asked for, at most so many lines.
func (d *dialogue) panel(in *Input, p *picture.Picture, most int) picture.Panel {
	n := strconv.FormatInt(d.stream, 10)
	q := picture.Panel{Layout: picture.Ladder, Title: table.Say("Stream "+n, "流 "+n),
		X: picture.Axis{Kind: picture.Category, Max: 1, Names: []table.Phrase{{EN: d.client}, {EN: d.server}}},
		Y: picture.Axis{Kind: picture.Category},
		Series: []picture.Series{
			ladderRequest: {Name: table.Say("Client", "客户端"), Shape: picture.Arrows, Ink: picture.Blue},
			ladderReply:   {Name: table.Say("Server", "服务器"), Shape: picture.Arrows, Ink: picture.Green},
			ladderRefusal: {Name: table.Say("Server: refused or failed", "服务器：拒绝或失败"), Shape: picture.Arrows,
				Ink: picture.Red},
		},
	}
	for i := range q.Series {
		q.Series[i].Filter = "tcp.stream == " + n
	}
	slices.SortStableFunc(d.rungs, func(a, b rung) int { return cmp.Compare(a.at, b.at) })
	more := 0
	for _, r := range d.rungs {
		if r.at < in.From || in.To > 0 && r.at > in.To {
			continue
		}
		if len(q.Y.Names) == most {
			more++
			continue
		}
		r.Y = float64(len(q.Y.Names))
		q.Y.Names = append(q.Y.Names, table.Phrase{EN: strconv.FormatFloat(r.at, 'f', 3, 64) + " s"})
		q.Add(r.series, r.Mark)
	}
	if more > 0 {
		said := table.Grouped(uint64(more))
		p.Notes = append(p.Notes,
			table.Say("Stream "+n+": the first "+strconv.Itoa(most)+" lines are drawn, and "+said+
				" more are not; --from chooses others.",
				"流 "+n+"：只画前 "+strconv.Itoa(most)+" 行，另有 "+said+" 行未画；可用 --from 选择。"))
	}
	return q
}
