package smb2_test

import (
	"encoding/binary"
	"strings"
	"testing"

	"netsniff/dissect"
	"netsniff/dissect/dissecttest"
	"netsniff/dissect/engine"
	"netsniff/dissect/netbios"
	"netsniff/dissect/smb2"
)

var le = binary.LittleEndian

// Flags of headers.
const (
	response = 1 << iota
	async
	related
)

// file is the identifier of an open file, another that of what the chain opened before.
var (
	file    = strings.Repeat("\x07", 16)
	another = strings.Repeat("\xff", 16)
)

// message makes a message of a header and a body.
func message(c smb2.Command, id uint64, flags, status uint32, body string) []byte {
	b := append(make([]byte, 64, 64+len(body)), body...)
	copy(b, "\xfeSMB\x40")
	le.PutUint32(b[8:], status)
	le.PutUint16(b[12:], uint16(c))
	le.PutUint32(b[16:], flags)
	le.PutUint64(b[24:], id)
	if flags&async == 0 {
		le.PutUint32(b[36:], 3)
	}
	le.PutUint64(b[40:], 0x11)
	return b
}

// packet puts a chain of messages into a packet of the session.
func packet(chain ...[]byte) []byte {
	b := make([]byte, 4)
	for i, m := range chain {
		at := len(b)
		if b = append(b, m...); i < len(chain)-1 {
			b = append(b, make([]byte, -(len(b)-4)&7)...)
			le.PutUint32(b[at+20:], uint32(len(b)-at))
		}
	}
	binary.BigEndian.PutUint32(b, uint32(len(b)-4))
	return b
}

func u16(s string) string {
	var b strings.Builder
	for _, c := range []byte(s) {
		b.Write([]byte{c, 0})
	}
	return b.String()
}

// fixed makes the fixed part of a body: a number of octets, little-endian, for each pair.
func fixed(pairs ...int) string {
	var b []byte
	for i := 0; i < len(pairs); i += 2 {
		for range pairs[i] {
			b = append(b, byte(pairs[i+1]))
			pairs[i+1] >>= 8
		}
	}
	return string(b)
}

func create(name string) string {
	return fixed(2, 57, 34, 0, 4, 7, 4, 1, 2, 120, 2, 2*len(name), 8, 0) + u16(name)
}
func created(id string) string { return fixed(2, 89, 62, 0) + id + fixed(8, 0) }
func closing(id string) string { return fixed(2, 24, 6, 0) + id }
func read(n, at int) string {
	return fixed(2, 49, 2, 0, 4, n, 8, at) + file + fixed(16, 0)
}
func query(class, level int, id string) string {
	return fixed(2, 41, 1, class, 1, level, 20, 0) + id
}

const (
	failed    = "\x09\x00\x00\x00\x00\x00\x00\x00\x00"
	notFound  = 0xc0000034
	endOfFile = 0xc0000011
	pending   = 0x103
)

// said makes a turn, with its row.
func said(d dissect.Dir, row string, chain ...[]byte) dissecttest.Turn {
	return dissecttest.Turn{Dir: d, Data: packet(chain...), Rows: []string{row}}
}

// dialogue opens, reads and closes files.
func dialogue() []dissecttest.Turn {
	const c, s = dissect.ToServer, dissect.ToClient
	tree := `\\files\public`
	return []dissecttest.Turn{
		said(c, `SMB2 Tree Connect Request Tree: \\files\public`,
			message(smb2.TreeConnect, 1, 0, 0, fixed(2, 9, 2, 0, 2, 72, 2, 2*len(tree))+u16(tree))),
		said(s, "SMB2 Tree Connect Response", message(smb2.TreeConnect, 1, response, 0, fixed(2, 16, 1, 1, 13, 0))),
		said(c, `SMB2 Create Request File: dir\a.txt`, message(smb2.Create, 2, 0, 0, create(`dir\a.txt`))),
		said(s, `SMB2 Create Response File: dir\a.txt`, message(smb2.Create, 2, response, 0, created(file))),
		said(c, `SMB2 Create Request File: absent`, message(smb2.Create, 3, 0, 0, create(`absent`))),
		said(s, `SMB2 Create Response, Error: STATUS_OBJECT_NAME_NOT_FOUND`,
			message(smb2.Create, 3, response, notFound, failed)),
		said(c, `SMB2 Read Request Len:4096 Off:512 File: dir\a.txt`, message(smb2.Read, 4, 0, 0, read(4096, 512))),
		said(s, `SMB2 Read Response, Error: STATUS_PENDING`, message(smb2.Read, 4, response|async, pending, failed)),
		said(s, `SMB2 Read Response, Error: STATUS_END_OF_FILE`, message(smb2.Read, 4, response|async, endOfFile, failed)),
		said(c, `SMB2 Create Request File: b;GetInfo Request FILE_INFO/SMB2_FILE_ALL_INFO;Close Request`,
			message(smb2.Create, 5, 0, 0, create(`b`)),
			message(smb2.QueryInfo, 6, related, 0, query(1, 18, another)),
			message(smb2.Close, 7, related, 0, closing(another))),
		said(s, `SMB2 Create Response File: b;GetInfo Response;Close Response`,
			message(smb2.Create, 5, response, 0, created(strings.Repeat("\x08", 16))),
			message(smb2.QueryInfo, 6, response|related, 0, fixed(2, 9, 2, 72, 4, 0)),
			message(smb2.Close, 7, response|related, 0, fixed(2, 60, 58, 0))),
		said(c, `SMB2 GetInfo Request QUOTA_INFO/(Level:0x4d) File: dir\a.txt`,
			message(smb2.QueryInfo, 8, 0, 0, query(4, 77, file))),
		said(c, `SMB2 Close Request File: dir\a.txt`, message(smb2.Close, 9, 0, 0, closing(file))),
		said(s, `SMB2 Close Response`, message(smb2.Close, 9, response, 0, fixed(2, 60, 58, 0))),
		said(c, `SMB2 Read Request Len:1 Off:0`, message(smb2.Read, 10, 0, 0, read(1, 0))),
		said(s, `SMB2 [Malformed Packet]`, []byte("\xfeSMB\x40")),
		said(s, `SMB2 Encrypted SMB3`, []byte("\xfdSMB"+strings.Repeat("x", 80))),
	}
}

