package http

import (
	"errors"
	"io"
	"path/filepath"
	"strings"
	"testing"

	"netsniff/capture"
	"netsniff/capture/file"
	"netsniff/dissect"
	"netsniff/dissect/detect"
	"netsniff/dissect/dialogues"
	"netsniff/dissect/engine"
	"netsniff/reassembly"
)

// seen is a response as the rows have it.
type seen struct {
	request uint32        // the frame that completed its request
	since   capture.Stamp // http.time
}

// told keeps the exchanges of a capture that were answered.
type told struct {
	list []dissect.Exchange
}

func (l *told) Exchange(x *dissect.Exchange)          { l.list = append(l.list, *x) }
func (l *told) Piece(*dissect.Piece)                  {}
func (l *told) Closed(*dissect.Conn, reassembly.Mark) {}

// both reads a capture twice at once: as rows and as exchanges.
func both(t *testing.T, name string) (map[uint32]seen, []dissect.Exchange) {
	t.Helper()
	src, err := file.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer src.Close()
	d := detect.New([]*dissect.Protocol{&Protocol})
	engine, table := engine.New(d, engine.ByArrival),
		reassembly.Table[engine.Conn]{New: engine.NewConn, ServerPort: d.ServerPort}
	rows, exchanges := map[uint32]seen{}, &told{}
	reader := dialogues.NewReader(d, exchanges, 0)
	var p capture.Packet
	for {
		if err := src.Next(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		p.Decode()
		if p.Transport != capture.ProtoTCP {
			continue
		}
		found := table.Find(&p)
		f := engine.Dissect(&p, found.Conn, found.Dir, found.Reused)
		for _, l := range f.Messages() {
			if r, ok := l.Message.(*Response); ok && r.Code/100 != 1 {
				rows[p.Frame] = seen{r.RequestIn, r.Since}
			}
		}
		reader.Frame(f)
	}
	reader.End()
	return rows, exchanges.list
}

// TestTimes: on captures without loss a reply's last byte comes when its row
// says, and as long after the request as http.time, which Wireshark computes
// to the end of the reply. Where it means something else, after 1xx responses
// and pipelined requests, nothing is compared.
func TestTimes(t *testing.T) {
	const special = dissect.NoteInterim | dissect.NotePipelined | dissect.NoteEarly | dissect.NoteGap | dissect.NoteUpgrade
	names, err := filepath.Glob("../../testdata/pcaps/http-*.pcap*")
	if err != nil || len(names) == 0 {
		t.Fatal(err)
	}
	compared := 0
	for _, name := range names {
		base := filepath.Base(name)
		rows, list := both(t, name)
		if len(list) == 0 && !strings.Contains(base, "h2c") {
			t.Errorf("%s: no exchanges", base)
		}
		for i := range list {
			x := &list[i]
			if x.Protocol != &Protocol || !x.Request.Seen() || x.Notes&special != 0 || x.Outcome == dissect.Unanswered {
				continue
			}
			row, ok := rows[x.Reply.Last.Frame]
			if !ok && x.Notes&dissect.NoteCut == 0 {
				if !strings.Contains(base, "loss") {
					t.Errorf("%s: no response in frame %d, but %s %s -> %s (%v)", base, x.Reply.Last.Frame, x.Method,
						x.Subject, x.Status, x.Notes)
				}
				continue
			}
			if ttlb, _ := x.TTLB(); ok && row.request == x.Request.Last.Frame {
				compared++
				if ttlb != row.since {
					t.Errorf("%s: frame %d: %d ns to the last byte, http.time has %d", base, x.Reply.Last.Frame,
						ttlb, row.since)
				}
			} else if ok && base != "http-pipelined.pcap" {
				t.Errorf("%s: frame %d answers frame %d, in rows %d", base, x.Reply.Last.Frame, x.Request.Last.Frame,
					row.request)
			}
		}
	}
	if compared < 60 {
		t.Errorf("only %d exchanges are compared", compared)
	}
}
