package lines_test

import (
	"testing"

	"netsniff/dissect/lines"
	"netsniff/reassembly"
)

// undot reads parts and returns the text and what was left behind its end.
func undot(parts ...string) (text, rest string, ended bool) {
	var d lines.Dots
	for i, part := range parts {
		b := []byte(part)
		for len(b) > 0 && !ended {
			t, n, end := d.Next(b)
			text, b, ended = text+string(t), b[n:], end
		}
		if ended {
			rest = string(b)
			for _, p := range parts[i+1:] {
				rest += p
			}
			return text, rest, true
		}
	}
	return text, "", false
}

func TestDots(t *testing.T) {
	for _, c := range []struct {
		name, in, text, rest string
		ended                bool
	}{
		{"a mail", "a\r\nb\r\n.\r\nQUIT\r\n", "a\r\nb\r\n", "QUIT\r\n", true},
		{"empty", ".\r\n", "", "", true},
		{"leading dots", "..\r\n...\r\n..a\r\n.b\r\n.\r\n", ".\r\n..\r\n.a\r\nb\r\n", "", true},
		{"dots within", "a.\r\n b .\r\n.\r\n", "a.\r\n b .\r\n", "", true},
		{"bare LF", "a\n.\nb", "a\n", "b", true},
		{"bare LF before, CRLF behind", "a\n.\r\nb", "a\n", "b", true},
		{"CRs", "a\r.\r\n\r\r\n.\rb\r\n.\r\r\n.\r\n", "a\r.\r\n\r\r\n\rb\r\n\r\r\n", "", true},
		{"no end", "a\r\n.", "a\r\n", "", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			for at := range len(c.in) {
				text, rest, ended := undot(c.in[:at], c.in[at:])
				if text != c.text || rest != c.rest || ended != c.ended {
					t.Errorf("cut at %d: %q, rest %q, ended %v; want %q, %q, %v", at, text, rest, ended, c.text,
						c.rest, c.ended)
				}
			}
		})
	}
}

func TestDotsBare(t *testing.T) {
	for in, want := range map[string]bool{".\r\n": false, "a\r\n.\r\n": false, "a\n.\r\n": true, "a\r\n.\n": true,
		"a\n.\n": true, "a\n\r\n.\r\n": false, "\r\r\n.x\n\n.\r\n": true} {
		for at := range len(in) {
			var d lines.Dots
			ended := false
			for _, b := range []string{in[:at], in[at:]} {
				for b := []byte(b); len(b) > 0 && !ended; {
					_, n, end := d.Next(b)
					b, ended = b[n:], end
				}
			}
			if !ended || d.Bare() != want {
				t.Errorf("%q cut at %d: ended %v, bare %v", in, at, ended, d.Bare())
			}
		}
	}
}

func TestDotsAfterAGap(t *testing.T) {
	for in, want := range map[string]struct {
		text string
		end  bool
	}{
		".\r\n": {"", true}, ".\n": {"", true}, ".x\r\n.\r\n": {".x\r\n", true}, "..\r\n": {"..\r\n", false},
		".\rx": {".\rx", false}, "x\r\n.\r\n": {"x\r\n", true},
	} {
		for at := range len(in) {
			var d lines.Dots
			d.Gap()
			text, ended := "", false
			for _, part := range []string{in[:at], in[at:]} {
				for b := []byte(part); len(b) > 0; {
					x, n, end := d.Next(b)
					text, b, ended = text+string(x), b[n:], ended || end
				}
			}
			if text != want.text || ended != want.end {
				t.Errorf("%q cut at %d: %q, ended %v", in, at, text, ended)
			}
		}
	}
}

func FuzzDots(f *testing.F) {
	f.Add([]byte("a\r\n..b\r\n.\r\nQUIT"), 3)
	f.Add([]byte(".\r"), 1)
	f.Fuzz(func(t *testing.T, b []byte, at int) {
		at = min(max(at, 0), len(b))
		text, rest, ended := undot(string(b))
		cutText, cutRest, cutEnded := undot(string(b[:at]), string(b[at:]))
		if text != cutText || rest != cutRest || ended != cutEnded {
			t.Errorf("%q, cut at %d: %q %q %v, whole %q %q %v", b, at, cutText, cutRest, cutEnded, text, rest, ended)
		}
	})
}

func TestLines(t *testing.T) {
	const in = "HELO a\r\n\nQUIT\nmore"
	for at := range len(in) {
		var l lines.Lines
		var lines []string
		for i, part := range []string{in[:at], in[at:]} {
			for b := []byte(part); len(b) > 0; {
				line, n, ok := l.Next(b, reassembly.Mark{Frame: uint32(i + 1)})
				if b = b[n:]; ok {
					lines = append(lines, string(line))
				}
			}
		}
		if len(lines) != 3 || lines[0] != "HELO a" || lines[1] != "" || lines[2] != "QUIT" || string(l.Begun()) != "more" {
			t.Errorf("cut at %d: %q, begun %q", at, lines, l.Begun())
		}
		if l.Side.Bytes != int64(len(in)) {
			t.Errorf("cut at %d: %d bytes", at, l.Side.Bytes)
		}
	}
}
