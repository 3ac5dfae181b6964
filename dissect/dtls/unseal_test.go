package dtls

import (
	"bytes"
	"crypto"
	"crypto/aes"
	stdcipher "crypto/cipher"
	"fmt"
	"testing"

	"netsniff/dissect"
	"netsniff/dissect/dissecttest"
	"netsniff/dissect/tls/cipher"
	"netsniff/dissect/tls/keylog"
	"netsniff/dissect/tls/record"
)

// gcm seals the records of an end with TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256.
type gcm struct {
	aead stdcipher.AEAD
	salt []byte
}

// sealers returns those of both ends.
func sealers(t *testing.T, master, client, server []byte) (ends [2]gcm) {
	t.Helper()
	const key, salt = 16, 4
	block := cipher.PRF(cipher.TLS12, crypto.SHA256, master, "key expansion", append(bytes.Clone(server), client...),
		2*(key+salt))
	for i := range ends {
		b, err := aes.NewCipher(block[key*i:][:key])
		if err != nil {
			t.Fatal(err)
		}
		if ends[i].aead, err = stdcipher.NewGCM(b); err != nil {
			t.Fatal(err)
		}
		ends[i].salt = block[2*key+salt*i:][:salt]
	}
	return ends
}

// record returns a record of epoch 1.
func (g gcm) record(kind record.ContentType, sequence uint16, plain []byte) []byte {
	number := be.AppendUint16([]byte{0, 1, 0, 0, 0, 0}, sequence)
	extra := be.AppendUint16(append(bytes.Clone(number), byte(kind), 0xfe, 0xfd), uint16(len(plain)))
	nonce := append(bytes.Clone(g.salt), number...)
	body := append(bytes.Clone(number), g.aead.Seal(nil, nonce, plain, extra)...)
	head := append([]byte{byte(kind), 0xfe, 0xfd}, number...)
	return append(be.AppendUint16(head, uint16(len(body))), body...)
}

// TestKeys: with its secret the rest of a handshake and alerts are in clear, in whatever order
// datagrams come; a record that was damaged stays closed.
func TestKeys(t *testing.T) {
	master := bytes.Repeat([]byte{0xcd}, cipher.MasterSize)
	random := clientHello[2:helloRandom]
	log, given := new(keylog.Log), dissect.Storage{}
	log.Add(fmt.Appendf(nil, "CLIENT_RANDOM %x %x\n", random, master), 0)
	dissect.Give(given, log)
	ends := sealers(t, master, random, serverHello[2:helloRandom])
	finished := whole(20, make([]byte, 12))
	damaged := ends[0].record(record.Alert, 9, []byte{1, 0})
	damaged[len(damaged)-1] ^= 1
	c, s := dissect.ToServer, dissect.ToClient
	rows := dissecttest.NewGivenDatagrams(given, 40000, &Protocol).Rows([]dissecttest.Turn{
		{Dir: c, Data: recordOf(record.Handshake, 0, whole(1, clientHello))},
		{Dir: s, Data: recordOf(record.Handshake, 0, whole(2, serverHello))},
		{Dir: c, Data: append(recordOf(record.ChangeCipherSpec, 0, []byte{1}),
			ends[0].record(record.Handshake, 0, finished)...)},
		{Dir: s, Data: ends[1].record(record.Handshake, 5, finished)},
		{Dir: s, Data: ends[1].record(record.Alert, 3, []byte{2, 40})},
		{Dir: c, Data: damaged},
		{Dir: c, Data: ends[0].record(record.Alert, 2, []byte{1, 0})},
	})
	for i, want := range []string{
		"DTLS Client Hello", "DTLSv1.2 Server Hello", "DTLSv1.2 Change Cipher Spec, Finished", "DTLSv1.2 Finished",
		"DTLSv1.2 Alert (Level: Fatal, Description: Handshake Failure)", "DTLSv1.2 Encrypted Alert",
		"DTLSv1.2 Alert (Level: Warning, Description: Close Notify)",
	} {
		if rows[i] != want {
			t.Errorf("%q, want %q", rows[i], want)
		}
	}
}
