package stats_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"netsniff/capture"
	"netsniff/capture/capturetest"
	"netsniff/dissect/all"
	"netsniff/dissect/pipeline"
	"netsniff/report/collect"
	"netsniff/report/stats"
	"netsniff/report/table"
)

// made is a capture of frames that a test makes.
type made struct {
	frames []capture.Packet
	at     capture.Stamp
	next   int
	// session counts connections between the same two ends.
	session uint32
	sent    map[byte]int // by either end of the last
}

func (m *made) Next(p *capture.Packet) error {
	if m.next == len(m.frames) {
		return io.EOF
	}
	*p = m.frames[m.next]
	m.next++
	return nil
}
func (*made) Interfaces() []capture.Interface {
	return []capture.Interface{{Link: capture.LinkEthernet}}
}
func (*made) Close() error { return nil }

// frame adds a frame after the given time; numbered gives its IPv4 header an
// identification.
func (m *made) frame(after capture.Stamp, data []byte) {
	m.at += after
	p := capture.Packet{Frame: uint32(len(m.frames) + 1), At: capturetest.Start + m.at, CapLen: len(data),
		WireLen: len(data), Link: capture.LinkEthernet, Precision: 6, Data: data}
	m.frames = append(m.frames, p)
}

const ms = capture.Stamp(1e6)

// tcp adds a conversation, see capturetest.Exchange.
func (m *made) tcp(t *testing.T, port uint16, text string) {
	t.Helper()
	m.begin(t, capturetest.Exchange{Text: text, ISN: [2]uint32{1000, 5000}, Port: port})
}

// begin adds a conversation whose text may have blanks.
func (m *made) begin(t *testing.T, x capturetest.Exchange) {
	t.Helper()
	x.Text = withoutBlanks(x.Text)
	steps, err := x.Steps()
	if err != nil {
		t.Fatal(err)
	}
	last := capturetest.Start
	for _, s := range steps {
		m.frame(s.Packet.At-last, bytes.Clone(s.Packet.Data))
		last = s.Packet.At
	}
}

// withoutBlanks escapes the blanks in quoted data.
func withoutBlanks(text string) string {
	parts := strings.Split(strings.ReplaceAll(text, `\"`, `\x22`), `"`)
	for i := 1; i < len(parts); i += 2 {
		parts[i-1] = strings.TrimSuffix(parts[i-1], " ")
		parts[i] = strings.ReplaceAll(parts[i], " ", `\x20`)
	}
	return strings.Join(parts, `"`)
}

// other adds a datagram between other hosts, so that the capture goes on.
func (m *made) other(after capture.Stamp) {
	from, to := capturetest.Client(), capturetest.Server(9999)
	from.Addr[3], to.Addr[3] = 77, 78
	m.frame(after, capturetest.Datagram(from, to, []byte{1, 2, 3}))
}

// tables returns what the capture tells.
func (m *made) tables(t *testing.T, workers int, asks ...collect.Ask) []table.Table {
	t.Helper()
	m.next = 0
	plan := &collect.Plan{Detector: all.Detector(), Asks: asks}
	var sets []*collect.Set
	if _, err := pipeline.Run(pipeline.Options{Source: m, Detector: plan.Detector, Workers: workers,
		Totals: plan.Totals(), Out: io.Discard,
		NewSink: func() pipeline.Sink { sets = append(sets, plan.New()); return sets[len(sets)-1] }}); err != nil {
		t.Fatal(err)
	}
	sets[0].Merge(sets[1:])
	return sets[0].Tables(&collect.Run{})
}

// found returns the findings of a capture, the same ones for any number of
// workers, as lines of a column with others behind their names.
func (m *made) found(t *testing.T, only []string, columns ...string) []string {
	t.Helper()
	var first string
	var lines []string
	for _, workers := range []int{1, 2, 3, 8} {
		a, err := stats.Find("findings")
		if err != nil {
			t.Fatal(err)
		}
		a.Only = only
		tables := m.tables(t, workers, a)
		var b bytes.Buffer
		if err := table.WriteCSV(&b, &tables[0], table.QuoteFormulas); err != nil {
			t.Fatal(err)
		}
		if first == "" {
			first = b.String()
			lines = column(t, tables[0], "finding")
			for _, c := range columns {
				for i, v := range column(t, tables[0], c) {
					lines[i] += " | " + v
				}
			}
		} else if b.String() != first {
			t.Errorf("%d workers:\n%s\none:\n%s", workers, b.String(), first)
		}
	}
	return lines
}

