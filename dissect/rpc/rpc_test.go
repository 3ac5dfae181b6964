package rpc_test

import (
	"encoding/binary"
	"strings"
	"testing"

	"netsniff/dissect"
	"netsniff/dissect/dissecttest"
	"netsniff/dissect/rpc"
)

var framed = dissecttest.Framed{Protocol: &rpc.Protocol, Port: 2049}

func words(list ...uint32) string {
	var b []byte
	for _, x := range list {
		b = binary.BigEndian.AppendUint32(b, x)
	}
	return string(b)
}

func opaque(s string) string {
	return words(uint32(len(s))) + s + strings.Repeat("\x00", -len(s)&3)
}

func record(s string) string { return words(1<<31|uint32(len(s))) + s }

func call(xid, program, version, proc uint32, arguments string) string {
	return record(words(xid, 0, 2, program, version, proc, 0, 0, 0, 0) + arguments)
}

func reply(xid, state uint32, results string) string {
	return record(words(xid, 1, 0, 0, 0, state) + results)
}

func client(messages ...string) string { return dissecttest.Sends(">", messages...) }
func server(messages ...string) string { return dissecttest.Sends("<", messages...) }

var find = client(call(1, 100003, 3, 3, opaque("home")+opaque("a.txt"))) + "= NFS V3 LOOKUP Call, DH: 0x71d60cd0/a.txt\n"

func TestConversation(t *testing.T) {
	framed.Check(t, find+
		server(reply(1, 0, words(2, 0)))+"= NFS V3 LOOKUP Reply (Call In 4) Error: NFS3ERR_NOENT\n"+
		client(call(2, 100003, 3, 6, opaque("file")+words(0, 5, 4096)), call(3, 100003, 3, 0, ""))+
		"= NFS V3 READ Call, FH: 0x8c9f3610 Offset: 5 Len: 4096  ; V3 NULL Call\n"+
		server(reply(3, 0, ""))+"= NFS V3 NULL Reply (Call In 6)\n"+
		server(reply(2, 0, words(0, 0, 5, 1)+opaque("hello")))+"= NFS V3 READ Reply (Call In 6) Len: 5\n"+
		client(call(4, 100005, 3, 1, opaque("/home")))+"= MOUNT V3 MNT Call /home\n"+
		server(reply(4, 1, ""))+"= MOUNT V3 MNT Reply (Call In 9)\n"+
		client(call(5, 100000, 2, 3, words(100003, 3, 6, 0)))+"= Portmap V2 GETPORT Call NFS(100003) V:3 TCP\n"+
		server(reply(5, 0, words(2049)))+"= Portmap V2 GETPORT Reply (Call In 11) Port:2049\n",
		"NFS LOOKUP DH: 0x71d60cd0/a.txt -> NFS3ERR_NOENT refused", "NFS NULL -> OK succeeded",
		"NFS READ FH: 0x8c9f3610 Offset: 5 Len: 4096 -> OK succeeded", "MOUNT MNT /home -> not run failed",
		"Portmap GETPORT NFS(100003) V:3 TCP -> OK succeeded")
}

func TestFields(t *testing.T) {
	framed.Fields(t, find, map[string]string{"rpc.xid": "1", "rpc.program": "100003", "rpc.procedure": "3",
		"rpc.fraglen": "60", "rpc.lastfrag": "1"})
	of := dissecttest.Framed{Protocol: &rpc.NFS, Carrier: &rpc.Protocol, Port: 2049}
	of.Fields(t, find, map[string]string{"nfs.procedure_v3": "3", "nfs.name": "a.txt", "nfs.fh.hash": "1909853392"})
}

// TestFragments: a message may come in several fragments, of which the last says so.
func TestFragments(t *testing.T) {
	whole := call(1, 100003, 3, 0, "")[4:]
	framed.Check(t, client(words(uint32(len(whole)))+whole+words(1<<31))+"= NFS V3 NULL Call\n"+
		server(reply(1, 0, ""))+"= NFS V3 NULL Reply (Call In 4)\n", "NFS NULL -> OK succeeded")
}

func TestAllocatesNothing(t *testing.T) { framed.AllocateNothing(t, find) }

// FuzzRPC takes any bytes for a connection.
func FuzzRPC(f *testing.F) { framed.Fuzz(f, find) }

// FuzzRPCDatagrams takes them for a conversation.
func FuzzRPCDatagrams(f *testing.F) {
	messages := dissecttest.Messages{Protocols: []*dissect.Protocol{&rpc.Protocol}, Port: 2049}
	messages.Fuzz(f, "000000010000000000000002000186a3 00000003 00000000 00000000 00000000 00000000 00000000")
}
