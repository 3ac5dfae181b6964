package plot

import (
	"strconv"

	"netsniff/report/picture"
	"netsniff/report/table"
)

// Series of FTP transfers.
const (
	transferDown = iota
	transferUp
	transferList
	transferCut
)

// drawTransfers draws the transfers of FTP over time: a lane for each, from the command to the last
// byte.
func drawTransfers(in *Input) (*picture.Picture, error) {
	t, err := in.table("ftp.transfers")
	if err != nil {
		return nil, err
	}
	c := t.Cursor()
	frame, start, took, method, name := c.Column("frame"), c.Column("start"), c.Column("duration"), c.Column("method"),
		c.Column("name")
	direction, bytes, speed, state, stream := c.Column("direction"), c.Column("bytes"), c.Column("rate"),
		c.Column("state"), c.Column("data_stream")
	first, last := 0.0, 0.0
	for begun := false; c.Next(); begun = true {
		if at := c.Number(start); begun {
			first, last = min(first, at), max(last, at+c.Number(took))
		} else {
			first, last = at, at+c.Number(took)
		}
	}
	x, err := in.times(first, last)
	if err != nil {
		return nil, err
	}
	lanes := picture.Panel{Layout: picture.Lanes, X: x, Y: picture.Axis{Kind: picture.Category}, Series: []picture.Series{
		transferDown: {Name: table.Say("Download", "下载"), Shape: picture.Boxes, Ink: picture.Blue},
		transferUp:   {Name: table.Say("Upload", "上传"), Shape: picture.Boxes, Ink: picture.Green},
		transferList: {Name: table.Say("List", "目录列表"), Shape: picture.Boxes, Ink: picture.Grey},
		transferCut:  {Name: table.Say("Not complete", "未完成"), Shape: picture.Boxes, Ink: picture.Red},
	}}
	left := 0
	for c.Rewind(); c.Next(); {
		m := picture.Mark{X: c.Number(start), Y: float64(len(lanes.Y.Names)), First: uint32(c.Int(frame)),
			Last: uint32(c.Int(frame))}
		if m.X2 = m.X + c.Number(took); m.X2 < x.Min || m.X > x.Max {
			continue
		}
		if len(lanes.Y.Names) == maxLanes {
			left++
			continue
		}
		lanes.Y.Names = append(lanes.Y.Names,
			table.Phrase{EN: transferName(c.Text(method), c.Text(name), c.Text(direction), c.Int(stream))})
		if c.Known(stream) {
			m.Filter = "frame.number == " + strconv.FormatInt(c.Int(frame), 10) + " or tcp.stream == " +
				strconv.FormatInt(c.Int(stream), 10)
		}
		if c.Known(bytes) {
			m.Text.EN = (&picture.Axis{Unit: picture.Bytes}).Say(c.Number(bytes))
		}
		if c.Known(speed) {
			m.Text.EN = said(m.Text.EN, (&picture.Axis{Unit: picture.BitRate}).Say(c.Number(speed)))
		}
		lanes.Add(transferSeries(c.Text(method), c.Text(direction), c.Text(state)), m)
	}
	p := &picture.Picture{Title: table.Say("FTP transfers", "FTP 传输"), Panels: []picture.Panel{lanes}}
	if left > 0 {
		p.Notes = append(p.Notes, onlyFirst("transfers", "次传输", maxLanes, left))
	}
	return p, nil
}

// transferName names a transfer: the command, or the connection if that was not captured.
func transferName(method, name, direction string, stream int64) string {
	if method == "" {
		method = direction + " tcp.stream " + strconv.FormatInt(stream, 10)
	}
	return said(method, name)
}

func transferSeries(method, direction, state string) int {
	switch {
	case state != "complete":
		return transferCut
	case method == "LIST" || method == "NLST" || method == "MLSD":
		return transferList
	case direction == "upload":
		return transferUp
	}
	return transferDown
}
