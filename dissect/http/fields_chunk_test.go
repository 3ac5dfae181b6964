package http

import (
	"fmt"
	"strings"
	"testing"
)

func TestWalkChunks(t *testing.T) {
	names := map[chunkState]string{chunkSize: "size", chunkData: "data", chunkDataEnd: "end", chunkTrailer: "trailer",
		chunkDone: "done"}
	for _, c := range []struct{ body, want string }{
		{"", ""},
		{"0\r\n\r\n", `size "0\r\n", done "\r\n"`},
		{"4;name=v\r\nabcd\r\n0\r\n\r\n", `size "4;name=v\r\n", data "abcd", end "\r\n", size "0\r\n", done "\r\n"`},
		{"4\r\nabcd\r\n1\r\nx\r\n0\r\nA: b\r\n c\r\nD: e\r\n\r\n",
			`size "4\r\n", data "abcd", end "\r\n", size "1\r\n", data "x", end "\r\n", size "0\r\n", trailer "A: b\r\n c\r\nD: e\r\n", done "\r\n"`},
		{"4\r\nabcd3\r\nxyz", `size "4\r\n", data "abcd", end "3\r", size "\n"`},
		{"4\r\nab", `size "4\r\n", data "ab"`},
		{"4\r\nabcd\r", `size "4\r\n", data "abcd", end "\r"`},
		{"0\r\nA: b\r\nC", `size "0\r\n", trailer "A: b\r\nC"`},
		{"2\nab\n\n0\n\n", `size "2\n", data "ab", end "\n\n", size "0\n", done "\n"`},
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
