package grade_test

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"netsniff/capture/capturetest"
	"netsniff/report/grade"
	"netsniff/report/grade/gradetest"
	"netsniff/report/grade/rubric"
	"netsniff/report/grade/submission"
)

// shipped is a rubric of docs/rubrics with a model submission and what becomes of it
// if something is broken: the items that lose points, and no others.
type shipped struct {
	captures map[string][]gradetest.Frame
	answers  string
	broken   []broken
}

type broken struct {
	name    string
	file    string
	change  gradetest.Change
	answers string // instead, "" for the same
	lose    string // ids with blanks between them
}

func response(status, fields string, body int) string {
	return "< HTTP/1.1 " + status + "\r\nContent-Length: " + itoa(body) + "\r\n" + fields + "\r\n" +
		strings.Repeat("x", body)
}

func itoa(n int) string {
	if n < 10 {
		return string(rune('0' + n))
	}
	return itoa(n/10) + string(rune('0'+n%10))
}

func get(path, fields string) string {
	return "> GET /wireshark-labs/" + path + " HTTP/1.1\r\nHost: lab.example.com\r\n" + fields + "\r\n"
}

// httpLab is the five tasks of the classic HTTP lab.
func httpLab() []gradetest.Frame {
	modified := "Last-Modified: Mon, 02 Nov 2026 06:59:01 GMT\r\n"
	return gradetest.NewTalk().
		Conn(web, get("HTTP-wireshark-file1.html", ""), response("200 OK", modified, 128)).
		Conn(web, get("HTTP-wireshark-file2.html", ""), response("200 OK", modified, 371),
			get("HTTP-wireshark-file2.html", "If-Modified-Since: Mon, 02 Nov 2026 06:59:01 GMT\r\n"),
			"< HTTP/1.1 304 Not Modified\r\n\r\n").
		Conn(web, get("HTTP-wireshark-file3.html", ""), response("200 OK", "", 4500)).
		Conn(web, get("HTTP-wireshark-file4.html", ""), response("200 OK", "Content-Type: text/html\r\n", 700),
			get("a.png", ""), response("200 OK", "", 3000), get("b.png", ""), response("200 OK", "", 2000)).
		Conn(web, get("HTTP-wireshark-file5.html", ""),
			response("401 Unauthorized", "WWW-Authenticate: Basic realm=\"lab\"\r\n", 0),
			get("HTTP-wireshark-file5.html", "Authorization: Basic d2lyZXNoYXJrLXN0dWRlbnRzOm5ldHdvcms=\r\n"),
			response("200 OK", "", 10)).Frames()
}

func echo() []gradetest.Frame {
	server := capturetest.Endpoint{Addr: [4]byte{192, 0, 2, 1}, Port: 12000}
	return gradetest.NewTalk().Conn(server, "> hello", "< HELLO").Conn(server, "> world, you", "< WORLD, YOU").Frames()
}

