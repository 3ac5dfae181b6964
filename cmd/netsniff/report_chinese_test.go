package main

import (
	"bytes"
	"io"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"netsniff/capture"
	"netsniff/capture/file"
	"netsniff/dissect/all"
	"netsniff/report/collect"
	"netsniff/report/stats"
	"netsniff/report/web/browser"
)

// latin are words of Latin letters.
var latin = regexp.MustCompile(`[A-Za-z][a-z]{3,}`)

// leftOutColumns says which columns are not shown, by the names that programs know.
var leftOutColumns = regexp.MustCompile(`省略 \d+ 列：[^；]*；(netsniff swarm )?--wide`)

// TestPageInChinese: what the Chinese page says in words of Latin letters stands in the capture, or is a name.
func TestPageInChinese(t *testing.T) {
	report := filepath.Join(t.TempDir(), "report.html")
	args := []string{"report", "--join", "--lang", "zh", "-o", report}
	var wire bytes.Buffer // and what the files are called
	for _, name := range []string{"smtp-recipient-refused-550.pcap", "imap-imaplib-session.pcap", "http-page-parallel.pcap", "dns-errors.pcap",
		"ftp-cut-and-resumed.pcap", "streaming-hls.pcap", "sip-call-loss.pcap", "bittorrent-tcp.pcap",
		"dhcp-discover-to-release.pcap", "tls12-resumption-by-id-and-ticket.pcapng", "tcp-loss-reordering-at-receiver.pcap"} {
		name = filepath.Join(pcaps, name)
		wire.WriteString(name)
		args = append(args, "-r", name)
		wire.Write(bytesOf(t, name))
	}
	output(t, args...)
	x := browser.Open(t, "file://"+report, chromedp.EmulateViewport(1280, 900))
	x.Until(`document.querySelectorAll("figure .canvas svg").length > 20`)
	browser.Value[any](x, `document.querySelectorAll("details").forEach(d => d.open = true)`)
	x.Until(`[...document.querySelectorAll("details.numbers")].every(d => d.querySelector("table"))`)
	texts := browser.Value[[]string](x, `(() => {
		const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), list = []
		for (let n = walk.nextNode(); n; n = walk.nextNode()) {
			if (!n.parentElement.closest("script, style, code, [lang=en], [hidden]")) list.push(n.data)
		}
		return list
	})()`)
	given := strings.ToLower(wire.String())
	foreign := map[string]string{}
	for _, text := range texts {
		for _, word := range latin.FindAllString(leftOutColumns.ReplaceAllString(text, ""), -1) {
			if lower := strings.ToLower(word); !strings.Contains(given, lower) && !isName(lower) {
				foreign[lower] = text
			}
		}
	}
	for word, text := range foreign {
		t.Errorf("%s: %.100q", word, text)
	}
}

// bytesOf returns the frames of a capture.
func bytesOf(t *testing.T, name string) (b []byte) {
	t.Helper()
	s, err := file.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	var p capture.Packet
	for err = s.Next(&p); err == nil; err = s.Next(&p) {
		b = append(b, p.Data...)
	}
	if err != io.EOF {
		t.Fatal(err)
	}
	return b
}

// latinNames are words that Chinese texts write as English ones do: programs, their settings, units.
var latinNames = []string{"netsniff", "stats", "postfix", "smtplib", "smtpd", "forbid", "bare", "newline", "lftp", "smuggling", "kbit", "mbit", "gbit",
	"https", "labor", // what a mail in base64 says
	"others", "blind", "done", // values that programs compare: of io-protocols, of remarks on mails, of leases
}

// isName reports whether a word is a name: of a protocol, of a field, of a table.
func isName(word string) bool {
	return slices.Contains(latinNames, word) || slices.ContainsFunc(stats.Definitions(), func(d collect.Definition) bool {
		return strings.Contains(d.Name, word)
	}) || slices.ContainsFunc(all.Names().Names(), func(n string) bool {
		return strings.Contains(strings.ToLower(n), word)
	})
}
