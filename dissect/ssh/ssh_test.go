package ssh_test

import (
	"encoding/binary"
	"strings"
	"testing"

	"netsniff/dissect"
	"netsniff/dissect/dissecttest"
	"netsniff/dissect/engine"
	"netsniff/dissect/ssh"
)

// packet returns a packet with a message and four bytes of padding.
func packet(message string) string {
	b := binary.BigEndian.AppendUint32(nil, uint32(len(message)+5))
	return string(b) + "\x04" + message + "\x00\x00\x00\x00"
}

// kexInit returns an offer of one method of key exchange and of ciphers.
func kexInit(method, ciphers string) string {
	b := []byte("\x14" + strings.Repeat("c", 16))
	for _, list := range []string{method, "ssh-ed25519", ciphers, ciphers, "hmac-sha2-256", "hmac-sha1", "none",
		"none", "", ""} {
		b = append(binary.BigEndian.AppendUint32(b, uint32(len(list))), list...)
	}
	return packet(string(b) + "\x00\x00\x00\x00\x00")
}

// conversation is the beginning of a connection whose keys are exchanged by method.
func conversation(method string) []dissecttest.Turn {
	return []dissecttest.Turn{
		{Dir: dissect.ToServer, Data: []byte("SSH-2.0-Example_1\r\n"),
			Rows: []string{"SSH Client: Protocol (SSH-2.0-Example_1)"}},
		{Dir: dissect.ToClient, Data: []byte("SSH-2.0-Example_2\r\n"),
			Rows: []string{"SSHv2 Server: Protocol (SSH-2.0-Example_2)"}},
		{Dir: dissect.ToServer, Data: []byte(kexInit("x,"+method, "aes128-ctr")),
			Rows: []string{"SSHv2 Client: Key Exchange Init"}},
		{Dir: dissect.ToClient, Data: []byte(kexInit(method, "aes128-ctr,aes256-ctr")),
			Rows: []string{"SSHv2 Server: Key Exchange Init"}},
	}
}

func row(t *testing.T, turns []dissecttest.Turn) {
	t.Helper()
	var want []string
	for _, x := range turns {
		want = append(want, x.Rows...)
	}
	got := dissecttest.NewConnection(22, engine.ByArrival, &ssh.Protocol).Rows(turns)
	for i, x := range want {
		if i >= len(got) || strings.TrimRight(got[i], " ") != x {
			t.Errorf("row %d of %q, want %q", i, got, x)
		}
	}
}

func TestKeyExchanges(t *testing.T) {
	send := func(d dissect.Dir, text, want string) dissecttest.Turn {
		return dissecttest.Turn{Dir: d, Data: []byte(text), Rows: []string{want}}
	}
	keys := packet("\x15")
	row(t, append(conversation("curve25519-sha256"),
		send(dissect.ToServer, packet("\x1ekey"), "SSHv2 Client: Elliptic Curve Diffie-Hellman Key Exchange Init"),
		send(dissect.ToClient, packet("\x1fkey")+keys+"secret",
			"SSHv2 Server: Elliptic Curve Diffie-Hellman Key Exchange Reply, New Keys"),
		send(dissect.ToServer, keys, "SSHv2 Client: New Keys"),
		send(dissect.ToServer, "secret", "SSHv2 Client:"),
	))
	row(t, append(conversation("diffie-hellman-group-exchange-sha256"),
		send(dissect.ToServer, packet("\x22"+strings.Repeat("n", 12)),
			"SSHv2 Client: Diffie-Hellman Group Exchange Request"),
		send(dissect.ToClient, packet("\x1fp"), "SSHv2 Server: Diffie-Hellman Group Exchange Group"),
		send(dissect.ToServer, packet("\x20e"), "SSHv2 Client: Diffie-Hellman Group Exchange Init"),
		send(dissect.ToClient, packet("\x21f")+keys+"secret",
			"SSHv2 Server: Diffie-Hellman Group Exchange Reply, New Keys, Encrypted packet (len=6)"),
		send(dissect.ToServer, keys+"secrets", "SSHv2 Client: New Keys, Encrypted packet (len=7)"),
	))
	row(t, []dissecttest.Turn{
		send(dissect.ToServer, "no version", "SSH Client: Encrypted packet (len=10)"),
		send(dissect.ToClient, "nothing", "SSH Server: Encrypted packet (len=7)"),
	})
}

func TestFields(t *testing.T) {
	turns := conversation("curve25519-sha256")
	c := dissecttest.NewConnection(22, engine.ByArrival, &ssh.Protocol)
	f := c.Last(turns)
	for name, want := range map[string]string{
		"ssh.message_code": "20", "ssh.kex_algorithms": "curve25519-sha256",
		"ssh.encryption_algorithms_client_to_server": "aes128-ctr,aes256-ctr",
		"ssh.kex.hasshserver_algorithms":             "curve25519-sha256;aes128-ctr,aes256-ctr;hmac-sha1;none",
		"ssh.kex.hasshserver":                        "40acbd973448289eb45a4ea772b03e46", "ssh.kex.hassh": "",
		"ssh.first_kex_packet_follows": "0",
	} {
		if got := dissecttest.FieldText(f, &ssh.Protocol, name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

// FuzzSSH takes any bytes for a connection.
func FuzzSSH(f *testing.F) {
	f.Add([]byte("\x89SSH-2.0-x\n\x09SSH-2.0-y\n\x8c\x00\x00\x00\x08\x04\x15abc\x00\x00\x00\x00"))
	f.Fuzz(func(t *testing.T, b []byte) { dissecttest.AnyConnection(t, &ssh.Protocol, 22, b) })
}