func shippedRubrics(t *testing.T) map[string]shipped {
	swarm := gradetest.Load(t, "../..", "bittorrent-tcp.pcap")
	return map[string]shipped{
		"http": {
			captures: map[string][]gradetest.Frame{"http.pcap": httpLab()},
			answers:  "version,1.1\nlast_modified,\"Mon, 02 Nov 2026 06:59:01 GMT\"\ncontent_length,128\nserver_ip,192.0.2.80\nsegments,4\nloading,serial\nnew_field,Authorization\n",
			broken: []broken{
				{"another page", "", gradetest.Replace("file1.html", "file9.html"), "",
					"basic version modified length addresses"},
				{"no conditional request", "", gradetest.Replace("304 Not Modified", "200 Not Modified"), "",
					"conditional since"},
				{"a stranger logs in", "",
					gradetest.Replace("d2lyZXNoYXJrLXN0dWRlbnRzOm5ldHdvcms=", "Ym9iYm9iYm9iYm9iYm9iOm5ldHdvcmt3b3Jr"),
					"", "auth"},
				{"cut", "", gradetest.Cut(96), "",
					"basic version modified length addresses conditional since long segments embedded loading auth scheme"},
				{"answers wrong", "", nil,
					"version,1.0\nlast_modified,today\ncontent_length,129\nserver_ip,192.0.2.81\nsegments,9\nloading,parallel\nnew_field,Cookie\n",
					"version modified length addresses segments loading scheme"},
				{"few packets", "", gradetest.Only(1, 9), "",
					"own basic version modified length addresses conditional since long segments embedded loading auth scheme"},
			},
		},
		"dns": {
			captures: map[string][]gradetest.Frame{"dns.pcapng": looked().Frames()},
			answers:  "resolver,192.0.2.53\nrtt,20\nanswers,1\n",
			broken: []broken{
				{"no page", "", gradetest.Only(1, 2), "", "join"},
				{"another name", "", gradetest.Replace("example", "exbmple"), "", "lookup join once server rtt answers"},
				{"answers wrong", "", nil, "resolver,8.8.8.8\nrtt,30\nanswers,2\n", "server rtt answers"},
			},
		},
		"tcp": {
			captures: map[string][]gradetest.Frame{"tcp.pcap": upload().Frames()},
			answers:  "syn_seq,1000\nsynack_ack,1\npost_seq,1\nrtt,20,20.5,21\nertt,20.18\nwindow,60000\nretransmissions,0\nthroughput,13.4 Mbit/s\n",
			broken: []broken{
				{"late start", "", gradetest.Only(4, 99), "", "handshake syn synack"},
				{"no end", "", gradetest.Only(1, 20), "", "close"},
				{"one sample wrong", "", nil,
					"syn_seq,1000\nsynack_ack,1\npost_seq,1\nrtt,20,25,21\nertt,20.672\nwindow,60000\nretransmissions,0\nthroughput,13.4 Mbit/s\n",
					"rtt"},
				{"answers wrong", "", nil,
					"syn_seq,7\nsynack_ack,7\npost_seq,7\nrtt,7,7,7\nertt,9\nwindow,7\nretransmissions,7\nthroughput,7\n",
					"syn synack post rtt ertt window resent throughput"},
			},
		},
		"mail-foxmail": {
			captures: map[string][]gradetest.Frame{"smtp.pcap": gradetest.Load(t, "../..",
				"foxmail-coremail-smtp-send.pcap"),
				"pop3.pcap": gradetest.Load(t, "../..", "foxmail-coremail-pop3-fetch.pcap")},
			broken: []broken{
				{"another program", "smtp.pcap",
					gradetest.Replace("X-Mailer: Foxmail 7.2.25.254", "X-Mailer: Thunderbird 102.11"), "", "mail"},
				{"another sender", "smtp.pcap", gradetest.Replace("MAIL FROM: <zhangsan@", "MAIL FROM: <zhangsaN@"),
					"", "sender"},
				{"another mail", "pop3.pcap", gradetest.Replace("202405012000001234567", "202405012000001234568"),
					"", "same"},
				{"cut", "smtp.pcap", gradetest.Cut(96), "", "smtp sender mail same"},
				{"no file", "pop3.pcap", nil, "", "pop3 same"},
			},
		},
		"bittorrent": {
			captures: map[string][]gradetest.Frame{"bt.pcap": swarm},
			answers:  "info_hash,{hash}\nfirst_handshake,{frame}\n",
			broken: []broken{
				{"late start", "", gradetest.Only(12, 999), "", "first"},
				{"no tracker", "", gradetest.Replace("/announce?info_hash", "/annxunce?infx_hash"), "", "announce"},
				{"answers wrong", "", nil, "info_hash,00\nfirst_handshake,1\n", "hash first"},
			},
		},
		"ftp": {
			captures: map[string][]gradetest.Frame{"ftp.pcap": gradetest.Merge(gradetest.Load(t, "../..",
				"ftp-passive.pcap"),
				gradetest.Load(t, "../..", "ftp-active.pcap"),
				gradetest.Load(t, "../..", "ftp-wrong-password-and-no-such-file.pcap"))},
			answers: "data_port,50971\nbytes,19692\n",
			broken: []broken{
				{"another user", "", gradetest.Replace("USER alice", "USER bobby"), "", "dialogue"},
				{"no wrong password", "", gradetest.Replace("530 Login", "230 Login"), "", "password"},
				{"the file is there", "", gradetest.Replace("550 no-such-file.txt: No", "213 no-such-file.txt: No"), "",
					"missing"},
				{"another file", "", gradetest.Replace("notes.txt", "nodes.txt"), "", "passive content port size"},
				{"another version of the file", "", gradetest.Replace("line 7 of", "line 8 of"), "", "content"},
				{"passive only", "", both(gradetest.Replace("PORT 192,", "NOOP 192,"),
					gradetest.Replace("EPRT |1", "NOOP |1")), "", "active"},
				{"no listing", "", both(gradetest.Replace("MLSD", "NOOP"),
					both(gradetest.Replace("NLST", "NOOP"), gradetest.Replace("LIST", "NOOP"))), "", "listing"},
				{"answers wrong", "", nil, "data_port,21\nbytes,19000\n", "port size"},
				{"cut", "", gradetest.Cut(80), "", "dialogue password missing listing passive content active port size"},
			},
		},
		"sockets": {
			captures: map[string][]gradetest.Frame{"s.pcapng": echo()},
			broken: []broken{
				{"another port", "", func([]gradetest.Frame) []gradetest.Frame { return looked().Frames() }, "",
					"talk echo clients close"},
				{"one client", "", gradetest.Only(1, 10), "", "clients"},
			},
		},
	}
}

