package ftp_test

import (
	"testing"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/ftp"
	"netsniff/reassembly"
)

// ear is a driver that hears announcements.
type ear struct {
	dissect.Driver
	heard []dissect.Expectation
}

func (e *ear) Expect(x dissect.Expectation, _ reassembly.Mark) { e.heard = append(e.heard, x) }

func host(last byte) capture.Addr {
	return capture.Addr{Kind: capture.AddrIPv4, B: [16]byte{10, 0, 0, last}}
}

// announced returns what a connection from 10.0.0.9 to 10.0.0.21 announces when the
// client and then the server says something.
func announced(t *testing.T, fromClient, fromServer string) (list []string) {
	t.Helper()
	e := &ear{}
	c := &dissect.Conn{Client: dissect.Endpoint{Addr: host(9), Port: 1024},
		Server: dissect.Endpoint{Addr: host(21), Port: 21}}
	c.Driver = e
	d := ftp.Protocol.NewStream(c)
	f := &dissect.Frame{Packet: new(capture.Packet), Conn: c}
	for dir, b := range []string{dissect.ToServer: fromClient, dissect.ToClient: fromServer} {
		if b != "" {
			d.Dissect(f, &dissect.Input{Dir: dissect.Dir(dir), Bytes: []byte(b)})
		}
	}
	for _, x := range e.heard {
		s := x.About.(*ftp.Setup)
		from := host(9)
		if s.Method.ByServer() {
			from = host(21)
		}
		if x.From != from || x.Protocol != &ftp.Data || x.For <= 0 || x.Stays {
			t.Errorf("%q %q: %+v", fromClient, fromServer, x)
		}
		list = append(list, s.Method.String()+" "+x.To.String())
	}
	return list
}
