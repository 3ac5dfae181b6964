package http

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/zstd"

	"netsniff/dissect"
	"netsniff/reassembly"
)

// said is what one side says next: bytes, or a number of lost ones.
type said struct {
	dir  dissect.Dir
	text string
	lost uint32
}

func ask(s string) said   { return said{dir: dissect.ToServer, text: s} }
func reply(s string) said { return said{dir: dissect.ToClient, text: s} }
func gap(n uint32) said   { return said{dir: dissect.ToClient, lost: n} }

// hear runs a conversation through a Transcript, step bytes at a time, and
// writes down the pieces, those of the same direction in one.
func hear(list []said, step int) string {
	var out strings.Builder
	last := dissect.Dir(255)
	t := NewTranscript(func(p Piece) {
		if p.Dir != last {
			fmt.Fprintf(&out, "\n%c ", "><"[p.Dir])
			last = p.Dir
		}
		if out.Write(p.Bytes); p.Missing > 0 {
			fmt.Fprintf(&out, "[%d]", p.Missing)
		}
	})
	for _, s := range list {
		if s.lost > 0 {
			t.Gap(s.dir, s.lost, reassembly.Mark{})
		}
		for b := []byte(s.text); len(b) > 0; {
			n := min(step, len(b))
			t.Data(s.dir, b[:n], reassembly.Mark{})
			b = b[n:]
		}
	}
	t.End()
	return out.String()
}

const (
	get     = "GET / HTTP/1.1\r\nHost: www.example.com\r\n\r\n"
	headReq = "HEAD / HTTP/1.1\r\nHost: www.example.com\r\n\r\n"
	length  = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"
	chunky  = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
	closed  = "HTTP/1.0 200 OK\r\n\r\n"
)

func coded(name string, body []byte) string {
	return fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Encoding: %s\r\nContent-Length: %d\r\n\r\n", name, len(body))
}

// compressed returns text in a content coding.
func compressed(name, text string) []byte {
	var b bytes.Buffer
	var w io.WriteCloser
	switch name {
	case "gzip":
		w = gzip.NewWriter(&b)
	case "zlib":
		w = zlib.NewWriter(&b)
	case "flate":
		w, _ = flate.NewWriter(&b, 9)
	case "zstd":
		w, _ = zstd.NewWriter(&b)
	case "br":
		w = brotli.NewWriter(&b)
	}
	_, _ = io.WriteString(w, text)
	w.Close()
	return b.Bytes()
}

func TestTranscript(t *testing.T) {
	long := strings.Repeat("the same again, ", 4000)
	zipped := compressed("gzip", long)
	tests := []struct {
		name string
		list []said
		want string
	}{
		{"length", []said{ask(get), reply(length + "hello"), ask(get), reply(length + "world")},
			"\n> " + get + "\n< " + length + "hello\n> " + get + "\n< " + length + "world"},
		{"chunks and trailers", []said{ask(get),
			reply(chunky + "2\r\nhe\r\n3;x=y\r\nllo\r\n0\r\nX: y\r\n\r\n" + length + "hello")},
			"\n> " + get + "\n< " + chunky + "hello" + length + "hello"},
		{"until the end", []said{ask(get), reply(closed + "hello"), reply(" world")},
			"\n> " + get + "\n< " + closed + "hello world"},
		{"HEAD has no body", []said{ask(headReq + get), reply(length + length + "hello")},
			"\n> " + headReq + get + "\n< " + length + length + "hello"},
		{"1xx is no answer", []said{ask(headReq), reply("HTTP/1.1 103 Early Hints\r\n\r\n" + length + length)},
			"\n> " + headReq + "\n< HTTP/1.1 103 Early Hints\r\n\r\n" + length + length},
		{"tunnel", []said{ask("CONNECT example.com:80 HTTP/1.1\r\n\r\n"), reply("HTTP/1.1 200 OK\r\n\r\n"),
			ask("GET of another kind"), reply("\x00\x01")},
			"\n> CONNECT example.com:80 HTTP/1.1\r\n\r\n\n< HTTP/1.1 200 OK\r\n\r\n\n> GET of another kind\n< \x00\x01"},
		{"gap in a body", []said{ask(get), reply(length + "he"), gap(2), reply("o" + length + "world")},
			"\n> " + get + "\n< " + length + "he[2]o" + length + "world"},
		{"gap in a chunk", []said{ask(get), reply(chunky + "5\r\nh"), gap(3), reply("o\r\n0\r\n\r\n" + length + "world")},
			"\n> " + get + "\n< " + chunky + "h[3]o" + length + "world"},
		{"gap to the end of a chunk", []said{ask(get), reply(chunky + "5\r\nhe"), gap(3), reply("\r\n1\r\n!\r\n0\r\n\r\n")},
			"\n> " + get + "\n< " + chunky + "he[3]!"},
		{"gap over a message", []said{ask(get), reply(length + "he"), gap(50), reply(length + "world")},
			"\n> " + get + "\n< " + length + "he[50]" + length + "world"},
		{"gap in compression", []said{ask(get), reply(coded("gzip", zipped) + string(zipped[:20])),
			gap(uint32(len(zipped)) - 24), reply("rest")},
			"\n> " + get + "\n< " + coded("gzip", zipped) + string(hearable(zipped[:20])) +
				fmt.Sprintf("[%d]rest", len(zipped)-24)},
		{"no compression at all", []said{ask(get), reply(coded("gzip", []byte("hello")) + "hello")},
			"\n> " + get + "\n< " + coded("gzip", []byte("hello")) + "hello"},
		{"a coding unknown here", []said{ask(get), reply(coded("dcb", []byte("hello")) + "hello")},
			"\n> " + get + "\n< " + coded("dcb", []byte("hello")) + "hello"},
	}
	for _, kind := range []struct{ name, field string }{{"gzip", "gzip"}, {"zlib", "deflate"}, {"flate", "deflate"},
		{"gzip", "deflate"}, {"zstd", "zstd"}, {"br", "br"}} {
		b := compressed(kind.name, long)
		tests = append(tests, struct {
			name string
			list []said
			want string
		}{kind.name + " as " + kind.field, []said{ask(get), reply(coded(kind.field, b) + string(b) + length + "hello")},
			"\n> " + get + "\n< " + coded(kind.field, b) + long + length + "hello"})
	}
	for _, c := range tests {
		t.Run(c.name, func(t *testing.T) {
			for _, step := range []int{1 << 20, 1, 7, 1460} {
				if got := hear(c.list, step); got != c.want {
					t.Errorf("%d bytes at a time:\n%.300q\nwant\n%.300q", step, got, c.want)
				}
			}
		})
	}
}

