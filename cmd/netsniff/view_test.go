package main

import (
	"bytes"
	"net"
	"path/filepath"
	"strings"
	"testing"
)

// TestViewErrors: what can be wrong is said in one line before anybody looks.
func TestViewErrors(t *testing.T) {
	busy, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer busy.Close()
	_, port, _ := net.SplitHostPort(busy.Addr().String())
	pcap := filepath.Join(pcaps, "arp.pcap")
	for _, x := range []struct {
		args []string
		want string
	}{
		{nil, "nothing to show: name a capture with -r FILE"},
		{[]string{"-r", "nowhere.pcap"}, "nowhere.pcap: no such file or directory"},
		{[]string{"-r", "-"}, "- can be read only once"},
		{[]string{"-r", pcap, "--port", port}, "port " + port + " cannot be used: address already in use; leave out --port"},
	} {
		var out, errs bytes.Buffer
		code := run(append([]string{"view"}, x.args...), strings.NewReader(""), &out, &errs)
		if code != exitUsage || !strings.Contains(errs.String(), x.want) || strings.Count(errs.String(), "\n") != 1 ||
			out.Len() > 0 {
			t.Errorf("view %q: exit code %d, %q", x.args, code, errs.String())
		}
	}
}

// TestReportErrors: a page is there whole or not at all.
func TestReportErrors(t *testing.T) {
	pcap := filepath.Join(pcaps, "arp.pcap")
	for _, x := range []struct {
		args []string
		want string
	}{
		{nil, "nothing to read: name a capture with -r FILE"},
		{[]string{"-r", pcap}, "say where the page goes with -o report.html"},
		{[]string{"-r", pcap, "-o", filepath.Join(t.TempDir(), "nowhere", "page.html")}, "no such file or directory"},
		{[]string{"-r", pcap, "-o", "-", "-f", "http.bad =="}, "the filter ends where"},
	} {
		var out, errs bytes.Buffer
		code := run(append([]string{"report"}, x.args...), strings.NewReader(""), &out, &errs)
		if code != exitUsage || !strings.Contains(errs.String(), x.want) || out.Len() > 0 {
			t.Errorf("report %q: exit code %d, %q", x.args, code, errs.String())
		}
	}
}
