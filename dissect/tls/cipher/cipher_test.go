package cipher

import (
	"bytes"
	"crypto"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"encoding/binary"
	"encoding/hex"
	"strings"
	"testing"

	"golang.org/x/crypto/chacha20poly1305"
)

// TestParseSuite: what matters of a suite is in its name.
func TestParseSuite(t *testing.T) {
	for _, c := range []struct {
		name string
		want Suite
	}{
		{"TLS_AES_256_GCM_SHA384", Suite{Bulk: AESGCM, Key: 32, MAC: crypto.SHA384, PRF: crypto.SHA384}},
		{"TLS_RSA_WITH_AES_128_CCM_8", Suite{Bulk: AESCCM8, Key: 16, PRF: crypto.SHA256, RSA: true}},
		{"TLS_RSA_WITH_3DES_EDE_CBC_SHA", Suite{Bulk: TripleDES, Key: 24, MAC: crypto.SHA1, PRF: crypto.SHA256, RSA: true}},
		{"TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384", Suite{Bulk: AESCBC, Key: 32, MAC: crypto.SHA384, PRF: crypto.SHA384}},
		{"TLS_RSA_WITH_CAMELLIA_128_CBC_SHA", Suite{}},
		{"TLS_RSA_EXPORT_WITH_RC4_40_MD5", Suite{}},
		{"", Suite{}},
	} {
		if got, ok := ParseSuite(c.name); got != c.want && ok || ok != (c.want.Bulk != NoBulk) {
			t.Errorf("%s: %+v, %t", c.name, got, ok)
		}
	}
}

