package model

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"hash"

	"netsniff/dissect"
	"netsniff/dissect/ftp"
)

// Transfer is what a data connection of FTP carried.
type Transfer struct {
	Conn     *Conn   `cel:"conn" doc:"the data connection"`
	Verb     string  `cel:"command" doc:"that it was for: RETR, STOR, LIST; empty if it was not seen"`
	Path     string  `cel:"path" doc:"argument of the command"`
	Mode     string  `cel:"mode" doc:"how it was set up: PASV, EPASV, PORT, EPRT; empty if nobody told"`
	Passive  bool    `cel:"passive" doc:"the client opened the data connection, as PASV and EPSV have it"`
	Type     string  `cel:"type" doc:"of TYPE: A (text), I (binary); empty if it was not said"`
	Upload   bool    `cel:"upload" doc:"the client sent it"`
	Bytes    int64   `cel:"bytes" doc:"that were carried"`
	Offset   int64   `cel:"offset" doc:"where REST had it begin"`
	Missing  int64   `cel:"missing" doc:"bytes of those that are not in the capture"`
	Complete bool    `cel:"complete" doc:"the sender closed the connection, and nothing is missing"`
	Hash     string  `cel:"sha256" doc:"SHA-256 of the bytes as they were carried, in hexadecimal; empty if some are missing"`
	TextHash string  `cel:"text_sha256" doc:"the same with lines that end in LF: of a file of Unix that was carried as text (TYPE A)"`
	Port     int64   `cel:"data_port" doc:"port of the data connection that PASV, EPSV, PORT or EPRT announced"`
	Frame    int64   `cel:"frame" doc:"frame in which it begins"`
	Last     int64   `cel:"last_frame" doc:"frame in which it ends"`
	Duration float64 `cel:"duration" doc:"seconds from its first frame to its last"`
}

// ftpPart makes transfers: each content of a data connection ends before it is told as
// an exchange.
type ftpPart struct {
	idle
	b      *builder
	hashes map[*dissect.Conn]*transferHash
}

// transferHash is the hash of what a data connection carries.
type transferHash struct {
	bytes, text hash.Hash
	cr          bool // a CR that may be the first half of a line's end
}

func newFTPPart(b *builder) part {
	return &ftpPart{b: b, hashes: map[*dissect.Conn]*transferHash{}}
}

// piece implements part.
func (p *ftpPart) piece(x *dissect.Piece) {
	if _, ok := x.About.(*ftp.Carriage); !ok {
		return
	}
	if x.First {
		p.hashes[x.Conn] = &transferHash{bytes: sha256.New(), text: sha256.New()}
	}
	if h := p.hashes[x.Conn]; h != nil {
		h.bytes.Write(x.Bytes)
		h.lines(x.Bytes)
	}
}

// lines adds bytes to the hash of text: CR LF as LF.
func (h *transferHash) lines(b []byte) {
	for len(b) > 0 {
		if h.cr {
			if h.cr = false; b[0] != '\n' {
				h.text.Write([]byte{'\r'})
			}
		}
		n := bytes.IndexByte(b, '\r')
		if n < 0 {
			h.text.Write(b)
			return
		}
		h.text.Write(b[:n])
		h.cr, b = true, b[n+1:]
	}
}

// exchange implements part.
func (p *ftpPart) exchange(x *dissect.Exchange, e *Exchange) {
	c, ok := x.Detail.(*ftp.Carriage)
	if !ok {
		return
	}
	t := &Transfer{Conn: e.Conn, Verb: e.Method, Path: e.Subject, Upload: c.Way == ftp.Upload, Bytes: e.Received,
		Missing: c.Missing, Complete: c.Complete(), Frame: e.Frame, Last: max(e.Last, e.ReplyLast),
		Duration: e.End - e.Start}
	if t.Upload {
		t.Bytes = e.Sent
	}
	if s := c.Setup; s != nil {
		t.Mode, t.Passive, t.Port, t.Offset = s.Method.String(), !s.Method.ByServer(), e.Conn.ServerPort, s.Transfer.Offset
		if s.Transfer.Type != 0 {
			t.Type = string(rune(s.Transfer.Type))
		}
	}
	if h := p.hashes[x.Conn]; h != nil && c.Missing == 0 {
		if t.Hash = hex.EncodeToString(h.bytes.Sum(nil)); h.cr {
			h.text.Write([]byte{'\r'})
		}
		t.TextHash = hex.EncodeToString(h.text.Sum(nil))
	}
	delete(p.hashes, x.Conn)
	p.b.out.Transfers = append(p.b.out.Transfers, t)
}
