package dtls

import (
	"bytes"
	"testing"

	"netsniff/dissect"
	"netsniff/dissect/dissecttest"
	"netsniff/dissect/tls/record"
)

// record returns a record of DTLS 1.2.
func recordOf(t record.ContentType, epoch byte, body ...[]byte) []byte {
	b := bytes.Join(body, nil)
	return append([]byte{byte(t), 0xfe, 0xfd, 0, epoch, 0, 0, 0, 0, 0, 7, byte(len(b) >> 8), byte(len(b))}, b...)
}

// fragment returns a part of a handshake message of a length.
func fragment(t byte, length, offset int, part []byte) []byte {
	return append([]byte{t, 0, byte(length >> 8), byte(length), 0, 1, 0, byte(offset >> 8), byte(offset), 0,
		byte(len(part) >> 8), byte(len(part))}, part...)
}

func whole(t byte, body []byte) []byte { return fragment(t, len(body), 0, body) }

var (
	random      = bytes.Repeat([]byte{5}, 32)
	clientHello = bytes.Join([][]byte{{0xfe, 0xfd}, random, {0}, {2, 0xc0, 0x0c}, {0, 2, 0xc0, 0x2b}, {1, 0}, {0, 0}}, nil)
	serverHello = bytes.Join([][]byte{{0xfe, 0xfd}, random, {0}, {0xc0, 0x2b, 0}, {0, 0}}, nil)
	chain       = bytes.Repeat([]byte{0}, 100)
)

// TestRows: what records and fragments are called, and from when the version is known.
func TestRows(t *testing.T) {
	const c, s = dissect.ToServer, dissect.ToClient
	conn := dissecttest.NewDatagrams(40000, &Protocol)
	for i, x := range []struct {
		dir  dissect.Dir
		data []byte
		row  string
	}{
		{c, recordOf(record.Handshake, 0, whole(1, clientHello)), "DTLS Client Hello"},
		{s, recordOf(record.Handshake, 0, whole(2, serverHello), fragment(11, 100, 0, chain[:60])),
			"DTLSv1.2 Server Hello, Certificate (Fragment)"},
		{s, recordOf(record.Handshake, 0, fragment(11, 100, 60, chain[60:]), whole(14, nil)),
			"DTLSv1.2 Certificate (Reassembled), Server Hello Done"},
		{c, append(recordOf(record.ChangeCipherSpec, 0, []byte{1}), recordOf(record.Handshake, 1, random)...),
			"DTLSv1.2 Change Cipher Spec, Encrypted Handshake Message"},
		{s, recordOf(record.ApplicationData, 1, random), "DTLSv1.2 Application Data"},
		{s, recordOf(record.Alert, 1, random), "DTLSv1.2 Encrypted Alert"},
		{c, append([]byte{1, 0, 0, 0}, recordOf(record.ApplicationData, 1, random)...), "DTLSv1.2 Application Data"},
	} {
		if got := conn.Rows([]dissecttest.Turn{{Dir: x.dir, Data: x.data}}); len(got) != 1 || got[0] != x.row {
			t.Errorf("datagram %d: %q, want %q", i, got, x.row)
		}
	}
}

// TestFields: a hello is read behind its cookie.
func TestFields(t *testing.T) {
	x := dissecttest.NewDatagrams(40000, &Protocol)
	f := x.Last([]dissecttest.Turn{{Dir: dissect.ToServer, Data: recordOf(record.Handshake, 0, whole(1, clientHello))}})
	for name, want := range map[string]string{"dtls.handshake.ciphersuite": "49195", "dtls.record.sequence_number": "7"} {
		if got := dissecttest.FieldText(f, &Protocol, name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

func FuzzDatagrams(f *testing.F) {
	f.Add(append([]byte{0x40}, recordOf(record.Handshake, 0, whole(1, clientHello))...))
	f.Fuzz(func(t *testing.T, b []byte) { dissecttest.AnyDatagrams(t, []*dissect.Protocol{&Protocol}, b) })
}
