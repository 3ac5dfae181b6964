package main

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"

	"netsniff/report/plot"
)

// TestPlotsOfAnything: every kind draws every capture, or says in a line that there is nothing.
func TestPlotsOfAnything(t *testing.T) {
	names, err := filepath.Glob(filepath.Join(pcaps, "*.pcap*"))
	if err != nil || len(names) < 100 {
		t.Fatal(err, len(names))
	}
	for i, name := range names {
		if i%6 > 0 { // each draws nine pictures
			continue
		}
		for _, kind := range plot.Names() {
			var out, errs bytes.Buffer
			code := run([]string{"plot", kind, "-r", name, "-T", "svg"}, nil, &out, &errs)
			switch {
			case code == exitOK && strings.HasPrefix(out.String(), "<svg ") &&
				strings.HasSuffix(out.String(), "</svg>\n") && !strings.Contains(out.String(), "NaN"):
			case code == exitNone && out.Len() == 0 && strings.Contains(errs.String(), "netsniff: "):
			default:
				t.Errorf("%s of %s: %d, %s", kind, name, code, errs.String())
			}
		}
	}
}

// TestNothingToDraw: what a capture has nothing for is told in one line that says what there is, in both
// languages; what is wrong with the command line too.
func TestNothingToDraw(t *testing.T) {
	in := func(name string) []string { return []string{"-r", filepath.Join(pcaps, name)} }
	for _, x := range []struct {
		args   []string
		code   int
		en, zh string
	}{
		{append([]string{"plot", "waterfall"}, in("tls-rsa-key.pcapng")...), exitNone,
			"no HTTP. But there is TLS on port 443", "没有 HTTP。但端口 443 (HTTP) 上有 TLS"},
		{append([]string{"plot", "response-times"}, in("arp.pcap")...), exitNone, "no requests and replies",
			"没有可读的请求与应答"},
		{append([]string{"plot", "response-times"}, in("tcp-loss-reordering-at-sender.pcap")...), exitNone,
			"Nothing was answered", "没有应答"},
		{append([]string{"plot", "io", "-f", "tls"}, in("arp.pcap")...), exitNone, "Of frames that match tls",
			"与 tls 匹配的帧"},
		{append([]string{"plot", "mail"}, in("http-page-parallel.pcap")...), exitNone, "HTTP (7).", "HTTP (7)。"},
		{append([]string{"plot", "rtt", "1", "-f", "dns"}, in("http-page-parallel.pcap")...), exitNone,
			"no frame of the stream matches", "没有匹配过滤器的帧"},
		{append([]string{"plot", "rtt", "99"}, in("http-page-parallel.pcap")...), exitUsage,
			"no TCP stream 99: there are 7", "没有 TCP 流 99：共 7 个"},
		{append([]string{"plot", "nonsense"}, in("arp.pcap")...), exitUsage, "no plot \"nonsense\"", "没有图 \"nonsense\""},
		{append([]string{"report", "-o", "/nowhere/page.html"}, in("arp.pcap")...), exitUsage,
			"/nowhere/page.html: no such", "/nowhere/page.html：没有"},
		{[]string{"report", "-r", "/nowhere.pcap", "-o", "-"}, exitUsage, "/nowhere.pcap: no such file",
			"/nowhere.pcap：没有这个文件"},
	} {
		for lang, want := range map[string]string{"en": x.en, "zh": x.zh} {
			var out, errs bytes.Buffer
			code := run(append(x.args, "--lang", lang), nil, &out, &errs)
			if text := errs.String(); code != x.code || out.Len() > 0 || !strings.Contains(text, want) ||
				strings.Count(text, "\n") != 1 {
				t.Errorf("%v: %d, %q", x.args, code, text)
			}
		}
	}
}