// both makes two changes, one after the other.
func both(first, second gradetest.Change) gradetest.Change {
	return func(l []gradetest.Frame) []gradetest.Frame { return second(first(l)) }
}

// TestShippedRubrics: model submissions have full marks, broken ones lose the points
// of what was broken.
func TestShippedRubrics(t *testing.T) {
	files, err := filepath.Glob("../../docs/rubrics/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	all := shippedRubrics(t)
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".yaml")
		s, ok := all[name]
		if !ok {
			t.Errorf("%s has no model submission", file)
			continue
		}
		t.Run(name, func(t *testing.T) { s.test(t, file) })
	}
}

func (s *shipped) test(t *testing.T, file string) {
	r, err := rubric.Read(file)
	if err != nil {
		t.Fatal(err)
	}
	p, err := grade.Compile(r)
	if err != nil {
		t.Fatal(err)
	}
	p.Roster = &submission.Roster{Students: []submission.Student{{"id": "7", "mail": "zhangsan@coremail.example"}}}
	s.grade(t, p, broken{name: "model"})
	for _, b := range s.broken {
		s.grade(t, p, b)
	}
}

func (s *shipped) grade(t *testing.T, p *grade.Program, b broken) {
	t.Helper()
	files := map[string][]byte{}
	for name, frames := range s.captures {
		if b.name != "model" && (b.file == "" || b.file == name) {
			if b.change != nil {
				frames = b.change(frames)
			} else if b.file == name {
				continue
			}
		}
		files[name] = gradetest.Bytes(frames)
	}
	if answers := s.answers; answers != "" {
		if b.answers != "" {
			answers = b.answers
		}
		files["answers.csv"] = []byte(strings.NewReplacer("{hash}", torrent, "{frame}", first).Replace(answers))
	}
	got := p.Grade(gradetest.Submission(t, "7", files))
	lost, points := []string{}, p.Rubric.Total
	for _, i := range got.Items {
		if i.Earned != i.Points || i.Verdict.String() != "pass" {
			lost = append(lost, i.ID)
			points -= i.Points - i.Earned
		}
	}
	if want := strings.Fields(b.lose); !slices.Equal(lost, want) || got.Points != points {
		t.Errorf("%s: %g points, lost %v, want %v", b.name, got.Points, lost, want)
		for _, i := range got.Items {
			t.Logf("%s %s %g: %s", i.ID, i.Verdict, i.Earned, i.Why.EN)
		}
	}
}

// What the recorded swarm has.
const (
	torrent = "50e54223b7db2722358d893fef6c5b9aa71bd63e"
	first   = "15"
)
