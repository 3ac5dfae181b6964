package main

import (
	"go/ast"
	"go/token"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// between lists the packages of protocols that protocols may import: those
// that read what several of them carry, what media are described in and carried by, and one that asks TCP for its fields.
var between = map[string][]string{
	"dissect/bittorrent": {"dissect/bencode"},
	"dissect/dcerpc":     {"dissect/ntlmssp"},
	"dissect/http":       {"dissect/mail", "dissect/ntlmssp"},
	"dissect/icmpv6":     {"dissect/icmp/echo"},
	"dissect/imap":       {"dissect/mail", "dissect/tcp"},
	"dissect/ldap":       {"dissect/ntlmssp"},
	"dissect/netbios":    {"dissect/smb", "dissect/smb2"}, // sessions carry SMB
	"dissect/pop3":       {"dissect/mail"},
	"dissect/quic":       {"dissect/tls", "dissect/http3"},
	"dissect/radius":     {"dissect/eapol"},                   // attributes carry EAP
	"dissect/rtsp":       {"dissect/rtp", "dissect/sdp"},      // it carries RTP, and what it sets up is described in SDP
	"dissect/sdp":        {"dissect/rtp"},                     // it announces RTP
	"dissect/smb":        {"dissect/ntlmssp", "dissect/smb2"}, // pipes are the same in all versions
	"dissect/smb2":       {"dissect/ntlmssp"},
	"dissect/smtp":       {"dissect/mail"},
}

// TestProtocolsStandAlone: a protocol's package imports no other protocol's,
// but those listed, and what is shared by protocols imports none.
func TestProtocolsStandAlone(t *testing.T) {
	list := sources(t)
	protocols := map[string]bool{"dissect/icmp/echo": true}
	for _, s := range list {
		if dir := filepath.ToSlash(filepath.Dir(s.path)); !s.test && declaresProtocol(s.file) {
			protocols[dir] = true
		}
	}
	used := map[string]bool{}
	for _, s := range list {
		dir := filepath.ToSlash(filepath.Dir(s.path))
		shared := slices.Contains([]string{"dissect/lines", "dissect/sasl", "dissect/secrets", "dissect/mask"}, dir)
		if s.test || !shared && !protocols[dir] {
			continue
		}
		for _, path := range s.imports() {
			other, own := strings.CutPrefix(path, "netsniff/")
			if !own || !protocols[other] || other == dir || strings.HasPrefix(other, dir+"/") {
				continue
			}
			used[dir+" "+other] = true
			if !slices.Contains(between[dir], other) {
				t.Errorf("%s imports the protocol of %s", s.path, other)
			}
		}
	}
	for dir, others := range between {
		for _, other := range others {
			if !used[dir+" "+other] {
				t.Errorf("%s imports %s no more", dir, other)
			}
		}
	}
}

// declaresProtocol reports whether a file has a variable that is a
// dissect.Protocol.
func declaresProtocol(f *ast.File) (yes bool) {
	for _, d := range f.Decls {
		g, ok := d.(*ast.GenDecl)
		if !ok || g.Tok != token.VAR {
			continue
		}
		ast.Inspect(g, func(n ast.Node) bool {
			if x, ok := n.(*ast.CompositeLit); ok {
				if t, ok := x.Type.(*ast.SelectorExpr); ok && t.Sel.Name == "Protocol" {
					yes = true
				}
			}
			return true
		})
	}
	return yes
}
