package http

import (
	"fmt"
	"strings"
	"testing"
)

func TestWalkChunks(t *testing.T) {
	names := map[chunkState]string{chunkData: "data", chunkDataEnd: "end", chunkTrailer: "trailer"}
	for _, c := range []struct{ body, want string }{
		{"", ""},
		{"0\r\n\r\n", ""},
		{"4;name=v\r\nabcd\r\n0\r\n\r\n", `data "abcd", end "\r\n"`},
		{"4\r\nabcd\r\n1\r\nx\r\n0\r\nA: b\r\n c\r\nD: e\r\n\r\n", `data "abcd", end "\r\n", data "x", end "\r\n", trailer "A: b\r\n c\r\nD: e\r\n"`},
		{"4\r\nabcd3\r\nxyz", `data "abcd", end "3\r"`},
		{"4\r\nab", `data "ab"`},
		{"4\r\nabcd\r", `data "abcd", end "\r"`},
		{"0\r\nA: b\r\nC", `trailer "A: b\r\nC"`},
		{"2\nab\n\n0\n\n", `data "ab", end "\n\n"`},
	} {
		var said []string
		walkChunks([]byte(c.body), func(state chunkState, from, to int) {
			said = append(said, fmt.Sprintf("%s %q", names[state], c.body[from:to]))
		})
		if got := strings.Join(said, ", "); got != c.want {
			t.Errorf("%q: got %s, want %s", c.body, got, c.want)
		}
	}
}
