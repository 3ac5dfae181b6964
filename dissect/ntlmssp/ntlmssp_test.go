package ntlmssp

import (
	"encoding/binary"
	"strings"
	"testing"

	"netsniff/dissect"
	"netsniff/dissect/registry"
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
	binary.LittleEndian.PutUint32(b[authFlagsAt:], flags)
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

// answer makes an AUTHENTICATE_MESSAGE with an answer of NTLM 2 that has attributes.
func answer(attributes ...string) []byte {
	b := authenticate(1|uint32(versionFlag), "E\x00", "a\x00")
	long := make([]byte, v2Attributes)
	long[v2Version] = 1
	for _, x := range attributes {
		long = append(long, x...)
	}
	le.PutUint16(b[ntAt:], uint16(len(long)))
	le.PutUint32(b[ntAt+4:], uint32(len(b)))
	return append(b, long...)
}

// values returns the texts and numbers of a field.
func values(b []byte, name string) (list []string) {
	l := dissect.Layer{Protocol: &Protocol, Bytes: b}
	var v dissect.Values
	for i := range Protocol.Fields {
		if f := &Protocol.Fields[i]; f.Name == name {
			f.Get(nil, &l, &v)
			for j := range v.List {
				list = append(list, string(registry.AppendValue(nil, f, &v.List[j])))
			}
		}
	}
	return list
}

func TestFields(t *testing.T) {
	b := answer("\x02\x00\x04\x00E\x00X\x00", "\x07\x00\x08\x00\x00\x80\x3e\xd5\xde\xb1\x9d\x01", "\x00\x00\x00\x00", "pad!")
	for _, x := range []struct {
		b          []byte
		name, want string
	}{
		{b, "ntlmssp.auth.domain", "E"},
		{b, "ntlmssp.ntlmv2_response.item.type", "0x0002 0x0007 0x0000"},
		{b, "ntlmssp.ntlmv2_response.nb_domain_name", "EX"},
		{b, "ntlmssp.ntlmv2_response.timestamp", "Jan  1, 1970 00:00:00.000000000 UTC"},
		{b, "ntlmssp.ntlmv2_response.pad", "70616421"},
		{b, "ntlmssp.version.major", ""}, // the payload begins where it would be
		{b, "ntlmssp.negotiateunicode", "1"},
		{b[:len(b)-1], "ntlmssp.ntlmv2_response.item.type", ""}, // the descriptor points beyond the end
		{b[:20], "ntlmssp.negotiateflags", ""},
	} {
		if got := strings.Join(values(x.b, x.name), " "); got != x.want {
			t.Errorf("%s: %q, want %q", x.name, got, x.want)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add(authenticate(1, "E\x00X\x00", "a\x00l\x00"))
	f.Add(answer("\x02\x00\x04\x00E\x00X\x00", "\x00\x00\x00\x00"))
	f.Add(append([]byte("NTLMSSP\x00\x02\x00\x00\x00"), make([]byte, 60)...))
	f.Fuzz(func(_ *testing.T, b []byte) {
		m := Find(b)
		m.AppendInfo(nil)
		l := dissect.Layer{Protocol: &Protocol, Bytes: m.Bytes}
		var v dissect.Values
		for i := range Protocol.Fields {
			Protocol.Fields[i].Get(nil, &l, &v)
		}
		var h dissect.Headings
		addHeadings(nil, &l, &h)
		sayVersion(nil, nil, &l, nil)
	})
}

func TestWrapping(t *testing.T) {
	for token, want := range map[string]string{"\x60\x48": "gss-api:spnego", "\xa1\x07": "gss-api:spnego",
		"NTLMSSP\x00": "", "": ""} {
		if got := Wrapping([]byte(token)); got != want {
			t.Errorf("%q: %q, want %q", token, got, want)
		}
	}
}
