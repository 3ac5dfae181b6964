package ftp_test

import (
	"testing"

	"netsniff/dissect"
	"netsniff/dissect/dissecttest"
	"netsniff/dissect/ftp"
	"netsniff/reassembly"
)

var dialogues = []struct {
	name      string
	text      string
	exchanges []string
}{
	{"a session", `
		<- 220-FTP\r\n220 ready\r\n
		> USER alice
		< 331 go on
		> PASS secret
		< 230 in
		> FEAT
		<- 211-Features:\r\n 200 no reply\r\n211-MDTM\r\n211 End\r\n
		> CWD pub
		< 250 ok
		> PASV
		< 227 ok (10,0,0,2,4,5)
		> RETR a file.txt
		< 150 here
		< 226 done
		> XYZZY secret
		< 500 what?
		> QUIT
		< 221 bye`, []string{
		"greeting -> 220 succeeded", "USER alice -> 331 succeeded", "PASS -> 230 succeeded", "FEAT -> 211 succeeded",
		"CWD pub -> 250 succeeded",
		"PASV -> 227 succeeded", "RETR a file.txt -> 226 succeeded", "unknown -> 500 refused", "QUIT -> 221 succeeded"}},
	{"a transfer that is given up", `
		< 220 FTP
		> STOR a
		< 150 go
		>- \xff\xf4\xff\xf2ABOR\r\n
		<- 426 given up\r\n226 ABOR done\r\n
		> NOOP`, []string{"greeting -> 220 succeeded", "STOR a -> 426 failed", "ABOR -> 226 succeeded", "NOOP -> unanswered"}},
	{"STAT while a transfer goes on", `
		< 220 FTP
		> RETR a
		< 150 go
		> STAT
		<- 213-half\r\n213 of it\r\n
		< 226 done`, []string{"greeting -> 220 succeeded", "STAT -> 213 succeeded", "RETR a -> 226 succeeded"}},
	{"patience", `
		< 120 wait
		< 220 FTP
		> NOOP
		< 200 ok`, []string{"greeting -> 120 succeeded", "greeting -> 220 succeeded", "NOOP -> 200 succeeded"}},
}

func TestDialogues(t *testing.T) {
	for _, c := range dialogues {
		t.Run(c.name, func(t *testing.T) {
			list, err := dissecttest.Parse(c.text)
			if err != nil {
				t.Fatal(err)
			}
			d := dissecttest.Dialogue{Exchanges: c.exchanges}
			d.Protocols, d.Port, d.Turns = []*dissect.Protocol{&ftp.Protocol}, 21, list
			d.Check(t)
		})
	}
}

// keeper keeps what a test asks of exchanges.
type keeper struct {
	logins []dissect.Login
	about  []ftp.Carriage
	sides  [][2]int64
	told   []string
}

func (k *keeper) Exchange(x *dissect.Exchange) {
	if x.Login != nil {
		k.logins = append(k.logins, *x.Login)
	}
	if c, ok := x.Detail.(*ftp.Carriage); ok {
		k.about = append(k.about, *c)
		k.sides = append(k.sides, [2]int64{x.Request.Bytes, x.Reply.Bytes})
	}
	k.told = append(k.told, dissecttest.Line(x))
}
func (*keeper) Piece(*dissect.Piece)                  {}
func (*keeper) Closed(*dissect.Conn, reassembly.Mark) {}

func TestLogins(t *testing.T) {
	var k keeper
	dissecttest.Tell([]dissecttest.Turn{
		server("220 FTP\r\n"), client("USER alice\r\n"), server("331 go on\r\n"), client("PASS  a b\r\n"),
		server("530 no\r\n"),
	}, 21, &k, &ftp.Protocol)
	want := dissect.Login{Mechanism: "USER/PASS", User: "alice", Secret: " a b"}
	if len(k.logins) != 1 || k.logins[0] != want {
		t.Errorf("%+v", k.logins)
	}
}

// A data connection nobody told of is one exchange as well.
func TestData(t *testing.T) {
	var k keeper
	list := []dissecttest.Turn{server("12345"), {Dir: reassembly.ToClient, Data: []byte("67"), Lost: true}, server("89")}
	dissecttest.Tell(list, 20, &k, &ftp.Data)
	if len(k.about) != 1 || k.about[0].Way != ftp.Download || k.about[0].Missing != 2 || k.about[0].Complete() ||
		k.sides[0][1] != 9 {
		t.Errorf("%+v %v", k.about, k.sides)
	}
}

// FuzzDialogue hears any bytes as a dialogue.
func FuzzDialogue(f *testing.F) {
	f.Add([]byte("\x0f220 FTP ready\r\n\x86PASV\r\n\x20227 ok (127,0,0,1,4,5)\r\n\x88RETR a\r\n\x08150 ok\r\n\x08226 ok\r\n"))
	f.Add([]byte("\x0b220-a\r\n220 \n\x88USER a\r\n\x05331\r\n\x88PASS b\r\n\x05530\r\n"))
	f.Add([]byte("\x8aAUTH TLS\r\n\x08234 ok\r\n\x84\x16\x03\x01\x00"))
	f.Fuzz(func(t *testing.T, b []byte) { dissecttest.AnyDialogue(t, &ftp.Protocol, 21, b) })
}
