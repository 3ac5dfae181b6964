package ftp

import (
	"slices"
	"strings"
	"testing"

	"netsniff/dissect"
	"netsniff/dissect/dissecttest"
	"netsniff/dissect/engine"
	"netsniff/dissect/frame"
)

// TestBears: a segment that begins as a text is one, whatever comes later.
func TestBears(t *testing.T) {
	for begins, text := range map[string]bool{
		"-rw-r--r--  1 user\r\n": true, "\r\n": true, "a\tb": false, "\x89PNG": false, "GIF89a\x01": false,
		"twenty bytes of text\x01": true,
	} {
		c := dissecttest.NewConnection(dataPort, engine.ByArrival, &Data)
		f := c.Last([]dissecttest.Turn{{Dir: dissect.ToClient, Data: []byte(begins)}})
		if got := strings.HasSuffix(protocols(f), ":data-text-lines"); got != text {
			t.Errorf("%q: text %v, want %v", begins, got, text)
		}
	}
}

// protocols returns frame.protocols of f.
func protocols(f *dissect.Frame) string {
	i := slices.IndexFunc(frame.Protocol.Fields, func(x dissect.Field) bool { return x.Name == "frame.protocols" })
	var v dissect.Values
	frame.Protocol.Fields[i].Get(f, nil, &v)
	return string(v.List[0].B)
}
