package stats_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"netsniff/capture/capturetest"
	"netsniff/report/stats"
	"netsniff/report/table"
)

// ftpSaid is a session of FTP: lines of the two ends with segments of others between
// them, which begin with a blank.
func (m *made) ftpSaid(t *testing.T, lines ...string) {
	t.Helper()
	m.session++
	m.sent = map[byte]int{'>': 1, '<': 1}
	m.say(t, opened, lines)
}

// more goes on with that session.
func (m *made) more(t *testing.T, lines ...string) { m.say(t, "", lines) }

func (m *made) say(t *testing.T, begin string, lines []string) {
	t.Helper()
	var b strings.Builder
	b.WriteString(begin)
	for _, l := range lines {
		fmt.Fprintf(&b, "+10ms %c PA %d \"%s\\r\\n\"\n", l[0], m.sent[l[0]], l[2:])
		m.sent[l[0]] += len(l)
	}
	m.begin(t, capturetest.Exchange{Text: b.String(), ISN: [2]uint32{m.session * 100_000, m.session * 50_000}, Port: 21})
}

var loggedIn = []string{"< 220 FTP", "> USER alice", "< 331 go on", "> PASS secret", "< 230 in"}

// TestFTP: transfers of shipped captures, for any number of workers.
func TestFTP(t *testing.T) {
	columns := []string{"method", "name", "direction", "data_type", "setup_method", "opened_by", "offset", "bytes",
		"announced", "state", "codes", "user"}
	for capture, want := range map[string][]string{
		"ftp-active.pcap": {"RETR readme.txt download image PORT server 0 9 9 complete 150, 226 alice",
			"NLST  download text EPRT server 0 16  complete 150, 226 alice"},
		"ftp-cut-and-resumed.pcap": {"RETR notes.txt download image EPASV client 0 14480 19692 incomplete 150, 226 alice",
			"RETR notes.txt download image EPASV client 10000 9692 9692 complete 150, 226 alice"},
		"ftp-upload-and-resume.pcap": {"STOR rows.txt upload image EPASV client 0 3092  complete 150, 226 alice",
			"APPE rows.txt upload image EPASV client 0 3092  complete 150, 226 alice",
			"RETR notes.txt download image EPASV client 12000 7692 7692 complete 150, 226 alice"},
		"ftp-pasv-behind-nat.pcap": {"RETR readme.txt download image PASV client 0 9 9 complete 150, 226 alice"},
	} {
		for _, workers := range []int{1, 2, 3, 8} {
			got := joined(t, tables(t, workers, capture, "ftp")[0], columns...)
			if !slices.Equal(got, want) {
				t.Errorf("%s, %d workers:\n%q, want\n%q", capture, workers, got, want)
			}
		}
	}
}

// joined returns the values of columns, blanks between them, row by row.
func joined(t *testing.T, of table.Table, columns ...string) (rows []string) {
	t.Helper()
	for i, c := range columns {
		for j, v := range column(t, of, c) {
			if i == 0 {
				rows = append(rows, v)
			} else {
				rows[j] += " " + v
			}
		}
	}
	return rows
}

// TestFTPSessions: who logged in, and what that came to.
func TestFTPSessions(t *testing.T) {
	columns := []string{"user", "login", "logins_refused", "commands", "refused", "transfers", "complete_transfers",
		"bytes_down", "bytes_up", "quit", "encryption"}
	for capture, want := range map[string][]string{
		"ftp-wrong-password-and-no-such-file.pcap": {"alice refused 1 2 0 0 0 0 0 no none",
			"alice succeeded 0 7 1 0 0 0 0 yes none"},
		"ftp-upload-and-resume.pcap": {"alice succeeded 0 7 0 1 1 0 3092 yes none",
			"alice succeeded 0 7 0 1 1 0 3092 yes none", "alice succeeded 0 9 0 1 1 7692 0 yes none"},
	} {
		if got := joined(t, tables(t, 2, capture, "ftp.sessions")[0], columns...); !slices.Equal(got, want) {
			t.Errorf("%s:\n%q, want\n%q", capture, got, want)
		}
	}
}