func unhex(t testing.TB, s string) []byte {
	b, err := hex.DecodeString(strings.ReplaceAll(s, " ", ""))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestCCM: example 3 of NIST SP 800-38C.
func TestCCM(t *testing.T) {
	block, _ := aes.NewCipher(unhex(t, "404142434445464748494a4b4c4d4e4f"))
	c := &ccm{block: block, tag: 8}
	nonce, extra := unhex(t, "101112131415161718191a1b"), unhex(t, "000102030405060708090a0b0c0d0e0f10111213")
	sealed := unhex(t, "e3b201a9f5b71a7a9b1ceaeccd97e70b6176aad9a4428aa5 484392fbc1b09951")
	if got, err := c.Open(nil, nonce, sealed, extra); err != nil ||
		hex.EncodeToString(got) != "202122232425262728292a2b2c2d2e2f3031323334353637" {
		t.Errorf("%x, %v", got, err)
	}
	sealed[0] ^= 1
	if _, err := c.Open(nil, nonce, sealed, extra); err == nil {
		t.Error("damage passes")
	}
}

// TestTrafficKeys: the keys of RFC 8448 §3 from the server's handshake traffic secret,
// as the record they open shows.
func TestTrafficKeys(t *testing.T) {
	s, _ := ParseSuite("TLS_AES_128_GCM_SHA256")
	secret := unhex(t, "b67b7d690cc16c4e75e54213cb2d37b4e9c912bcded9105d42befd59d391ad38")
	if got := hex.EncodeToString(expandLabel(s.PRF, secret, "key", 16)); got != "3fce516009c21727d0f2e4e86ee403bc" {
		t.Error(got)
	}
	if got := hex.EncodeToString(expandLabel(s.PRF, secret, "iv", 12)); got != "5d313eb2671276ee13000b30" {
		t.Error(got)
	}
}

// sealer makes records as a sender does.
type sealer struct {
	suite   Suite
	version Version
	etm     bool
	keys    keys
	seq     uint64
}

var sealers = map[string]Version{
	"TLS_RSA_WITH_AES_128_CBC_SHA": TLS12, "TLS_RSA_WITH_AES_256_CBC_SHA256": TLS11, "TLS_RSA_WITH_AES_256_CBC_SHA": TLS10,
	"TLS_RSA_WITH_AES_128_GCM_SHA256": TLS12, "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256": TLS12,
	"TLS_AES_128_GCM_SHA256": TLS13, "TLS_CHACHA20_POLY1305_SHA256": TLS13,
}

func newSealer(name string, v Version) *sealer {
	s, _ := ParseSuite(name)
	x := &sealer{suite: s, version: v}
	x.keys = keys{key: bytes.Repeat([]byte{7}, s.Key), iv: bytes.Repeat([]byte{9}, s.fixedIV(v))}
	if !s.aead() {
		x.keys.mac = bytes.Repeat([]byte{5}, s.MAC.Size())
	}
	return x
}

func (x *sealer) opener() *Opener {
	k := x.keys
	k.iv = clone(k.iv)
	return newOpener(x.version, x.suite, x.etm, k)
}

// seal returns the head and the fragment of the next record.
func (x *sealer) seal(text []byte) (head, fragment []byte) {
	head = []byte{23, 3, 3, 0, 0}
	pseudo := binary.BigEndian.AppendUint64(nil, x.seq)
	pseudo = binary.BigEndian.AppendUint16(append(pseudo, head[:3]...), uint16(len(text)))
	if x.suite.aead() {
		var a cipher.AEAD
		if x.suite.Bulk == ChaCha20Poly1305 {
			a, _ = chacha20poly1305.New(x.keys.key)
		} else {
			block, _ := aes.NewCipher(x.keys.key)
			a, _ = cipher.NewGCM(block)
		}
		nonce := append(clone(x.keys.iv), make([]byte, nonceSize-len(x.keys.iv))...)
		number := binary.BigEndian.AppendUint64(nil, x.seq)
		for i, b := range number {
			nonce[4+i] ^= b
		}
		if x.version < TLS13 && x.suite.Bulk != ChaCha20Poly1305 {
			fragment = number
		}
		if x.version == TLS13 {
			binary.BigEndian.PutUint16(head[3:], uint16(len(text)+a.Overhead()))
			pseudo = head
		}
		fragment = a.Seal(fragment, nonce, text, pseudo)
	} else {
		fragment = x.chain(text, pseudo)
	}
	x.seq++
	binary.BigEndian.PutUint16(head[3:], uint16(len(fragment)))
	return head, fragment
}

func (x *sealer) chain(text, pseudo []byte) []byte {
	mac := hmac.New(x.suite.MAC.New, x.keys.mac)
	mac.Write(pseudo)
	mac.Write(text)
	b := mac.Sum(clone(text))
	pad := 16 - len(b)%16
	b = append(b, bytes.Repeat([]byte{byte(pad - 1)}, pad)...)
	iv := bytes.Repeat([]byte{3}, 16)
	if x.version < TLS11 {
		iv = clone(x.keys.iv)
	}
	block, _ := aes.NewCipher(x.keys.key)
	cipher.NewCBCEncrypter(block, iv).CryptBlocks(b, b)
	if x.version < TLS11 {
		x.keys.iv = clone(b[len(b)-16:])
		return b
	}
	return append(iv, b...)
}

// TestOpen: records are opened in order; behind some that are lost those that follow
// are found, as is one that comes late; damage is noticed and the next is opened.
func TestOpen(t *testing.T) {
	for name, v := range sealers {
		t.Run(name, func(t *testing.T) {
			x := newSealer(name, v)
			o := x.opener()
			var records [40][2][]byte
			for i := range records {
				records[i][0], records[i][1] = x.seal([]byte{byte(i), 'x'})
			}
			open := func(i int, want bool) {
				t.Helper()
				got, ok := o.Open([]byte("."), records[i][0], records[i][1])
				if !ok {
					got, ok = o.Search([]byte("."), records[i][0], records[i][1])
				}
				if ok != want || ok && string(got) != string([]byte{'.', byte(i), 'x'}) {
					t.Errorf("record %d: %q, %t", i, got, ok)
				}
			}
			chained := v < TLS11 && !x.suite.aead() // the first behind a gap cannot be opened
			open(0, true)
			open(1, true)
			o.Lost(20 * 30)
			open(22, !chained)
			open(23, true)
			if !chained {
				open(21, true)
			}
			records[24][1][len(records[24][1])-1] ^= 1
			open(24, false)
			open(25, !chained)
			open(26, true)
		})
	}
}

// TestSearchIsBounded: records that nothing opens cost a bounded number of tries.
func TestSearchIsBounded(t *testing.T) {
	x := newSealer("TLS_AES_128_GCM_SHA256", TLS13)
	o := x.opener()
	head, b := x.seal([]byte("hello"))
	b[0] ^= 1
	for range 20 {
		o.Search(nil, head, b)
	}
	if o.credit != 0 {
		t.Errorf("%d tries are left", o.credit)
	}
}

// TestNoAllocations: opening a record allocates nothing.
func TestNoAllocations(t *testing.T) {
	for name, v := range sealers {
		x := newSealer(name, v)
		o := x.opener()
		dst := make([]byte, 0, 2<<10)
		var list [][2][]byte
		for range 120 {
			head, b := x.seal(make([]byte, 1000))
			list = append(list, [2][]byte{head, b})
		}
		i := 0
		if n := testing.AllocsPerRun(100, func() {
			if _, ok := o.Open(dst, list[i][0], list[i][1]); !ok {
				t.Fatal(name, i)
			}
			i++
		}); n != 0 {
			t.Errorf("%s: %v allocations", name, n)
		}
	}
}

// BenchmarkOpen opens records of 16 KiB, beside what the library's cipher takes alone.
func BenchmarkOpen(b *testing.B) {
	const size = 16 << 10
	for _, name := range []string{"TLS_AES_128_GCM_SHA256", "TLS_CHACHA20_POLY1305_SHA256", "TLS_RSA_WITH_AES_128_CBC_SHA"} {
		b.Run(name, func(b *testing.B) {
			x := newSealer(name, sealers[name])
			o, dst := x.opener(), make([]byte, 0, size+64)
			head, record := x.seal(make([]byte, size))
			b.SetBytes(size)
			for b.Loop() {
				o.seq = 0
				if _, ok := o.Open(dst, head, record); !ok {
					b.Fatal("not opened")
				}
			}
		})
	}
	b.Run("crypto/cipher GCM", func(b *testing.B) {
		block, _ := aes.NewCipher(make([]byte, 16))
		a, _ := cipher.NewGCM(block)
		nonce, dst := make([]byte, nonceSize), make([]byte, 0, size+64)
		record := a.Seal(nil, nonce, make([]byte, size), nil)
		b.SetBytes(size)
		for b.Loop() {
			if _, err := a.Open(dst, nonce, record, nil); err != nil {
				b.Fatal(err)
			}
		}
	})
}
