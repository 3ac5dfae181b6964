package smb_test

import (
	"encoding/binary"
	"strings"
	"testing"

	"netsniff/dissect"
	"netsniff/dissect/dcerpc"
	"netsniff/dissect/dissecttest"
	"netsniff/dissect/engine"
	"netsniff/dissect/netbios"
	"netsniff/dissect/smb"
	"netsniff/dissect/smb2"
)

var le = binary.LittleEndian

// message makes a message of a header, words and bytes.
func message(c smb.Command, number byte, reply bool, status uint32, words, data string) []byte {
	b := make([]byte, 32, 64)
	copy(b, "\xffSMB")
	b[4] = byte(c)
	le.PutUint32(b[5:], status)
	if reply {
		b[9] = 0x80
	}
	le.PutUint16(b[10:], 0xc001) // statuses of NT, UTF-16
	b[30] = number
	b = append(append(b, byte(len(words)/2)), words...)
	return append(append(b, byte(len(data)), byte(len(data)>>8)), data...)
}

func u16(s string) string {
	var b strings.Builder
	for _, c := range []byte(s) {
		b.Write([]byte{c, 0})
	}
	return b.String() + "\x00\x00"
}

func zeros(n int) string { return strings.Repeat("\x00", n) }

const alone = "\xff\x00\x00\x00" // no other command follows

func said(d dissect.Dir, row string, m []byte) dissecttest.Turn {
	b := append([]byte{0, 0, byte(len(m) >> 8), byte(len(m))}, m...)
	return dissecttest.Turn{Dir: d, Data: b, Rows: []string{row}}
}

// transaction makes the words of a request of TRANSACTION2 whose parameters follow three bytes.
func transaction(function byte, parameters string) (words, data string) {
	n := string([]byte{byte(len(parameters)), 0})
	return n + zeros(16) + n + "\x44\x00" + zeros(4) + "\x01\x00" + string([]byte{function, 0}), zeros(3) + parameters
}

func conversation() []dissecttest.Turn {
	const c, s = dissect.ToServer, dissect.ToClient
	words, data := transaction(5, "\x01\x01\x00\x00\x00\x00"+u16(`\a.txt`))
	list, pattern := transaction(1, "\x16\x00\x64\x00\x06\x00\x04\x01\x00\x00\x00\x00"+u16(`\*`))
	entry := zeros(60) + "\x02\x00\x00\x00" + zeros(30) + "a\x00"
	found := zeros(12) + string([]byte{byte(len(entry)), 0}) + "\x38\x00" + zeros(4)
	file := "\x01\x40"
	return []dissecttest.Turn{
		said(c, `SMB Session Setup AndX Request, User: EX\al`,
			message(smb.SessionSetupAndX, 1, false, 0, alone+zeros(22), "\x00"+u16("al")+u16("EX"))),
		said(s, `SMB Session Setup AndX Response, Error: STATUS_LOGON_FAILURE`,
			message(smb.SessionSetupAndX, 1, true, 0xc000006d, "", "")),
		said(c, `SMB Tree Connect AndX Request, Path: \\files\public`,
			message(smb.TreeConnectAndX, 2, false, 0, alone+"\x00\x00\x01\x00", "\x00"+u16(`\\files\public`))),
		said(s, `SMB Tree Connect AndX Response`, message(smb.TreeConnectAndX, 2, true, 0, alone+zeros(2), "")),
		said(c, `SMB NT Create AndX Request, Path: \a.txt`,
			message(smb.NTCreateAndX, 3, false, 0, alone+zeros(44), "\x00"+u16(`\a.txt`))),
		said(s, `SMB NT Create AndX Response, FID: 0x4001`,
			message(smb.NTCreateAndX, 3, true, 0, alone+"\x00"+file+zeros(61), "")),
		said(c, `SMB Read AndX Request, FID: 0x4001, 100 bytes at offset 5`,
			message(smb.ReadAndX, 4, false, 0, alone+file+"\x05\x00\x00\x00\x64\x00"+zeros(12), "")),
		said(s, `SMB Read AndX Response, FID: 0x4001, 1 byte`,
			message(smb.ReadAndX, 4, true, 0, alone+zeros(6)+"\x01\x00\x3b\x00"+zeros(10), "x")),
		said(c, `SMB Trans2 Request, QUERY_PATH_INFO, Query File Basic Info, Path: \a.txt`,
			message(smb.Transaction2, 5, false, 0, words, data)),
		said(s, `SMB Trans2 Response, QUERY_PATH_INFO, Error: STATUS_ACCESS_DENIED`,
			message(smb.Transaction2, 5, true, 0xc0000022, "", "")),
		said(c, `SMB Trans2 Request, FIND_FIRST2, Pattern: \*`, message(smb.Transaction2, 6, false, 0, list, pattern)),
		said(s, `SMB Trans2 Response, FIND_FIRST2, Files: a`, message(smb.Transaction2, 6, true, 0, found, "\x00"+entry)),
		said(c, `SMB Locking AndX Request, FID: 0x4001; Read AndX, FID: 0x4001, 0 bytes at offset 0`, chained(file)),
		said(c, `SMB Close Request, FID: 0x4001`, message(smb.Close, 8, false, 0, file+zeros(4), "")),
		said(s, `SMB Close Response, FID: 0x4001`, message(smb.Close, 8, true, 0, "", "")),
		said(s, `SMB [Malformed Packet]`, []byte("\xffSMB")),
	}
}

