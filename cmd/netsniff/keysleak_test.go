package main

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/pem"
	"fmt"
	"io"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"netsniff/capture"
	"netsniff/capture/file"
	"netsniff/report/view"
)

// keyLogOf writes the secrets of a recorded capture to a key log, the capture without them
// beside it, and returns how each secret would show.
func keyLogOf(t *testing.T, name string) (stripped, keys string, shows [][]byte) {
	t.Helper()
	s, err := file.Open(filepath.Join(pcaps, name))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	var text []byte
	s.OnSecrets(func(x file.Secrets) { text = append(append(text, x.Bytes...), '\n') })
	for packet := new(capture.Packet); s.Next(packet) == nil; {
		continue
	}
	for line := range strings.Lines(string(text)) {
		if words := strings.Fields(line); len(words) == 3 {
			secret, err := hex.DecodeString(words[2])
			if err != nil || len(secret) < 16 {
				t.Fatalf("a secret of %d bytes: %v", len(secret), err)
			}
			shows = append(shows, ways(secret[:12])...)
		}
	}
	if len(shows) == 0 {
		t.Fatal("no secrets")
	}
	dir := t.TempDir()
	stripped, keys = filepath.Join(dir, "web.pcapng"), filepath.Join(dir, "web.keys")
	if err := os.WriteFile(keys, text, 0o600); err != nil {
		t.Fatal(err)
	}
	var errs bytes.Buffer
	if code := run([]string{"-r", filepath.Join(pcaps, name), "--strip-keys", "-w", stripped}, nil, io.Discard, &errs); code != 0 {
		t.Fatal(errs.String())
	}
	return stripped, keys, shows
}

// ways returns how bytes may show: as they are, in hexadecimal digits, in base64.
func ways(b []byte) [][]byte {
	spaced := fmt.Sprintf("% x", b)
	return [][]byte{
		b, []byte(hex.EncodeToString(b)), []byte(strings.ToUpper(hex.EncodeToString(b))), []byte(spaced),
		[]byte(strings.ReplaceAll(spaced, " ", ":")), []byte(base64.StdEncoding.EncodeToString(b)),
	}
}

// leaks reports whether something of shows is in what was written.
func leaks(shows [][]byte, written []byte) bool {
	for _, x := range shows {
		if bytes.Contains(written, x) {
			return true
		}
	}
	return false
}

