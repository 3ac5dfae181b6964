package table

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"netsniff/report/cells"
)

// told is a table as text has it, and its lines.
func told(t *testing.T, x Table, s Style) (string, []string) {
	t.Helper()
	var b strings.Builder
	if err := WriteText(&b, []Table{x}, s); err != nil {
		t.Fatal(err)
	}
	return b.String(), strings.Split(strings.TrimRight(b.String(), "\n"), "\n")
}

func mails() Table {
	return Table{
		Name: "mails", Title: Say("Mails", "邮件"),
		Columns: []Column{
			{Name: "frame", Label: Say("Frame", "帧"), Type: Frame, Importance: Key},
			{Name: "client", Label: Say("Client", "客户端"), Type: Address, Importance: Minor},
			{Name: "port", Label: Say("Port", "端口"), Type: Port, Of: "client"},
			{Name: "subject", Label: Say("Subject", "主题"), Importance: Key},
			{Name: "bytes", Label: Say("Bytes", "字节"), Type: Bytes},
			{Name: "uri", Label: Say("URI", "URI"), Ends: true, Importance: Minor},
			{Name: "digest", Label: Say("Digest", "摘要"), Importance: Extra},
			{Name: "meaning", Label: Say("Meaning", "含义"), Below: true},
		},
		Rows: RowList{
			{Int(7), String("2001:db8::5eff:fe00:530a"), Int(49152), String("网络实验报告（第一周）以及更多的文字"),
				Int(1400), String("http://www.example.com/a/b.html"), String("abc"), String("it is so and it stays so")},
			{Int(12), String("192.0.2.1"), Int(80), String("Lunch"), Int(20), String("/"), None(),
				String("it is so and it stays so")},
			{Int(13), String("192.0.2.1"), None(), None(), Int(20), None(), None(), String("else")},
		},
	}
}

func TestFit(t *testing.T) {
	for _, c := range []struct {
		style Style
		want  string
	}{
		{Style{}, `
Mails
Frame  Client                            Subject                               Bytes  URI
    7  [2001:db8::5eff:fe00:530a]:49152  网络实验报告（第一周）以及更多的文字  1,400  http://www.example.com/a/b.html
    Meaning: it is so and it stays so
   12  192.0.2.1:80                      Lunch                                    20  /
   13  192.0.2.1                                                                  20
    Meaning: else
1 column left out: digest; --wide shows it
`},
		{Style{Width: 60}, `
Mails
Frame  Subject                               Bytes
    7  网络实验报告（第一周）以及更多的文字  1,400
    Meaning: it is so and it stays so
   12  Lunch                                    20
   13                                           20
    Meaning: else
3 columns left out: client, uri, digest; --wide shows them
`},
		{Style{Width: 70}, `
Mails
Frame  Client               Subject                              Bytes
    7  [2001:db8…0a]:49152  网络实验报告（第一周）以及更多的文…  1,400
    Meaning: it is so and it stays so
   12  192.0.2.1:80         Lunch                                   20
`},
		{Style{Width: 40}, `
Mails
Frame  Subject                    Bytes
    7  网络实验报告（第一周）以…  1,400
    Meaning: it is so and it stays so
   12  Lunch                         20
   13                                20
    Meaning: else
3 columns left out: client, …; --wide
shows them
`},
		{Style{Width: 40, Lang: Chinese}, `
邮件
帧  主题                            字节
 7  网络实验报告（第一周）以及更…  1,400
    含义：it is so and it stays so
12  Lunch                             20
13                                    20
    含义：else
省略 3 列：client, …；--wide 显示全部
`},
		{Style{Width: 40, Vertical: true}, `
Mails
Frame    7
Client   [2001:db8::5eff:fe00:530a]:4915
         2
Subject  网络实验报告（第一周）以及更多
         的文字
Bytes    1,400 B
URI      http://www.example.com/a/b.html
Digest   abc
Meaning  it is so and it stays so

Frame    12
`},
	} {
		got, _ := told(t, mails(), c.style)
		if want := c.want[1:]; !strings.HasPrefix(got, want) {
			t.Errorf("%+v\n%s\nwant\n%s", c.style, got, want)
		}
	}
	wide, _ := told(t, mails(), Style{Width: 40, Wide: true})
	if !strings.Contains(wide, "Digest\n") || strings.Contains(wide, "left out") || strings.Contains(wide, "…") {
		t.Errorf("wide:\n%s", wide)
	}
}

// TestChoose: columns stand in the order in which they are named; a port that
// does not follow its address stands alone.
func TestChoose(t *testing.T) {
	for names, want := range map[string]string{
		"bytes,client,port": "Bytes  Client\n1,400  [2001:db8::5eff:fe00:530a]:49152\n",
		"port,client":       " Port  Client\n49152  2001:db8::5eff:fe00:530a\n",
		"digest,digest":     "Digest\nabc\n",
		"nothing":           "Frame  Client ",
	} {
		x := mails()
		x.Choose(strings.Split(names, ","))
		if got, _ := told(t, x, Style{}); !strings.HasPrefix(got, "Mails\n"+want) {
			t.Errorf("%s:\n%s", names, got)
		}
	}
}

// TestFitsAlways: no line is longer than the width, whatever the columns and
// values; what matters most is there; and no row is lost.
func TestFitsAlways(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	texts := []string{"", "a", "数据", "some words of text", strings.Repeat("网络实验报告", 9), strings.Repeat("x", 90),
		"2001:db8::5eff:fe00:530a"}
	for range 2000 {
		x := Table{Title: Say("A table of random things", "随机")}
		n := 1 + r.IntN(20)
		for i := range n {
			name := fmt.Sprintf("c%d", i)
			x.Columns = append(x.Columns,
				Column{Name: name, Label: Say(texts[r.IntN(4)]+name, ""),
					Type:       []Type{Text, Count, Address, List, Word, Path}[r.IntN(6)],
					Importance: Importance(r.IntN(4)), Below: i > 0 && r.IntN(9) == 0, Ends: r.IntN(2) == 0})
		}
		x.Columns[0].Importance = Key
		var rows RowList
		for i := range 3 {
			var row []Value
			for j, c := range x.Columns {
				switch {
				case j > 0 && r.IntN(5) == 0:
					row = append(row, None())
				case c.Type == Count:
					row = append(row, Int(r.IntN(1<<r.IntN(30))*i))
				default:
					row = append(row, String(texts[1+r.IntN(len(texts)-1)]))
				}
			}
			rows = append(rows, row)
		}
		x.Rows = rows
		width := 50 + r.IntN(100)
		text, lines := told(t, x, Style{Width: width})
		for _, line := range lines {
			// Words and numbers are never cut: one that is wider than the line goes as a whole.
			if cells.Width(line) > width {
				t.Fatalf("%d cells, not %d: %q in\n%s", cells.Width(line), width, line, text)
			}
		}
		if len(lines) < 2+len(rows) {
			t.Fatalf("%d lines:\n%s", len(lines), text)
		}
	}
}
