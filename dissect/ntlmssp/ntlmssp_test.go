package ntlmssp

import (
	"encoding/binary"
	"testing"
)

// authenticate makes an AUTHENTICATE_MESSAGE with names as they stand in it.
func authenticate(flags uint32, domain, user string) []byte {
	b := make([]byte, 64, 64+len(domain)+len(user))
	copy(b, signature)
	b[8] = byte(Authenticate)
	point := func(at int, s string) {
		binary.LittleEndian.PutUint16(b[at:], uint16(len(s)))
		binary.LittleEndian.PutUint32(b[at+4:], uint32(len(b)))
		b = append(b, s...)
	}
	point(domainAt, domain)
	point(userAt, user)
	binary.LittleEndian.PutUint32(b[flagsAt:], flags)
	return b
}

func TestRead(t *testing.T) {
	whole := authenticate(1, "E\x00X\x00", "a\x00l\x00")
	for _, x := range []struct {
		b    []byte
		want string
	}{
		{[]byte("NTLMSSP\x00\x01\x00\x00\x00"), "NTLMSSP_NEGOTIATE"},
		{[]byte("NTLMSSP\x00\x02\x00\x00\x00"), "NTLMSSP_CHALLENGE"},
		{whole, `NTLMSSP_AUTH, User: EX\al`},
		{whole[:65], `NTLMSSP_AUTH, User: \`}, // what a descriptor points to is not there
		{authenticate(0, "EX", "al"), `NTLMSSP_AUTH, User: EX\al`},
		{[]byte("NTLMSSP\x00\x09\x00\x00\x00"), ""},
		{[]byte("NTLMSSP\x00\x01"), ""},
		{[]byte("Kerberos"), ""},
	} {
		m := Read(x.b)
		if got := string(m.AppendInfo(nil)); got != x.want {
			t.Errorf("%q: %q, want %q", x.b, got, x.want)
		}
	}
	if m := Find(append([]byte("\x60\x48"), whole...)); m.Step != Authenticate {
		t.Errorf("within a wrapping: %v", m.Step)
	}
}

func FuzzRead(f *testing.F) {
	f.Add(authenticate(1, "E\x00X\x00", "a\x00l\x00"))
	f.Fuzz(func(_ *testing.T, b []byte) {
		m := Find(b)
		m.AppendInfo(nil)
	})
}
