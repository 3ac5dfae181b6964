package main

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"
)

// errorRooms are the packages whose errors people read; errorMakers the functions that make them.
var (
	errorRooms = []string{"cmd/netsniff", "capture/file", "capture/gather", "capture/live", "dissect/filter",
		"report/collect",
		"report/export", "report/plot", "report/stats", "report/tap", "report/timeline"}
	errorMakers = map[string]bool{"fmt.Errorf": true, "errors.New": true, "fail": true, "o.note": true, "o.told": true}
)

// composed are formats that say nothing by themselves, or whose texts stand in the tables as they are put together.
var composed = []string{"%s is not %s", "%s; see netsniff --help", "eventfd: %w", "bind: %w", "%s: %s", "%d %v"}

// formatsOf returns the formats of the errors that a package makes, what is put together from pieces with %s for
// those that are no constants.
func formatsOf(t *testing.T, room string, visit func(at token.Position, format string)) {
	t.Helper()
	root := filepath.Join("..", "..", filepath.FromSlash(room))
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			if err == nil && d.IsDir() && d.Name() == "testdata" {
				return fs.SkipDir
			}
			return err
		}
		files := token.NewFileSet()
		f, err := parser.ParseFile(files, path, nil, 0)
		if err != nil {
			return err
		}
		ast.Inspect(f, func(n ast.Node) bool {
			c, ok := n.(*ast.CallExpr)
			if !ok || !errorMakers[called(c.Fun)] {
				return true
			}
			for _, a := range c.Args {
				if format := constant(a); format != "%s" {
					visit(files.Position(a.Pos()), format)
					break
				}
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// called names what a call calls.
func called(e ast.Expr) string {
	switch x := e.(type) {
	case *ast.Ident:
		return x.Name
	case *ast.SelectorExpr:
		if p, ok := x.X.(*ast.Ident); ok {
			return p.Name + "." + x.Sel.Name
		}
	}
	return ""
}

// constant is the text of an expression, with %s for what is no literal.
func constant(e ast.Expr) string {
	switch x := e.(type) {
	case *ast.BasicLit:
		if s, err := strconv.Unquote(x.Value); err == nil && x.Kind == token.STRING {
			return s
		}
	case *ast.BinaryExpr:
		if x.Op == token.ADD {
			return constant(x.X) + constant(x.Y)
		}
	}
	return "%s"
}

// hasWords reports whether a format says something by itself.
func hasWords(format string) bool {
	return strings.ContainsFunc(regexp.MustCompile(`-[-a-zA-Z]+`).
		ReplaceAllString(verb.ReplaceAllString(format, ""), ""), unicode.IsLetter)
}

func chineseTables() map[string]string {
	whole := map[string]string{}
	for _, texts := range chineseErrorTables {
		for english, chinese := range texts {
			whole[english] = chinese
		}
	}
	return whole
}

// TestErrorsHaveChinese: every error that people may read has a text in Chinese.
func TestErrorsHaveChinese(t *testing.T) {
	texts, seen := chineseTables(), 0
	for _, room := range errorRooms {
		formatsOf(t, room, func(at token.Position, format string) {
			if !hasWords(format) || slices.Contains(composed, format) {
				return
			}
			if seen++; texts[format] == "" {
				t.Errorf("%s: no Chinese text for %q", at, format)
			}
		})
	}
	if seen < 250 {
		t.Errorf("only %d formats were found", seen)
	}
	for _, x := range remedies {
		if texts[x.remedy] == "" {
			t.Errorf("no Chinese text for %q", x.remedy)
		}
	}
	for english, chinese := range texts {
		a, b := verb.FindAllString(english, -1), verb.FindAllString(chinese, -1)
		if len(a) != len(b) {
			t.Errorf("%q has %d values, %q has %d", english, len(a), chinese, len(b))
		}
		if !isChinese(chinese) && hasWords(chinese) && chinese != " true 或 false" {
			t.Errorf("%q is no Chinese", chinese)
		}
	}
}

// TestErrorsInChinese: what goes wrong is said in Chinese, whatever command is wrong.
func TestErrorsInChinese(t *testing.T) {
	capture := filepath.Join("..", "..", "testdata", "pcaps", "arp.pcap")
	left := regexp.MustCompile(`\b(the|is|not|there|no|such|needs?|needed|name|one of|did you mean|unknown)\b`)
	for _, args := range [][]string{
		{"--foo"}, {"-Z"}, {"-r"}, {"-r", "nix.pcap"}, {"-r", t.TempDir()}, {"-r", "errors.go"}, {"-r", capture, "-c", "x"},
		{"statz"}, {"stats", "foo", "-r", capture}, {"stats", "-r", capture, "--sort", "foo"},
		{"stats", "-r", capture, "--columns", "foo"},
		{"-r", capture, "-f", "htp"}, {"-r", capture, "-f", "tcp.port ="}, {"-r", capture, "-f", "(tcp"},
		{"-r", capture, "-f", "tcp port 80"},
		{"-r", capture, "-f", "ip.addr == 1.2.3.444"}, {"-r", capture, "-f", "tcp.port == \"a\""},
		{"-r", capture, "-f", "tcp and"},
		{"-r", capture, "-f", "http.host matches \"(\""}, {"-r", capture, "-f", "foo(ip.src)"},
		{"-r", capture, "-f", "tcp[1:0]"},
		{"-r", capture, "-t", "q"}, {"-r", capture, "-u", "q"}, {"-r", capture, "-T", "q"},
		{"-r", capture, "-T", "fields"}, {"-r", capture, "-T", "fields", "-e", "x.y"},
		{"-r", capture, "-T", "fields", "-e", "ip.src", "-E", "foo"},
		{"-r", capture, "-T", "fields", "-e", "ip.src", "-E", "foo=1"}, {"-r", capture, "-z", "foo"},
		{"-r", capture, "-z", "io,stat"}, {"-r", capture, "-z", "follow,tcp"},
		{"-r", capture, "-o", "foo"}, {"-r", capture, "-o", "foo:1"}, {"-r", capture, "-d", "foo"},
		{"-r", capture, "-d", "tcp.port==80,htpt"},
		{"-r", capture, "-X", "x"}, {"-r", capture, "-C", "x"}, {"-r", capture, "-w", "/nowhere/x"},
		{"-r", capture, "-w", capture},
		{"-r", capture, "-i", "lo"}, {"-r", capture, "--bpf", "tcp"}, {"-r", capture, "-a", "foo:1"},
		{"-r", capture, "-b", "files:3"}, {"-r", capture, "-F", "erf", "-w", "x"},
		{"-i", "nix"}, {"mail"}, {"export", "-r", capture}, {"export", "foo", "-r", capture}, {"match"},
		{"match", "http"}, {"grade"}, {"plot", "foo", "-r", capture},
		{"report"}, {"view"}, {"swarm"}, {"follow", "-r", capture}, {"follow", "-r", capture, "x"},
		{"follow", "-r", capture, "-p", "foo"}, {"credentials", "foo", "-r", capture},
		{"findings", "--only", "foo", "-r", capture}, {"fields", "nothinglikethis"}, {"-r", capture, "--color", "x"},
		{"-r", capture, "--workers", "0"},
		{"-r", capture, "--hexdump", "x"}, {"-r", capture, "http", "dns"}, {"-G", "foo"},
		{"stats", "io", "-r", capture, "--interval", "1ns"},
	} {
		var out, errs bytes.Buffer
		if code := run(append(args, "--lang=zh"), strings.NewReader(""), &out, &errs); code != exitUsage {
			t.Errorf("%v: exit code %d\n%s", args, code, &errs)
			continue
		}
		line, _, _ := strings.Cut(errs.String(), "\n")
		if !isChinese(line) || left.MatchString(line) {
			t.Errorf("%v: %s", args, line)
		}
	}
}

// TestTranslator: values stand where the Chinese text has them, wrapped errors are said as well, and what nobody
// knows stays.
func TestTranslator(t *testing.T) {
	tr := newTranslator()
	for _, x := range []struct{ english, chinese string }{
		{"unknown shorthand flag: 'Z' in -Z; see netsniff --help", "-Z 中没有选项 'Z'；参见 netsniff --help"},
		{"-z x: no field is called \"y\"", "-z x：没有名为 \"y\" 的字段"},
		{"a/b.pcap: permission denied, run as a user who may read it", "a/b.pcap：权限不足，请用有权读取的用户运行"},
		{"out: no space left on device; free some space there, or write elsewhere",
			"out：磁盘空间不足；请腾出空间，或写到别处"},
		{"something else: entirely", "something else: entirely"},
		{"", ""},
	} {
		if got := tr.say(x.english); got != x.chinese {
			t.Errorf("%q: %q, want %q", x.english, got, x.chinese)
		}
	}
}