const opened = `> S 0
< SA 0
> A 1
`

// greeted is a session of SMTP up to a mail that is under way.
const greeted = opened + `
< PA 1 "220 mail.example.com ESMTP\r\n"
> PA 1 "EHLO client.example.com\r\n"
< PA 29 "250 mail.example.com\r\n"
> PA 26 "MAIL FROM:<alice@example.com>\r\n"
< PA 51 "250 ok\r\n"
> PA 57 "RCPT TO:<bob@example.com>\r\n"
< PA 59 "250 ok\r\n"
`

// TestWhatIsRemarked: each finding appears where it must, and not beside it.
func TestWhatIsRemarked(t *testing.T) {
	for _, tt := range []struct {
		title string
		make  func(m *made)
		want  []string
	}{
		{"a server hangs up without a reply", func(m *made) {
			m.tcp(t, 8080, opened+`> PA 1 "GET / HTTP/1.1\r\nHost: a.example\r\n\r\n"
				+1500ms < A 1 ack 36
				< FA 1`)
		}, []string{"unanswered"}},
		{"the client asks and the capture ends", func(m *made) {
			m.tcp(t, 8080, opened+`> PA 1 "GET / HTTP/1.1\r\nHost: a.example\r\n\r\n"
				< A 1 ack 36`)
		}, nil},
		{"the capture goes on, but not with this connection", func(m *made) {
			m.tcp(t, 8080, opened+`> PA 1 "GET / HTTP/1.1\r\nHost: a.example\r\n\r\n"
				< A 1 ack 36`)
			m.other(60e3 * ms)
		}, nil},
		{"the connection goes on without a reply", func(m *made) {
			m.tcp(t, 8080, opened+`> PA 1 "GET / HTTP/1.1\r\nHost: a.example\r\n\r\n"
				< A 1 ack 36
				+5000ms > A 35 ack 1`)
		}, []string{"unanswered"}},
		{"a browser goes away at once", func(m *made) {
			m.tcp(t, 8080, opened+`> PA 1 "GET / HTTP/1.1\r\nHost: a.example\r\n\r\n"
				< A 1 ack 36
				+100ms > FA 36
				< A 1 ack 37`)
		}, nil},
		{"a mail is refused after its final dot", func(m *made) {
			m.tcp(t, 25, greeted+`> PA 84 "DATA\r\n"
				< PA 67 "354 go\r\n"
				> PA 90 "Subject: x\r\n\r\nhello\r\n.\r\n"
				< PA 75 "550 5.7.1 Message contains spam\r\n"`)
		}, []string{"mail-refused | 550 5.7.1 Message contains spam | end of mail from <alice@example.com> | 14"}},
		{"a mail with bare line feeds", func(m *made) {
			m.tcp(t, 25, greeted+`> PA 84 "DATA\r\n"
				< PA 67 "354 go\r\n"
				> PA 90 "Subject: x\n\nhello\r\n.\r\n"
				< PA 75 "250 ok\r\n"`)
		}, []string{"bare-lf |  | end of mail from <alice@example.com> | 13"}},
		{"a mail as it should be", func(m *made) {
			m.tcp(t, 25, greeted+`> PA 84 "DATA\r\n"
				< PA 67 "354 go\r\n"
				> PA 90 "Subject: x\r\n\r\nhello\r\n.\r\n"
				< PA 75 "250 ok\r\n"`)
		}, nil},
		{"a password in a form", func(m *made) {
			m.tcp(t, 8080, opened+`> PA 1 "POST /login HTTP/1.1\r\nHost: a.example\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 24\r\n\r\nuser=alice&password=abcd"
				< PA 1 "HTTP/1.1 204 No Content\r\n\r\n"`)
		}, []string{"form-password |  | POST /login: password | 4"}},
		{"a password in a body of its own", func(m *made) {
			m.tcp(t, 8080, opened+`> PA 1 "POST /login HTTP/1.1\r\nHost: a.example\r\nContent-Type: application/json\r\nContent-Length: 20\r\n\r\n"
				> PA 98 "{\"passwd\": \"abcdef\"}"
				< PA 1 "HTTP/1.1 204 No Content\r\n\r\n"`)
		}, []string{"form-password |  | passwd | 5"}},
		{"a form without a password", func(m *made) {
			m.tcp(t, 8080, opened+`> PA 1 "POST /find HTTP/1.1\r\nHost: a.example\r\nContent-Length: 26\r\n\r\nquery=password&csrf_token=1"
				< PA 1 "HTTP/1.1 204 No Content\r\n\r\n"`)
		}, nil},
		{"an empty password", func(m *made) {
			m.tcp(t, 8080, opened+`> PA 1 "POST /find HTTP/1.1\r\nHost: a.example\r\nContent-Length: 17\r\n\r\nuser=a&password="
				< PA 1 "HTTP/1.1 204 No Content\r\n\r\n"`)
		}, nil},
		{"segments sent again", func(m *made) { m.tcp(t, 9001, opened+resent(300)) },
			[]string{"retransmissions |  | 10 of 20 segments from the client | 5"}},
		{"the same, captured twice", func(m *made) { m.tcp(t, 9001, opened+doubled()) },
			[]string{"doubled-frames |  |  | 5"}},
		{"two stations with one address", func(m *made) {
			m.frame(0, arpFrame(2, 1, [4]byte{192, 0, 2, 1}, 9, [4]byte{192, 0, 2, 9}))
			m.frame(ms, arpFrame(2, 2, [4]byte{192, 0, 2, 1}, 9, [4]byte{192, 0, 2, 9}))
		}, []string{"arp-conflict |  | 192.0.2.1: 02:00:00:00:00:01 and 02:00:00:00:00:02 | 2"}},
		{"an address moves to another station", func(m *made) {
			m.frame(0, arpFrame(2, 1, [4]byte{192, 0, 2, 1}, 9, [4]byte{192, 0, 2, 9}))
			m.frame(60e3*ms, arpFrame(2, 2, [4]byte{192, 0, 2, 1}, 9, [4]byte{192, 0, 2, 9}))
		}, nil},
		{"nobody answers for an address", func(m *made) {
			for range 3 {
				m.frame(1000*ms, arpFrame(1, 9, [4]byte{192, 0, 2, 9}, 0, [4]byte{192, 0, 2, 1}))
			}
		}, []string{"arp-unanswered |  | who has 192.0.2.1 | 1"}},
		{"somebody answers at last", func(m *made) {
			for range 3 {
				m.frame(1000*ms, arpFrame(1, 9, [4]byte{192, 0, 2, 9}, 0, [4]byte{192, 0, 2, 1}))
			}
			m.frame(ms, arpFrame(2, 1, [4]byte{192, 0, 2, 1}, 9, [4]byte{192, 0, 2, 9}))
		}, nil},
		{"asked again after a long time", func(m *made) {
			for range 3 {
				m.frame(60e3*ms, arpFrame(1, 9, [4]byte{192, 0, 2, 9}, 0, [4]byte{192, 0, 2, 1}))
			}
		}, nil},
		{"a network that cannot be reached", func(m *made) { m.frame(0, icmpError(3, 0)) },
			[]string{"unreachable | network unreachable | to 192.0.2.80 UDP 53 | 1"}},
		{"a port where nobody listens", func(m *made) { m.frame(0, icmpError(3, 3)) },
			[]string{"port-unreachable |  | UDP 53 | 1"}},
		{"a hop too many", func(m *made) { m.frame(0, icmpError(11, 0)) }, nil},
		{"a truncated answer, and then nothing", func(m *made) {
			m.dns(true, false)
			m.other(10e3 * ms)
		}, []string{"dns-truncated |  | A big.example (not asked again over TCP) | 2"}},
		{"a truncated answer where the capture ends", func(m *made) { m.dns(true, false) },
			[]string{"dns-truncated |  | A big.example (the capture ends here) | 2"}},
		{"an answer that fits", func(m *made) { m.dns(false, false) }, nil},
		{"a query without an answer", func(m *made) {
			m.dns(false, true)
			m.other(10e3 * ms)
		}, []string{"dns-unanswered |  | A big.example | 1"}},
		{"a query where the capture ends", func(m *made) { m.dns(false, true) }, nil},
		{"segments out of order", func(m *made) { m.tcp(t, 9001, opened+shuffled(40, 2)) },
			[]string{"reordering |  | 20 of 80 segments from the client | 5"}},
		{"a few out of order", func(m *made) { m.tcp(t, 9001, opened+shuffled(60, 15)) }, nil},
	} {
		m := new(made)
		tt.make(m)
		columns := []string{"reply", "what", "frames"}
		if len(tt.want) > 0 && !strings.Contains(tt.want[0], "|") {
			columns = nil
		}
		if got := m.found(t, nil, columns...); !slices.Equal(got, tt.want) {
			t.Errorf("%s: %q, want %q", tt.title, got, tt.want)
		}
	}
}