// written returns all that a folder has.
func written(t *testing.T, dir string) (all []byte) {
	t.Helper()
	err := filepath.WalkDir(dir, func(name string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(name)
		all = append(append(all, name...), b...)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// TestKeysStayHidden: no command writes a secret of a key log, in any form, wherever it
// writes to; what the secrets open is there.
func TestKeysStayHidden(t *testing.T) {
	for _, name := range []string{"tls13-cipher-suites.pcapng", "tls-mail-starttls.pcapng"} {
		pcapng, keys, shows := keyLogOf(t, name)
		opens := "hello.txt"
		if strings.Contains(name, "mail") {
			opens = "alice@example.com"
		}
		opened := 0
		for _, args := range [][]string{
			{}, {"-V"}, {"-x"}, {"-V", "-x"}, {"-T", "json"}, {"-T", "pdml"}, {"-T", "ek"}, {"-T", "csv"},
			{"-q", "-z", "follow,tls,hex,0"}, {"-q", "-z", "follow,tls,raw,0"}, {"-q", "-z", "credentials"},
			{"-w", "DIR/written.pcapng"}, {"stats"}, {"stats", "tls", "exchanges", "logins", "findings", "--json"},
			{"stats", "--csv", "-o", "DIR"}, {"findings"}, {"credentials", "--reveal"}, {"mail", "--json"}, {"mail", "--reveal"},
			{"follow", "-p", "tls", "-T", "yaml", "0"}, {"follow", "-p", "http", "0"}, {"export", "mail", "-o", "DIR"},
			{"export", "http", "-o", "DIR"}, {"records", "-o", "DIR"}, {"records", "--as", "ndjson", "-o", "-"},
			{"report", "-o", "DIR/report.html"}, {"plot", "tls", "-o", "DIR/tls.svg"}, {"match", "tls"},
		} {
			dir := t.TempDir()
			full := []string{}
			for _, a := range args {
				full = append(full, strings.ReplaceAll(a, "DIR", dir))
			}
			var out, errs bytes.Buffer
			if code := run(append(full, "-r", pcapng, "--keylog", keys), nil, &out, &errs); code > 1 {
				t.Errorf("%v: %d %s", args, code, errs.String())
			}
			all := append(append(out.Bytes(), errs.Bytes()...), written(t, dir)...)
			if leaks(shows, all) {
				t.Errorf("%s: %v writes a secret", name, args)
			}
			if bytes.Contains(all, []byte(opens)) {
				opened++
			}
		}
		if opened < 10 {
			t.Errorf("%s: only %d outputs have what is decrypted", name, opened)
		}
	}
}

// TestKeysStayHiddenInViews: nor does a view answer with one, whatever it is asked.
func TestKeysStayHiddenInViews(t *testing.T) {
	pcapng, keys, shows := keyLogOf(t, "tls13-cipher-suites.pcapng")
	x := &viewCmd{options: &options{files: []string{pcapng}}}
	x.keys.logs = []string{keys}
	input, err := x.input()
	if err != nil {
		t.Fatal(err)
	}
	s := view.New(x.capture(input))
	defer s.Close()
	opened := false
	for _, path := range []string{"", "rows?n=500&seen=500", "frame?number=9", "follow?protocol=tls&stream=0",
		"table?name=tls", "table?name=exchanges", "tables", "report", "check?filter=http"} {
		w := httptest.NewRecorder()
		s.Handler().ServeHTTP(w, httptest.NewRequest("GET", "http://localhost"+s.Path()+path, nil))
		if w.Code != 200 {
			t.Errorf("%s: %d %s", path, w.Code, w.Body.String())
		}
		if leaks(shows, w.Body.Bytes()) {
			t.Errorf("%s answers with a secret", path)
		}
		opened = opened || strings.Contains(w.Body.String(), "GET /hello.txt")
	}
	if !opened {
		t.Error("nothing was decrypted")
	}
}

// TestKeysStayHiddenInGrades: nor do marks and what is said of them.
func TestKeysStayHiddenInGrades(t *testing.T) {
	pcapng, keys, shows := keyLogOf(t, "tls13-cipher-suites.pcapng")
	dir := t.TempDir()
	text, err := os.ReadFile(keys)
	if err != nil {
		t.Fatal(err)
	}
	packets, err := os.ReadFile(pcapng)
	if err != nil {
		t.Fatal(err)
	}
	for name, b := range map[string][]byte{
		"lab.yaml":                 []byte("rubric: 1\ntitle: x\nitems:\n  - {id: a, points: 10, check: http.get}\n"),
		"class/2023001/web.pcapng": packets, "class/2023001/web.keys": text,
		"class/2023002/web.pcapng": packets, "class/2023002/web.keys": text[:len(text)-40],
	} {
		name = filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	lab, class := filepath.Join(dir, "lab.yaml"), filepath.Join(dir, "class")
	for _, args := range [][]string{
		{"grade", lab, class}, {"grade", lab, class, "--json"}, {"grade", lab, class, "--csv"},
		{"grade", lab, class, "--html", "DIR"}, {"grade", "explain", lab, filepath.Join(class, "2023001")},
		{"grade", "copies", class},
	} {
		pages := t.TempDir()
		full := []string{}
		for _, a := range args {
			full = append(full, strings.ReplaceAll(a, "DIR", pages))
		}
		var out, errs bytes.Buffer
		if code := run(full, nil, &out, &errs); code > 1 {
			t.Errorf("%v: %d %s", args, code, errs.String())
		}
		if leaks(shows, append(append(out.Bytes(), errs.Bytes()...), written(t, pages)...)) {
			t.Errorf("%v writes a secret", args)
		}
	}
}

// TestWrongKeysStayHidden: what is wrong with keys is said without them.
func TestWrongKeysStayHidden(t *testing.T) {
	pcapng, keys, shows := keyLogOf(t, "tls13-cipher-suites.pcapng")
	text, err := os.ReadFile(keys)
	if err != nil {
		t.Fatal(err)
	}
	private := filepath.Join(pcaps, "tls-rsa-key.pem")
	b, err := os.ReadFile(private)
	if err != nil {
		t.Fatal(err)
	}
	block, _ := pem.Decode(b)
	for line := range strings.Lines(string(b)) {
		if line = strings.TrimSpace(line); len(line) > 40 && !strings.HasPrefix(line, "-") {
			shows = append(shows, []byte(line[:24]))
		}
	}
	shows = append(shows, ways(block.Bytes[len(block.Bytes)-40:][:12])...)
	dir := t.TempDir()
	wrong := filepath.Join(dir, "wrong.keys")
	for _, damaged := range [][]byte{
		bytes.ReplaceAll(text, []byte("_"), []byte("-")), bytes.ReplaceAll(text, []byte(" "), []byte("  \t")),
		bytes.ReplaceAll(text, []byte("\n"), []byte("0\n")), bytes.ReplaceAll(text, []byte(" "), nil), b,
	} {
		if err := os.WriteFile(wrong, damaged, 0o600); err != nil {
			t.Fatal(err)
		}
		for _, args := range [][]string{{"-V", "--keylog", wrong}, {"-V", "--tls-key", wrong}, {"stats", "--keylog", wrong},
			{"-V", "--keylog", private}, {"-V", "--tls-key", keys}, {"-V", "--tls-key", private}} {
			var out, errs bytes.Buffer
			run(append(args, "-r", pcapng), nil, &out, &errs)
			if leaks(shows, append(out.Bytes(), errs.Bytes()...)) {
				t.Errorf("%v writes a secret", args[:2])
			}
		}
	}
}