// TestWhatIsRemarkedOfFTP: each finding appears where it must, and not beside it.
func TestWhatIsRemarkedOfFTP(t *testing.T) {
	passive := slices.Concat(loggedIn, []string{"> TYPE I", "< 200 ok", "> PASV", "< 227 ok (192,0,2,80,80,1)"})
	for _, tt := range []struct {
		title string
		make  func(m *made)
		want  []string
	}{
		{"the data connection is refused", func(m *made) {
			m.ftpSaid(t, slices.Concat(passive, []string{"> RETR a"})...)
			m.tcp(t, 20481, "> S 0\n< RA 0 ack 1")
		}, []string{"ftp-data-refused | RETR a (PASV) | 192.0.2.10 → 192.0.2.80:20481"}},
		{"nobody opens it", func(m *made) {
			m.ftpSaid(t, slices.Concat(passive, []string{"> RETR a", "< 425 Can't open data connection."})...)
		}, []string{"ftp-data-missing | RETR a (PASV) | 192.0.2.10 → 192.0.2.80:20481"}},
		{"the server cannot open it", func(m *made) {
			m.ftpSaid(t, slices.Concat(loggedIn, []string{"> PORT 192,0,2,10,80,1", "< 200 ok", "> STOR a",
				"< 425 Can't build data connection."})...)
		}, []string{"ftp-data-missing | STOR a (PORT) | 192.0.2.80 → 192.0.2.10:20481"}},
		{"a file that is not there", func(m *made) {
			m.ftpSaid(t, slices.Concat(passive, []string{"> RETR a", "< 550 no"})...)
		}, []string{"ftp-refused | RETR a | 192.0.2.10 → 192.0.2.80:21"}},
		{"a command that is not known", func(m *made) {
			m.ftpSaid(t, slices.Concat(loggedIn, []string{"> CLNT x",
				"< 500 what?"})...)
		}, nil},
		{"passwords are guessed", func(m *made) {
			for i := range 12 {
				m.ftpSaid(t, "< 220 FTP", "> USER alice", "< 331 go on", fmt.Sprint("> PASS ", 100+i), "< 530 no")
			}
			m.ftpSaid(t, loggedIn...)
		}, []string{"brute-force | 12 logins, 1 users; let in at last: alice | 192.0.2.10 → 192.0.2.80:21",
			"login-refused"}},
		{"one wrong password again and again", func(m *made) {
			for range 12 {
				m.ftpSaid(t, "< 220 FTP", "> USER alice", "< 331 go on", "> PASS 100", "< 530 no")
			}
		}, []string{"login-refused"}},
		{"wrong passwords over hours", func(m *made) {
			for i := range 12 {
				m.ftpSaid(t, "< 220 FTP", "> USER alice", "< 331 go on", fmt.Sprint("> PASS ", 100+i), "< 530 no")
				m.other(600e3 * ms)
			}
		}, []string{"login-refused"}},
	} {
		m := new(made)
		tt.make(m)
		var got []string
		for _, x := range m.found(t, []string{"ftp-data-refused", "ftp-data-missing", "ftp-refused", "ftp-short",
			"brute-force", "login-refused"}, "what", "where") {
			if strings.HasPrefix(x, "login-refused") {
				x = "login-refused"
			}
			got = append(got, x)
		}
		slices.Sort(got)
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s: %q, want %q", tt.title, got, tt.want)
		}
	}
}

// TestFTPMade: transfers that shipped captures do not have.
func TestFTPMade(t *testing.T) {
	passive := slices.Concat(loggedIn, []string{"> TYPE I", "< 200 ok", "> PASV", "< 227 ok (192,0,2,80,80,1)"})
	for _, tt := range []struct {
		title string
		make  func(m *made)
		want  string
	}{
		{"a file without a byte", func(m *made) {
			m.ftpSaid(t, passive...)
			m.tcp(t, 20481, opened+"< FA 1\n> FA 1 ack 2\n< A 2 ack 2")
			m.more(t, "> RETR empty", "< 150 here (0 bytes)", "< 226 done")
		}, "RETR empty 0 0 complete"},
		{"after a file that is not there the next has its data connection", func(m *made) {
			m.ftpSaid(t, slices.Concat(passive, []string{"> RETR none", "< 550 no", "> RETR a"})...)
			m.tcp(t, 20481, opened+"< PA 1 \"12345\"\n< FA 6\n> FA 1 ack 7\n< A 7 ack 2")
			m.more(t, "< 226 done")
		}, "RETR none   refused | RETR a 5  complete"},
		{"a file that is cut", func(m *made) {
			m.ftpSaid(t, slices.Concat(passive, []string{"> RETR a", "< 150 here (9 bytes)."})...)
			m.tcp(t, 20481, opened+"< PA 1 \"12345\"\n< FA 6\n> FA 1 ack 7\n< A 7 ack 2")
			m.more(t, "< 226 done")
		}, "RETR a 5 9 incomplete"},
		{"given up", func(m *made) {
			m.ftpSaid(t, slices.Concat(passive, []string{"> RETR a", "< 150 here (9 bytes)."})...)
			m.tcp(t, 20481, opened+"< PA 1 \"12345\"\n< FA 6\n> FA 1 ack 7\n< A 7 ack 2")
			m.more(t, "> ABOR", "< 426 cut", "< 226 aborted")
		}, "RETR a 5 9 incomplete"},
		{"an upload that is as long as was said", func(m *made) {
			m.ftpSaid(t, slices.Concat(passive, []string{"> ALLO 5", "< 202 no need", "> STOR a", "< 150 go on"})...)
			m.tcp(t, 20481, opened+"> PA 1 \"12345\"\n> FA 6\n< FA 1 ack 7\n> A 7 ack 2")
			m.more(t, "< 226 done")
		}, "STOR a 5 5 complete"},
	} {
		m := new(made)
		tt.make(m)
		a, err := stats.Find("ftp")
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(joined(t, m.tables(t, 2, a)[0], "method", "name", "bytes", "announced", "state"),
			" | "); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.title, got, tt.want)
		}
	}
}
