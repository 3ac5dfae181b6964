package main

import (
	"bytes"
	"encoding/hex"
	"os"
	"path/filepath"
	"strconv"
	"testing"
)

// recordedSecrets are what the recordings of maskedCaptures log in with.
var recordedSecrets = []string{
	"bearer-secret", "cookie-secret", "server-cookie", "api-key-secret", "form-secret", "query-secret",
	"json-token-secret", "socket-secret",
	"wonderland", "d29uZGVybGFuZA", "dvbmRlcmxhbm",
}

// maskedCaptures are recordings with secrets in what is encrypted, or in frames.
var maskedCaptures = []string{
	"tls-secrets.pcapng", "http2-secrets-in-clear.pcap", "http3-secrets.pcapng", "tls-mail-starttls.pcapng",
	"tls-ftp-auth.pcapng",
}

// maskedCommands are ways to look at a capture, which may say more than one secret without
// --mask.
func maskedCommands(dir string) [][]string {
	list := [][]string{
		nil, {"-V"}, {"-x"}, {"-T", "json", "-x"}, {"-T", "jsonraw"}, {"-T", "pdml"}, {"-T", "ek"},
		{"-T", "fields", "-e", "http2.header.value", "-e", "http2.data.data", "-e", "http.file_data", "-e",
			"http3.header.value", "-e", "http3.frame_payload",
			"-e", "quic.stream_data", "-e", "websocket.payload", "-e", "urlencoded-form.value", "-e", "http.cookie",
			"-e", "smtp.auth.password"},
	}
	for _, name := range tableNames() {
		list = append(list, []string{"stats", name, "--csv"})
	}
	for _, protocol := range []string{"tls", "http", "websocket", "tcp"} {
		for i := range 3 {
			list = append(list, []string{"follow", "-p", protocol, "-T", "raw", strconv.Itoa(i)})
			list = append(list, []string{"-q", "-z", "follow," + protocol + ",ascii," + strconv.Itoa(i)})
		}
	}
	return append(list, []string{"export", "http", "-o", filepath.Join(dir, "objects")},
		[]string{"--export-objects", "http," + filepath.Join(dir, "also")})
}

// TestMaskedOutput: with --mask no output has a secret of what is encrypted, in text or in
// hexadecimal digits, nor have files.
func TestMaskedOutput(t *testing.T) {
	for _, name := range maskedCaptures {
		t.Run(name, func(t *testing.T) {
			for _, flags := range [][]string{nil, {"--mask"}} {
				dir, told := t.TempDir(), 0
				for _, c := range maskedCommands(dir) {
					var out, errs bytes.Buffer
					run(append(append(append([]string{}, c...), "-r", filepath.Join(pcaps, name)), flags...), nil,
						&out, &errs)
					out.Write(errs.Bytes())
					told += tells(t, out.Bytes(), flags != nil, c)
				}
				_ = filepath.WalkDir(dir, func(path string, e os.DirEntry, _ error) error {
					if b, err := os.ReadFile(path); err == nil {
						told += tells(t, b, flags != nil, []string{e.Name()})
					}
					return nil
				})
				if flags == nil && told == 0 {
					t.Error("nothing says a secret without --mask")
				}
			}
		})
	}
}

// tells returns how many secrets are in b; hidden: there must be none.
func tells(t *testing.T, b []byte, hidden bool, from []string) (n int) {
	t.Helper()
	for _, s := range recordedSecrets {
		if bytes.Contains(b, []byte(s)) || bytes.Contains(b, []byte(hex.EncodeToString([]byte(s)))) {
			if n++; hidden {
				t.Errorf("%v: %q", from, s)
			}
		}
	}
	return n
}