func protocols() []*dissect.Protocol {
	return []*dissect.Protocol{&netbios.Sessions, &smb2.Protocol}
}

func TestConversation(t *testing.T) {
	c := dissecttest.Conversation{Protocols: protocols(), Port: 445, Turns: dialogue(), Pipelined: false}
	c.Check(t)
}

// TestLastSpeaks: of several packets in a segment the last one has the row.
func TestLastSpeaks(t *testing.T) {
	turns := dialogue()[:3]
	turns[2].Data = append(packet(message(smb2.Echo, 99, 0, 0, fixed(2, 4, 2, 0))), turns[2].Data...)
	c := dissecttest.Conversation{Protocols: protocols(), Port: 445, Turns: turns}
	if got := c.Run(turns, true).Rows; got[len(got)-1] != `SMB2 Create Request File: dir\a.txt` {
		t.Errorf("%q", got)
	}
}

func TestExchanges(t *testing.T) {
	c := dissecttest.Dialogue{
		Conversation: dissecttest.Conversation{Protocols: protocols(), Port: 445, Turns: dialogue()},
		Exchanges: []string{
			`Tree Connect \\files\public -> STATUS_SUCCESS succeeded`, `Create dir\a.txt -> STATUS_SUCCESS succeeded`,
			`Create absent -> STATUS_OBJECT_NAME_NOT_FOUND refused`, `Read dir\a.txt -> STATUS_END_OF_FILE refused`,
			`Create b -> STATUS_SUCCESS succeeded`, `GetInfo -> STATUS_SUCCESS succeeded`,
			`Close -> STATUS_SUCCESS succeeded`,
			`Close dir\a.txt -> STATUS_SUCCESS succeeded`, `GetInfo dir\a.txt -> unanswered`, `Read -> unanswered`,
		},
	}
	c.Check(t)
}

// FuzzSMB2 replays any bytes as a conversation.
func FuzzSMB2(f *testing.F) {
	for _, x := range dialogue() {
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
	if n := c.Allocs(dialogue()[2:14]); n > 0 {
		t.Errorf("%v allocations", n)
	}
}

// TestNegotiated: what two ends can do, and what they agree on.
func TestNegotiated(t *testing.T) {
	asked := "\x24\x00\x01\x00\x03\x00\x00\x00\x41\x00\x00\x00" + strings.Repeat("\x05", 16) + zeros(8) + "\x11\x03"
	chosen := "\x41\x00\x01\x00\x11\x03\x02\x00" + strings.Repeat("\x06", 16) + "\x04\x00\x00\x00" +
		"\x00\x00\x80\x00\x00\x00\x40\x00\x00\x00\x20\x00" + zeros(16) + "\x80\x00\x00\x00" + zeros(4)
	for _, x := range []struct {
		turns []dissecttest.Turn
		want  map[string]string
	}{
		{[]dissecttest.Turn{dissecttest.Client(string(packet(message(smb2.Negotiate, 0, 0, 0, asked))))}, map[string]string{
			"smb2.buffer_code": "36", "smb2.buffer_code.length": "18", "smb2.buffer_code.dynamic": "0",
			"smb2.sec_mode":               "3",
			"smb2.sec_mode.sign_required": "1", "smb2.capabilities.dfs": "1", "smb2.capabilities.encryption": "1",
			"smb2.capabilities.leasing": "0", "smb2.client_guid": "05050505-0505-0505-0505-050505050505",
			"smb2.dialect": "785", "smb2.olb.length": "", "smb2.flags.priority_mask": "0"}},
		{[]dissecttest.Turn{dissecttest.Client(string(packet(message(smb2.Negotiate, 0, 0, 0, asked)))),
			dissecttest.Server(string(packet(message(smb2.Negotiate, 0, response, 0, chosen))))}, map[string]string{
			"smb2.buffer_code.dynamic": "1", "smb2.sec_mode.sign_required": "0", "smb2.capabilities.large_mtu": "1",
			"smb2.max_read_size": "4194304", "smb2.negotiate_context.count": "2", "smb2.olb.offset": "128",
			"smb2.server_guid": "06060606-0606-0606-0606-060606060606"}},
	} {
		c := dissecttest.NewConnection(445, engine.ByArrival, protocols()...)
		f := c.Last(x.turns)
		for name, want := range x.want {
			if got := dissecttest.FieldText(f, &smb2.Protocol, name); got != want {
				t.Errorf("%s: %q, want %q", name, got, want)
			}
		}
	}
}

func zeros(n int) string { return strings.Repeat("\x00", n) }
