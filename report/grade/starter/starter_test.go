package starter_test

import (
	"bytes"
	"strings"
	"testing"

	"netsniff/dissect/all"
	"netsniff/report/grade"
	"netsniff/report/grade/gradetest"
	"netsniff/report/grade/model"
	"netsniff/report/grade/rubric"
	"netsniff/report/grade/starter"
)

// TestWrite: the rubric that is made from a capture has no mistake, asks for what the
// capture shows, and gives it full marks.
func TestWrite(t *testing.T) {
	reader := &model.Reader{Detector: all.Detector()}
	for name, wants := range map[string][]string{
		"http-conditional-304.pcap":        {"http.conditional_get", "tcp.handshake", "tcp.close"},
		"http-page-parallel.pcap":          {"http.embedded", "http.get"},
		"foxmail-coremail-smtp-send.pcap":  {"smtp.dialogue", "mail.content", "网络实验"},
		"foxmail-coremail-pop3-fetch.pcap": {"pop3.dialogue"},
		"dns-record-types.pcap":            {"dns.lookup"},
		"bittorrent-tcp.pcap":              {"bittorrent.announce", "bittorrent.sources"},
		"ftp-passive.pcap":                 {"ftp.transfer"},
		"sip-call-udp.pcap":                {"sip.call", "rtp.media"},
		"sip-busy-and-register.pcap":       {"sip.call", "refused"},
		"icmp-ping.pcap":                   {"capture.own"},
	} {
		file := gradetest.Bytes(gradetest.Load(t, "../../..", name))
		c, _, err := reader.Read(name, bytes.NewReader(file), nil, nil)
		if err != nil {
			t.Fatal(err)
		}
		text := starter.Write(c)
		for _, w := range wants {
			if !strings.Contains(text, w) {
				t.Errorf("%s: the rubric has no %s:\n%s", name, w, text)
			}
		}
		r, err := rubric.Parse("r.yaml", []byte(text))
		if err != nil {
			t.Errorf("%s: %v\n%s", name, err, text)
			continue
		}
		p, err := grade.Compile(r)
		if err != nil {
			t.Errorf("%s: %v\n%s", name, err, text)
			continue
		}
		if got := p.Grade(gradetest.Submission(t, "model", map[string][]byte{name: file})); got.Points != r.Total {
			t.Errorf("%s: %g of %g points", name, got.Points, r.Total)
			for _, i := range got.Items {
				t.Logf("%s %s %s", i.ID, i.Verdict, i.Why.EN)
			}
		}
	}
}
