package model

import (
	"netsniff/dissect"
	"netsniff/dissect/ftp"
)

// Transfer is what a data connection of FTP carried.
type Transfer struct {
	Conn     *Conn   `cel:"conn" doc:"the data connection"`
	Verb     string  `cel:"command" doc:"that it was for: RETR, STOR, LIST; empty if it was not seen"`
	Path     string  `cel:"path" doc:"argument of the command"`
	Mode     string  `cel:"mode" doc:"how it was set up: PASV, EPASV, PORT, EPRT; empty if nobody told"`
	Upload   bool    `cel:"upload" doc:"the client sent it"`
	Bytes    int64   `cel:"bytes" doc:"that were carried"`
	Missing  int64   `cel:"missing" doc:"bytes of those that are not in the capture"`
	Complete bool    `cel:"complete" doc:"the sender closed the connection, and nothing is missing"`
	Frame    int64   `cel:"frame" doc:"frame in which it begins"`
	Last     int64   `cel:"last_frame" doc:"frame in which it ends"`
	Duration float64 `cel:"duration" doc:"seconds from its first frame to its last"`
}

type ftpPart struct {
	idle
	b *builder
}

func newFTPPart(b *builder) part { return &ftpPart{b: b} }

func (p *ftpPart) exchange(x *dissect.Exchange, e *Exchange) {
	c, ok := x.Detail.(*ftp.Carriage)
	if !ok {
		return
	}
	t := &Transfer{Conn: e.Conn, Verb: e.Method, Path: e.Subject, Upload: c.Way == ftp.Upload, Bytes: e.Received,
		Missing: c.Missing, Complete: c.Complete(), Frame: e.Frame, Last: max(e.Last,
			e.ReplyLast), Duration: e.End - e.Start}
	if t.Upload {
		t.Bytes = e.Sent
	}
	if c.Setup != nil {
		t.Mode = c.Setup.Method.String()
	}
	p.b.out.Transfers = append(p.b.out.Transfers, t)
}
