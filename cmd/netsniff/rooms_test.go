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
		}
	}
}

// barred are the packages of its own room that a package may not import.
var barred = map[string][]string{
	"report/table":    {"report"},
	"report/collect":  {"report/stats", "report/export", "report/mailview"},
	"report/export":   {"report/stats", "report/mailview"},
	"report/mailview": {"report/stats", "report/export"},
	"report/stats":    {"report/export", "report/mailview"},
}

// TestReportsStandOnCollect: tables know nothing of who fills them, and what
// listens to exchanges stands on package collect, not on the tables of numbers.
func TestReportsStandOnCollect(t *testing.T) {
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

// TestCoreIsPure: what happens in frames depends on the frames alone. Packages
// that only tests import are named for it.
func TestCoreIsPure(t *testing.T) {
	for _, s := range sources(t) {
		if s.test || strings.HasSuffix(s.file.Name.Name, "test") || rooms[s.room] != "reassembly" && rooms[s.room] != "dissect" {
			continue
		}
		for _, path := range s.imports() {
			if slices.Contains([]string{"os", "log", "log/slog", "net", "net/http", "math/rand", "math/rand/v2"}, path) {
				t.Errorf("%s imports %s", s.path, path)
			}
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			if x, ok := n.(*ast.SelectorExpr); ok {
				if p, ok := x.X.(*ast.Ident); ok && p.Name == "time" && slices.Contains([]string{"Now", "Since", "Until", "After", "Sleep"}, x.Sel.Name) {
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
