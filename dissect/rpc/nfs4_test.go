package rpc_test

import (
	"testing"

	"netsniff/dissect/dissecttest"
	"netsniff/dissect/rpc"
)

const state = "\x00\x00\x00\x01statestate01"

var (
	sequence = words(53) + "0123456789abcdef" + words(1, 2, 3, 0)
	put      = words(22) + opaque("handle-1")
	attr     = words(9, 1, 3)
)

// compound is a call of NFS version 4.
func compound(xid uint32, operations ...string) string {
	arguments := opaque("") + words(1, uint32(len(operations)))
	for _, x := range operations {
		arguments += x
	}
	return call(xid, 100003, 4, 1, arguments)
}

// done is the reply to one.
func done(xid, status uint32, results ...string) string {
	all := words(status) + opaque("") + words(uint32(len(results)))
	for _, x := range results {
		all += x
	}
	return reply(xid, 0, all)
}

// TestCompounds: a row names the operations that a compound is for.
func TestCompounds(t *testing.T) {
	framed.Check(t, client(compound(1, sequence, words(24), words(10), attr))+"= NFS V4 Call PUTROOTFH | GETATTR\n"+
		server(done(1, 10052, words(53, 10052)))+"= NFS V4 Reply (Call In 4) SEQUENCE Status: NFS4ERR_BADSESSION\n"+
		client(compound(2, put, words(15)+opaque("name"), words(10), attr))+"= NFS V4 Call LOOKUP DH: 0x5bb98734/name\n"+
		server(done(2, 2, words(22, 0), words(15, 2)))+"= NFS V4 Reply (Call In 6) LOOKUP Status: NFS4ERR_NOENT\n"+
		client(compound(3, put, words(3, 0x3f), attr))+"= NFS V4 Call ACCESS FH: 0x5bb98734, [Check: RD LU MD XT DL XE]\n"+
		server(done(3, 0, words(22, 0), words(3, 0, 0x3f, 0x13), words(9, 0, 1, 2)+opaque("attr")))+
		"= NFS V4 Reply (Call In 8) ACCESS, [Access Denied: MD XT XE], [Allowed: RD LU DL]\n"+
		client(compound(4, put, words(18, 1, 1, 0, 0, 1)+opaque("own")+words(0, 0)+opaque("file"), words(10)))+
		"= NFS V4 Call OPEN DH: 0x5bb98734/file\n"+
		server(done(4, 0, words(22, 0), words(18, 0)+state+words(0)))+"= NFS V4 Reply (Call In 10) OPEN StateID: 0x4456\n"+
		client(compound(5, put, words(38)+state+words(0, 7, 2)+opaque("data"), words(25)+state+words(0, 10, 20)))+
		"= NFS V4 Call WRITE StateID: 0x4456 Offset: 7 Len: 4 | READ StateID: 0x4456 Offset: 10 Len: 20\n"+
		client(compound(6, words(99)))+"= NFS V4 Call\n",
		"NFS COMPOUND PUTROOTFH | GETATTR -> NFS4ERR_BADSESSION refused",
		"NFS COMPOUND LOOKUP DH: 0x5bb98734/name -> NFS4ERR_NOENT refused",
		"NFS COMPOUND ACCESS FH: 0x5bb98734, [Check: RD LU MD XT DL XE] -> OK succeeded",
		"NFS COMPOUND OPEN DH: 0x5bb98734/file -> OK succeeded",
		"NFS COMPOUND WRITE StateID: 0x4456 Offset: 7 Len: 4 | READ StateID: 0x4456 Offset: 10 Len: 20 -> unanswered",
		"NFS COMPOUND -> unanswered")
}

func TestCompoundFields(t *testing.T) {
	of := dissecttest.Framed{Protocol: &rpc.NFS, Carrier: &rpc.Protocol, Port: 2049}
	of.Fields(t, client(compound(1, sequence, put, words(15)+opaque("name"))), map[string]string{
		"nfs.opcode": "53|22|15", "nfs.slotid": "2", "nfs.pathname.component": "name", "nfs.minorversion": "1",
		"nfs.ops.count": "3",
	})
}

func TestCompoundAllocatesNothing(t *testing.T) {
	framed.AllocateNothing(t, client(compound(1, sequence, put, words(15)+opaque("name"))))
}