// chained makes a message of two commands.
func chained(file string) []byte {
	first := message(smb.LockingAndX, 7, false, 0, "\x2e\x00\x00\x00"+file+zeros(10), "")
	le.PutUint16(first[35:], uint16(len(first)))
	next := message(smb.ReadAndX, 7, false, 0, alone+file+zeros(18), "")
	return append(first, next[32:]...)
}

func protocols() []*dissect.Protocol {
	return []*dissect.Protocol{&netbios.Sessions, &smb.Protocol, &smb.Pipe, &smb2.Protocol, &dcerpc.Protocol}
}

func TestConversation(t *testing.T) {
	c := dissecttest.Conversation{Protocols: protocols(), Port: 445, Turns: conversation()}
	c.Check(t)
}

func TestExchanges(t *testing.T) {
	c := dissecttest.Dialogue{
		Conversation: dissecttest.Conversation{Protocols: protocols(), Port: 445, Turns: conversation()},
		Exchanges: []string{
			"Session Setup AndX -> STATUS_LOGON_FAILURE refused",
			`Tree Connect AndX \\files\public -> STATUS_SUCCESS succeeded`,
			`NT Create AndX \a.txt -> STATUS_SUCCESS succeeded`, "Read AndX -> STATUS_SUCCESS succeeded",
			`Trans2 QUERY_PATH_INFO, Query File Basic Info, Path: \a.txt -> STATUS_ACCESS_DENIED refused`,
			`Trans2 FIND_FIRST2, Pattern: \* -> STATUS_SUCCESS succeeded`, "Close -> STATUS_SUCCESS succeeded",
			"Locking AndX -> unanswered",
		},
	}
	c.Check(t)
}

// TestPipe: what a transaction writes to a pipe is a call.
func TestPipe(t *testing.T) {
	ping := "\x05\x00\x13\x03\x10\x00\x00\x00\x10\x00\x00\x00\x07\x00\x00\x00"
	words := zeros(22) + "\x10\x00\x56\x00" + "\x02\x00\x26\x00\x01\x40"
	m := message(smb.Transaction, 1, false, 0, words, "\x00"+u16(`\PIPE\`)+zeros(4)+ping)
	le.PutUint16(m[33+24:], uint16(len(m)-len(ping)))
	c := dissecttest.Conversation{Protocols: protocols(), Port: 445,
		Turns: []dissecttest.Turn{said(dissect.ToServer, "", m)}}
	if rows := c.Run(c.Turns, false).Rows; rows[len(rows)-1] != "DCERPC Orphaned: call_id: 7, Fragment: Single" {
		t.Errorf("%q", rows)
	}
}

// FuzzSMB replays any bytes as a conversation.
func FuzzSMB(f *testing.F) {
	for _, x := range conversation() {
		f.Add(append([]byte{0x87}, x.Data...))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		dissecttest.AnyConnection(t, &netbios.Sessions, 445, b)
		dissecttest.AnyDialogue(t, &netbios.Sessions, 445, b)
	})
}

// TestAllocatesNothing: rows of a connection that goes on need no memory.
func TestAllocatesNothing(t *testing.T) {
	c := dissecttest.NewConnection(445, engine.ByArrival, protocols()...)
	if n := c.Allocs(conversation()[4:15]); n > 0 {
		t.Errorf("%v allocations", n)
	}
}

// TestHeaderFields: flags, counts and dialects of a negotiation.
func TestHeaderFields(t *testing.T) {
	c := dissecttest.NewConnection(445, engine.ByArrival, protocols()...)
	f := c.Last([]dissecttest.Turn{said(dissect.ToServer, "",
		message(smb.Negotiate, 1, false, 0, "", "\x02LANMAN1.0\x00\x02NT LM 0.12\x00"))})
	for name, want := range map[string]string{
		"smb.server_component": "1112364031", "smb.flags2.string": "1", "smb.flags2.nt_error": "1", "smb.flags2.dfs": "0",
		"smb.flags2.long_names_allowed": "1", "smb.flags.response": "0", "smb.wct": "0", "smb.bcc": "23",
		"smb.dialect.name": "LANMAN1.0|NT LM 0.12", "smb.cmd": "114", "smb.signature": "0000000000000000",
	} {
		if got := dissecttest.FieldText(f, &smb.Protocol, name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}