// hearable is what can be made of the beginning of a gzip file.
func hearable(b []byte) []byte {
	r, err := gzip.NewReader(bytes.NewReader(b))
	if err != nil {
		return b
	}
	text, _ := io.ReadAll(r)
	if len(text) == 0 {
		return b
	}
	return text
}

// TestTranscriptBounds: a body is handed out in pieces, however long it is,
// and expands within bounds.
func TestTranscriptBounds(t *testing.T) {
	for _, c := range []struct {
		coding, text string
		whole        bool
	}{
		{"gzip", strings.Repeat("all work and no play makes Jack a dull boy\n", 1<<14), true},
		{"gzip", strings.Repeat("\x00", 20<<20), true}, // DEFLATE cannot do more
		{"br", strings.Repeat("\x00", 20<<20), false},
		{"zstd", strings.Repeat("\x00", 20<<20), false},
	} {
		b := compressed(c.coding, c.text)
		n, largest := 0, 0
		x := NewTranscript(func(p Piece) {
			n += len(p.Bytes)
			largest = max(largest, len(p.Bytes))
		})
		x.Data(dissect.ToClient, []byte(coded(c.coding, b)), reassembly.Mark{})
		headLen := n
		x.Data(dissect.ToClient, b, reassembly.Mark{})
		x.End()
		n -= headLen
		if (n == len(c.text)) != c.whole || n > maxFreeOutput+maxExpansion*len(b)+64<<10 || largest > maxPiece+16<<10 {
			t.Errorf("%s: %d bytes of %d, the largest piece has %d", c.coding, n, len(c.text), largest)
		}
	}
	// A head without end is no head.
	y := NewTranscript(func(Piece) {})
	for range 1000 {
		y.Data(dissect.ToServer, []byte("GET / HTTP/1.1\r\n"+strings.Repeat("X: y\r\n", 200)), reassembly.Mark{})
	}
	if c := cap(y.reader.streams[0].head); c > 2*maxHead {
		t.Errorf("%d bytes of a head are kept", c)
	}
}

// FuzzTranscript: whatever is said, how it is cut into segments changes
// nothing that follows from its messages, and nothing is invented.
func FuzzTranscript(f *testing.F) {
	zipped := compressed("gzip", "hello")
	for _, s := range []string{length + "hello", chunky + "5\r\nhello\r\n0\r\n\r\n" + closed,
		coded("gzip", zipped) + string(zipped), "\r\n" + length, "HTTP/1.1 101 x\r\n\r\nraw"} {
		f.Add([]byte(get+headReq), []byte(s), uint16(3), uint16(1))
		f.Add([]byte(get), []byte(s), uint16(9), uint16(0))
	}
	f.Fuzz(func(t *testing.T, client, server []byte, step, lost uint16) {
		if len(client)+len(server) > 1<<16 {
			return
		}
		missing := uint32(0)
		x := NewTranscript(func(p Piece) {
			if missing += p.Missing; (p.Missing > 0) == (len(p.Bytes) > 0) {
				t.Fatalf("%d bytes and %d missing", len(p.Bytes), p.Missing)
			}
		})
		x.Data(dissect.ToServer, client, reassembly.Mark{})
		n := int(step)%64 + 1
		for i := 0; len(server) > 0; i++ {
			n := min(n, len(server))
			x.Data(dissect.ToClient, server[:n], reassembly.Mark{})
			if server = server[n:]; i == 3 && lost > 0 {
				x.Gap(dissect.ToClient, uint32(lost), reassembly.Mark{})
			} else if i == 3 {
				lost = 0
			}
			if c := cap(x.body[1]); c > 4*maxPiece {
				t.Fatalf("%d bytes of content are kept", c)
			}
		}
		x.End()
		if missing != 0 && missing != uint32(lost) {
			t.Fatalf("%d bytes missing, not %d", missing, lost)
		}
	})
}
