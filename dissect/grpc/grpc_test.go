package grpc

import (
	"bytes"
	"compress/gzip"
	"testing"

	"netsniff/dissect"
	"netsniff/dissect/dissecttest"
	"netsniff/dissect/engine"
)

// message returns a message with its head.
func message(flags byte, text string) string {
	return string([]byte{flags, 0, 0, byte(len(text) >> 8), byte(len(text))}) + text
}

func packed(text string) string {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, _ = w.Write([]byte(text))
	_ = w.Close()
	return b.String()
}

// TestConversation: messages however they are cut.
func TestConversation(t *testing.T) {
	conn := dissecttest.NewConnection(50051, engine.ByArrival, &named)
	conn.CheckRows(t, []dissecttest.Turn{
		dissecttest.Client(message(0, "one")), dissecttest.Client(message(0, "two")[:3]),
		dissecttest.Client(message(0, "two")[3:] + message(0, "three")),
		dissecttest.Server(message(0, "")), dissecttest.Server("\x07\x00\x00\x00\x01x"),
	}, []string{
		"GRPC (GRPC)", "-", "GRPC (GRPC)", "GRPC (GRPC)", "-",
	})
}

// named is the protocol on a port.
var named = func() dissect.Protocol {
	p := Protocol
	p.TCP = []uint16{50051}
	return p
}()

// TestContent: compression is undone by the name that the head gave it.
func TestContent(t *testing.T) {
	bodies := dissect.Bodies{URI: "/a.B/C", Media: [2]string{"application/grpc", "application/grpc+proto"},
		Coding: [2]string{"gzip", ""}}
	for _, x := range []struct {
		m     Message
		want  string
		ok    bool
		bears string
	}{
		{Message{Flags: 1, Payload: []byte(packed("hello"))}, "hello", true, "protobuf"},
		{Message{Flags: 1, Payload: []byte("damaged")}, "", false, "protobuf"},
		{Message{Payload: []byte(`{"a":1}`)}, `{"a":1}`, true, "json"},
		{Message{Dir: dissect.ToClient, Payload: []byte("plain")}, "plain", true, "protobuf"},
		{Message{Flags: flagFrame, Payload: []byte("grpc-status: 0")}, "grpc-status: 0", true, ""},
	} {
		x.m.bodies, x.m.Length = &bodies, len(x.m.Payload)
		b, ok := x.m.Content()
		if string(b) != x.want || ok != x.ok || x.m.Bears() != x.bears {
			t.Errorf("%q, %t, %s", b, ok, x.m.Bears())
		}
	}
	m := Message{bodies: &bodies, Dir: dissect.ToClient}
	if got := string(m.AppendCall(nil)); got != "/a.B/C,response" {
		t.Error(got)
	}
}

// FuzzMessages replays any bytes as a connection.
func FuzzMessages(f *testing.F) {
	f.Add([]byte("\x8a" + message(0, "first") + "\x0a" + message(1, "second")))
	f.Fuzz(func(t *testing.T, b []byte) { dissecttest.AnyConnection(t, &named, 50051, b) })
}
