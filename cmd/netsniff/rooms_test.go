package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// rooms are the top-level directories, lowest first: a package may import
// those of its own room and of lower ones.
var rooms = []string{"capture", "reassembly", "dissect", "report", "cmd"}

// source is a Go file of the module.
type source struct {
	path string // relative to the module, with slashes
	room int
	test bool
	file *ast.File
}

// sources parses all Go files of the rooms.
func sources(t *testing.T) (list []source) {
	fset := token.NewFileSet()
	for i, room := range rooms {
		root := filepath.Join("..", "..", room)
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if err != nil || !strings.HasSuffix(path, ".go") {
				return err
			}
			f, err := parser.ParseFile(fset, path, nil, parser.ParseComments|parser.SkipObjectResolution)
			name, _ := strings.CutPrefix(filepath.ToSlash(path), "../../")
			list = append(list, source{name, i, strings.HasSuffix(path, "_test.go"), f})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return list
}

func (s *source) imports() (paths []string) {
	for _, x := range s.file.Imports {
		paths = append(paths, strings.Trim(x.Path.Value, `"`))
	}
	return paths
}

func TestImportsPointDownward(t *testing.T) {
	for _, s := range sources(t) {
		for _, path := range s.imports() {
			rest, own := strings.CutPrefix(path, "netsniff/")
			room, _, _ := strings.Cut(rest, "/")
			if i := slices.Index(rooms, room); own && i > s.room {
				t.Errorf("%s imports %s, which lies above it", s.path, path)
			}
			if strings.HasPrefix(path, "github.com/gopacket/") && s.room > 0 {
				t.Errorf("%s imports %s, which stays in capture", s.path, path)
			}
			if strings.HasPrefix(path, "github.com/nats-io/") && !strings.HasPrefix(s.path, "report/queue/jetstream/") {
				t.Errorf("%s imports %s, which stays in report/queue/jetstream", s.path, path)
			}
			if strings.HasPrefix(path, "github.com/minio/") && !strings.HasPrefix(s.path, "report/store/s3/") {
				t.Errorf("%s imports %s, which stays in report/store/s3", s.path, path)
			}
			if strings.HasPrefix(path, "github.com/parquet-go/") && !strings.HasPrefix(s.path, "report/records/") {
				t.Errorf("%s imports %s, which stays in report/records", s.path, path)
			}
		}
	}
}

// barred are the packages of its own room that a package may not import.
var barred = map[string][]string{
	"report/cells": {"report"},
	"report/table": {"report/collect", "report/detail", "report/export", "report/follow", "report/json", "report/mailview",
		"report/pdml", "report/stats", "report/swarm", "report/timeline", "report/tree"},
	"report/picture": {"report/stats", "report/collect", "report/plot", "report/sheet", "report/svg", "report/braille"},
	"report/sheet":   {"report/stats", "report/collect", "report/plot", "report/svg", "report/braille"},
	"report/raster":  {"report/stats", "report/collect", "report/plot", "report/svg", "report/braille"},
	"report/svg":     {"report/stats", "report/collect", "report/plot", "report/braille", "report/raster"},
	"report/braille": {"report/stats", "report/collect", "report/plot", "report/svg", "report/sheet"},
	"report/plot":    {"report/stats", "report/collect", "report/svg", "report/braille", "report/sheet"},

	"report/collect":  {"report/stats", "report/export", "report/mailview", "report/swarm"},
	"report/export":   {"report/stats", "report/mailview", "report/swarm"},
	"report/mailview": {"report/stats", "report/export", "report/swarm"},
	"report/stats":    {"report/export", "report/mailview", "report/swarm"},
	"report/swarm":    {"report/stats", "report/export", "report/mailview"},

	"dissect":           {"dissect/engine", "dissect/dialogues", "dissect/detect", "dissect/registry", "dissect/lines"},
	"dissect/detect":    {"dissect/engine", "dissect/dialogues", "dissect/registry"},
	"dissect/engine":    {"dissect/dialogues", "dissect/registry"},
	"dissect/dialogues": {"dissect/engine", "dissect/registry"},
	"dissect/registry":  {"dissect/engine", "dissect/dialogues", "dissect/detect"},
	"dissect/mask":      {"dissect/engine", "dissect/dialogues"},
}

// TestNeighboursWithinARoom: tables know nothing of who fills them, and what
// listens to exchanges stands on package collect, not on the tables of numbers;
// detection knows neither of the two readers, and they do not know each other.
func TestNeighboursWithinARoom(t *testing.T) {
	for _, s := range sources(t) {
		if s.test {
			continue
		}
		for _, path := range s.imports() {
			path = strings.TrimPrefix(path, "netsniff/")
			for _, other := range barred[filepath.ToSlash(filepath.Dir(s.path))] {
				if path == other || strings.HasPrefix(path, other+"/") {
					t.Errorf("%s imports %s", s.path, path)
				}
			}
		}
	}
}

// machine are the packages that drive protocols. They know them by
// dissect.Protocol alone.
var machine = []string{
	"dissect/engine", "dissect/dialogues", "dissect/detect", "dissect/registry", "dissect/pipeline", "dissect/mask",
}

// shared are the packages of the room dissect that protocols stand on. They
// know neither the machine nor a protocol. Mail (RFC 5322, MIME) is one itself,
// whose bytes always come within another.
var shared = []string{
	"dissect", "dissect/text", "dissect/allowance", "dissect/secrets", "dissect/lines", "dissect/tlv",
	"dissect/certificate", "dissect/pairing", "dissect/lease", "dissect/latest",
	"dissect/ber", "dissect/windows", "dissect/oui",
	"dissect/sasl", "dissect/ntlmssp", "dissect/mail", "dissect/bencode", "dissect/http/status", "dissect/http/retold",
	"dissect/http/coding", "dissect/http/dnsquery", "dissect/http/secret", "dissect/head",
	"dissect/framed", "dissect/parts",
	"dissect/icmp/echo", "dissect/tls/handshake", "dissect/tls/record", "dissect/tls/cipher", "dissect/tls/keylog",
}

// aside are the packages of the room dissect that are no protocols and stand
// above them: they may import what they like.
var aside = []string{"dissect/all", "dissect/filter", "dissect/mail/message"}

// lent are the protocols that a protocol may import, with the reason.
var lent = map[string]map[string]string{
	"dissect/http": {"dissect/mail/message": "parameters of Content-Disposition have character sets in HTTP, too (RFC 2231)"},
	"dissect/quic": {
		"dissect/tls":   "its handshake messages are layers of TLS, whatever carries them (RFC 9001 §4)",
		"dissect/http3": "HTTP/3 stands in streams of QUIC and nowhere else, and tells more than one of them what it knows",
	},
	"dissect/sdp": {"dissect/rtp": "payload types are RTP's, and it is RTP that a description announces"},
	"dissect/rtsp": {"dissect/rtp": "it carries RTP and announces it",
		"dissect/sdp": "what it sets up is described in SDP"},
	"dissect/radius":  {"dissect/eapol": "attributes carry packets of EAP"},
	"dissect/netbios": {"dissect/smb": "sessions carry SMB and hardly anything else", "dissect/smb2": "its later versions"},
	"dissect/smb":     {"dissect/smb2": "pipes are the same in all versions"},
	"dissect/imap":    {"dissect/tcp": "the row of a response that goes on is that of its TCP segment"},
}

// TestRoomsOfDissect: a protocol knows the contract and what is shared, not the
// machine and no other protocol; the machine knows no protocol.
func TestRoomsOfDissect(t *testing.T) {
	used := map[string]bool{}
	for _, s := range sources(t) {
		dir := filepath.ToSlash(filepath.Dir(s.path))
		if s.test || rooms[s.room] != "dissect" || strings.HasSuffix(s.file.Name.Name, "test") ||
			slices.Contains(aside, dir) {
			continue
		}
		drives, stands := slices.Contains(machine, dir), slices.Contains(shared, dir)
		for _, path := range s.imports() {
			path, own := strings.CutPrefix(path, "netsniff/")
			switch {
			case !own || slices.Contains(shared, path) || !strings.HasPrefix(path, "dissect/"):
			case slices.Contains(machine, path):
				if !drives {
					t.Errorf("%s imports %s: it is driven by it", s.path, path)
				}
			case drives || stands:
				t.Errorf("%s imports %s, a protocol", s.path, path)
			case lent[dir][path] == "":
				t.Errorf("%s imports %s, another protocol", s.path, path)
			default:
				used[dir+" "+path] = true
			}
		}
	}
	for dir, list := range lent {
		for path := range list {
			if !used[dir+" "+path] {
				t.Errorf("%s need not be allowed %s: it does not import it", dir, path)
			}
		}
	}
}

// TestCoreIsPure: what happens in frames depends on the frames alone. Packages
// that only tests import are named for it.
func TestCoreIsPure(t *testing.T) {
	for _, s := range sources(t) {
		if s.test || strings.HasSuffix(s.file.Name.Name, "test") || rooms[s.room] != "reassembly" &&
			rooms[s.room] != "dissect" {
			continue
		}
		for _, path := range s.imports() {
			if slices.Contains([]string{"os", "log", "log/slog", "net", "net/http", "math/rand", "math/rand/v2"}, path) {
				t.Errorf("%s imports %s", s.path, path)
			}
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			if x, ok := n.(*ast.SelectorExpr); ok {
				if p, ok := x.X.(*ast.Ident); ok && p.Name == "time" &&
					slices.Contains([]string{"Now", "Since", "Until", "After", "Sleep"}, x.Sel.Name) {
					t.Errorf("%s uses time.%s", s.path, x.Sel.Name)
				}
			}
			return true
		})
	}
}

func TestNoInit(t *testing.T) {
	for _, s := range sources(t) {
		for _, d := range s.file.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && f.Recv == nil && f.Name.Name == "init" {
				t.Errorf("%s has an init function", s.path)
			}
		}
	}
}

func TestPackagesAreDocumented(t *testing.T) {
	documented := map[string]bool{}
	for _, s := range sources(t) {
		if s.test {
			continue
		}
		dir := filepath.ToSlash(filepath.Dir(s.path))
		if s.file.Doc != nil {
			if documented[dir] {
				t.Errorf("%s: a second file documents %s", s.path, dir)
			}
			documented[dir] = true
			begin := "Package " + s.file.Name.Name + " "
			if s.file.Name.Name == "main" {
				begin = "Command "
			}
			if text := s.file.Doc.Text(); !strings.HasPrefix(text, begin) {
				t.Errorf("%s: the comment begins %.30q, not %q", s.path, text, begin)
			}
		} else if !documented[dir] {
			documented[dir] = false
		}
	}
	for dir, ok := range documented {
		if !ok {
			t.Errorf("%s: no package comment", dir)
		}
	}
}
