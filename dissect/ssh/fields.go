package ssh

import (
	"bytes"
	"crypto/md5" //nolint:gosec // what hassh is made of
	"encoding/hex"

	"netsniff/dissect"
	"netsniff/dissect/text"
)

var listNames = [lists]string{
	"kex_algorithms", "server_host_key_algorithms", "encryption_algorithms_client_to_server",
	"encryption_algorithms_server_to_client",
	"mac_algorithms_client_to_server", "mac_algorithms_server_to_client", "compression_algorithms_client_to_server",
	"compression_algorithms_server_to_client", "languages_client_to_server", "languages_server_to_client",
}

var fields = append([]dissect.Field{
	{Name: "ssh.protocol", Title: "Protocol", Type: dissect.String, Get: dissect.Of(func(m *Message, v *dissect.Values) {
		if m.Kind == Version {
			said, _, _ := bytes.Cut(trimmed(m.Bytes), []byte{0})
			v.Bytes(text.Readable(said)).At(0, len(trimmed(m.Bytes)))
		}
	})},
	{Name: "ssh.packet_length", Title: "Packet Length", Type: dissect.Uint, Get: plain(dissect.Number(0, 4))},
	{Name: "ssh.padding_length", Title: "Padding Length", Type: dissect.Uint, Get: plain(dissect.Number(4, 1))},
	{Name: "ssh.message_code", Title: "Message Code", Type: dissect.Uint, Get: plain(dissect.Number(5, 1))},
	{Name: "ssh.cookie", Title: "Cookie", Type: dissect.Octets,
		Get: ofKexInit(func(m *Message, o *offer, v *dissect.Values) {
			v.Bytes(m.Bytes[headLen:offerAt]).At(headLen, cookieLen)
		})},
	{Name: "ssh.first_kex_packet_follows", Title: "First KEX Packet Follows", Type: dissect.Uint,
		Get: ofKexInit(func(m *Message, o *offer, v *dissect.Values) {
			if o.end < len(m.Bytes) {
				v.Uint(uint64(m.Bytes[o.end])).At(o.end, 1)
			}
		})},
	{Name: "ssh.kex.hassh_algorithms", Title: "hasshAlgorithms", Type: dissect.String,
		Get: hassh(dissect.ToServer, appendAlgorithms)},
	{Name: "ssh.kex.hassh", Title: "hassh", Type: dissect.String, Get: hassh(dissect.ToServer, appendHassh)},
	{Name: "ssh.kex.hasshserver_algorithms", Title: "hasshServerAlgorithms", Type: dissect.String,
		Get: hassh(dissect.ToClient, appendAlgorithms)},
	{Name: "ssh.kex.hasshserver", Title: "hasshServer", Type: dissect.String, Get: hassh(dissect.ToClient, appendHassh)},
	{Name: "ssh.host_key.type", Title: "Host key type", Type: dissect.String, Get: dissect.Of(getHostKeyType)},
	{Name: "ssh.encrypted_packet", Title: "Encrypted Packet", Type: dissect.Octets,
		Get: dissect.Of(func(m *Message, v *dissect.Values) {
			if m.Kind == Encrypted {
				v.Bytes(m.Bytes).At(0, len(m.Bytes))
			}
		})},
	{Name: "ssh.direction", Title: "Direction", Type: dissect.Bool,
		Get: dissect.Of(func(m *Message, v *dissect.Values) { v.Bool(m.Dir == dissect.ToClient) })},
}, listFields()...)

// listFields returns the fields of the name-lists.
func listFields() (all []dissect.Field) {
	for i, name := range listNames {
		all = append(all, dissect.Field{Name: "ssh." + name, Title: name + " string", Type: dissect.String,
			Get: ofKexInit(func(_ *Message, o *offer, v *dissect.Values) {
				v.Bytes(text.Readable(o.lists[i])).At(o.off[i], len(o.lists[i]))
			})})
	}
	return all
}

// plain returns the getter of what packets in the clear have.
func plain(get dissect.Getter) dissect.Getter {
	return func(f *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
		if m, ok := l.Message.(*Message); ok && m.Kind == Plain {
			get(f, l, v)
		}
	}
}

// ofKexInit returns the getter that has get look at whole offers.
func ofKexInit(get func(*Message, *offer, *dissect.Values)) dissect.Getter {
	return dissect.Of(func(m *Message, v *dissect.Values) {
		if m.Kind != Plain || m.Code != KexInit {
			return
		}
		if o := readOffer(m.Bytes); o.end > 0 {
			get(m, &o, v)
		}
	})
}

// hassh returns the getter of the fingerprint of a side
// (https://github.com/salesforce/hassh), of which one direction's lists count.
func hassh(d dissect.Dir, text func(dst []byte, o *offer, d dissect.Dir) []byte) dissect.Getter {
	return ofKexInit(func(m *Message, o *offer, v *dissect.Values) {
		if m.Dir == d {
			v.End(text(v.Begin(), o, d))
		}
	})
}

func appendAlgorithms(dst []byte, o *offer, d dissect.Dir) []byte {
	dst = append(dst, o.lists[kexAlgorithms]...)
	for _, l := range [...]list{encryptionToServer, macToServer, compressionToServer} {
		if d == dissect.ToClient {
			l++ // the list of the other direction is the next
		}
		dst = append(append(dst, ';'), o.lists[l]...)
	}
	return dst
}

func appendHassh(dst []byte, o *offer, d dissect.Dir) []byte {
	sum := md5.Sum(appendAlgorithms(nil, o, d)) //nolint:gosec // as it is defined
	return hex.AppendEncode(dst, sum[:])
}

// getHostKeyType gets the type of the key that the reply of a key exchange begins
// with: a string within a string (RFC 4253 §8, RFC 4419 §3).
func getHostKeyType(m *Message, v *dissect.Values) {
	reply := m.Code == 31 && m.Kex != kexGroupExchange || m.Code == 33 && m.Kex == kexGroupExchange
	const at = headLen + 4
	if m.Kind != Plain || !reply || len(m.Bytes) < at+4 {
		return
	}
	if n := int(be.Uint32(m.Bytes[at:])); n >= 0 && n <= len(m.Bytes)-at-4 {
		v.Bytes(text.Readable(m.Bytes[at+4:at+4+n])).At(at+4, n)
	}
}

var outline = dissect.Outline{
	Computed: []string{"ssh.kex.hassh_algorithms", "ssh.kex.hassh", "ssh.kex.hasshserver_algorithms",
		"ssh.kex.hasshserver", "ssh.direction"},
}