// resent is ten segments, each sent again after a time in milliseconds.
func resent(after int) string {
	var b strings.Builder
	for i := range 10 {
		fmt.Fprintf(&b, "> PA %d+100\n+%dms > PA %[1]d+100\n< A 1 ack %[3]d\n", 1+100*i, after, 101+100*i)
	}
	return b.String()
}

// doubled is ten segments that were captured twice.
func doubled() string {
	var b strings.Builder
	for i := range 10 {
		fmt.Fprintf(&b, "+20ms > PA %d+100\n+10us > PA %[1]d+100\n< A 1 ack %d\n+10us < A 1 ack %[2]d\n", 1+100*i, 101+100*i)
	}
	return b.String()
}

// shuffled is twice n segments of which one in so many pairs is turned round.
func shuffled(n, every int) string {
	var b strings.Builder
	for i := range n {
		a, z := 1+200*i, 101+200*i
		if i%every == 0 {
			a, z = z, a
		}
		fmt.Fprintf(&b, "+20ms > PA %d+100\n+100us > PA %d+100\n+20ms < A 1 ack %d\n", a, z, 201+200*i)
	}
	return b.String()
}

// arpFrame is an ARP packet of stations numbered so.
func arpFrame(op, from byte, sender [4]byte, to byte, target [4]byte) []byte {
	b := []byte{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 2, 0, 0, 0, 0, from, 8, 6, 0, 1, 8, 0, 6, 4, 0, op, 2, 0, 0, 0, 0, from}
	b = append(append(b, sender[:]...), 0, 0, 0, 0, 0, 0)
	if to != 0 {
		copy(b[len(b)-6:], []byte{2, 0, 0, 0, 0, to})
	}
	return append(b, target[:]...)
}

// icmpError is an error about a query to port 53.
func icmpError(kind, code byte) []byte {
	quoted := capturetest.Datagram(capturetest.Client(), capturetest.Server(53), []byte("query"))[14:]
	router := capturetest.Client()
	router.Addr[3] = 1
	b := capturetest.Datagram(router, capturetest.Client(), make([]byte, len(quoted)))
	b[23] = 1 // ICMP
	icmp := b[34:]
	clear(icmp[:8])
	icmp[0], icmp[1] = kind, code
	copy(icmp[8:], quoted)
	binary.BigEndian.PutUint16(b[24:], 0)
	return b
}

// dns adds a query and, unless it is silent, an answer that may be truncated.
func (m *made) dns(truncated, silent bool) {
	query := []byte("\x12\x34\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00\x03big\x07example\x00\x00\x01\x00\x01")
	m.frame(0, capturetest.Datagram(capturetest.Client(), capturetest.Server(53), query))
	if silent {
		return
	}
	answer := bytes.Clone(query)
	answer[2], answer[3] = 0x81, 0x80
	if truncated {
		answer[2] |= 2
	}
	m.frame(20*ms, capturetest.Datagram(capturetest.Server(53), capturetest.Client(), answer))
}
