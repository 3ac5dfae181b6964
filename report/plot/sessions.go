package plot

import (
	"strconv"

	"netsniff/report/picture"
	"netsniff/report/table"
)

// Bounds of the ladders of mail sessions.
const (
	maxSessions     = 4
	maxSessionRungs = 100
)

// drawSessions draws what mail clients and servers say: a ladder for each session, with logins decoded
// and secrets masked.
func drawSessions(in *Input) (*picture.Picture, error) {
	t, err := in.table("mails.dialogue")
	if err != nil {
		return nil, err
	}
	c := t.Cursor()
	stream, frame, end, start := c.Column("stream"), c.Column("frame"), c.Column("end_frame"), c.Column("start")
	client, clientPort, server, serverPort := c.Column("client"), c.Column("client_port"), c.Column("server"),
		c.Column("server_port")
	sender, words, outcome := c.Column("sender"), c.Column("text"), c.Column("outcome")
	known, more := map[int64]*dialogue{}, map[int64]bool{}
	var list []*dialogue
	for c.Next() {
		n := c.Int(stream)
		d := known[n]
		if d == nil {
			if len(list) == maxSessions {
				more[n] = true
				continue
			}
			d = &dialogue{stream: n, client: endpoint(c.Text(client), c.Int(clientPort)),
				server: endpoint(c.Text(server), c.Int(serverPort))}
			known[n] = d
			list = append(list, d)
		}
		r := rung{at: c.Number(start), series: ladderRequest,
			Mark: picture.Mark{X2: 1, First: uint32(c.Int(frame)), Last: uint32(c.Int(end)), Text: c.Phrase(words)}}
		if c.Text(sender) == "server" {
			r.X, r.X2, r.series = 1, 0, ladderReply
			if said := c.Text(outcome); said == "refused" || said == "failed" {
				r.series = ladderRefusal
			}
		}
		d.rungs = append(d.rungs, r)
	}
	p := &picture.Picture{Title: table.Say("Mail sessions", "邮件会话")}
	for _, d := range list {
		p.Panels = append(p.Panels, d.panel(in, p, maxSessionRungs))
	}
	if len(more) > 0 {
		p.Notes = append(p.Notes,
			table.Say("The first "+strconv.Itoa(maxSessions)+" sessions are drawn, and "+
				table.Grouped(uint64(len(more)))+" more are not; netsniff mail tells them.",
				"只画前 "+strconv.Itoa(maxSessions)+" 个会话，另有 "+table.Grouped(uint64(len(more)))+
					" 个未画，见 netsniff mail。"))
	}
	return p, nil
}
