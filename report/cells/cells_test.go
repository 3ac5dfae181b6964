package cells_test

import (
	"strings"
	"testing"

	"netsniff/report/cells"
)

func TestCut(t *testing.T) {
	for _, c := range []struct {
		s           string
		width       int
		end, middle string
	}{
		{"", 3, "", ""},
		{"abc", 3, "abc", "abc"},
		{"abcdefgh", 5, "abcd…", "ab…gh"},
		{"abcdefgh", 1, "…", "…"},
		{"网络实验", 8, "网络实验", "网络实验"},
		{"网络实验", 7, "网络实…", "网…验"},
		{"网络实验", 4, "网…", "网…"},
		{"a网络实验b", 6, "a网络…", "a网…b"},
		{"e\u0301e\u0301e\u0301e\u0301", 3, "e\u0301e\u0301…", "e\u0301…e\u0301"},
		{"[2001:db8::5eff:fe00:530a]:49152", 21, "[2001:db8::5eff:fe00…", "[2001:db8:…30a]:49152"},
	} {
		if got := cells.Cut(c.s, c.width); got != c.end {
			t.Errorf("Cut(%q, %d) = %q, want %q", c.s, c.width, got, c.end)
		}
		if got := cells.CutMiddle(c.s, c.width); got != c.middle {
			t.Errorf("CutMiddle(%q, %d) = %q, want %q", c.s, c.width, got, c.middle)
		}
		if got := string(cells.CutLine([]byte("before "+c.s), len("before "), c.width)); got != "before "+c.end {
			t.Errorf("CutLine(%q, %d) = %q, want %q", c.s, c.width, got, c.end)
		}
		for _, got := range []string{cells.Cut(c.s, c.width), cells.CutMiddle(c.s, c.width)} {
			if cells.Width(got) > c.width {
				t.Errorf("%q is wider than %d", got, c.width)
			}
		}
	}
}

// TestCutLineAllocates: nothing, as rows are cut while they pass.
func TestCutLineAllocates(t *testing.T) {
	line := []byte("   16   0.061949   192.0.2.80 → 192.0.2.10   HTTP 1514 网络实验报告网络实验报告网络实验报告网络实验报告")
	dst := make([]byte, 0, len(line))
	if n := testing.AllocsPerRun(100, func() { dst = cells.CutLine(append(dst[:0], line...), 0, 60) }); n > 0 {
		t.Errorf("%v allocations", n)
	}
}

func TestBreak(t *testing.T) {
	for _, c := range []struct {
		s     string
		width int
		want  string
	}{
		{"", 10, ""},
		{"one two three", 0, "one two three"},
		{"one two three", 7, "one two|three"},
		{"one two three", 8, "one two|three"},
		{"a longwordwithoutend", 8, "a longwo|rdwithou|tend"},
		{"您好！附件是报告", 7, "您好！|附件是|报告"},
		{"您好呀！附件", 7, "您好|呀！附|件"},
		{"像 tshark 一样每帧打印一行", 16, "像 tshark 一样每|帧打印一行"},
		{"列出登录（credentials）。", 20, "列出登录|（credentials）。"},
		{"a wordthatislong", 9, "a wordtha|tislong"},
		{"您好", 1, "您|好"},
		{"one two", 3, "one|two"},
		{"abcdefghij", 4, "abcd|efgh|ij"},
		{"a 网络实验报告", 6, "a 网络|实验报|告"},
	} {
		if got := strings.Join(cells.Break(c.s, c.width), "|"); got != c.want {
			t.Errorf("Break(%q, %d) = %q, want %q", c.s, c.width, got, c.want)
		}
	}
}

// TestBreakIsLinear: a long text takes as long for each of its lines.
func TestBreakIsLinear(t *testing.T) {
	lines := cells.Break(strings.Repeat("word ", 1<<20), 80)
	if len(lines) != 1<<20/16 {
		t.Errorf("%d lines", len(lines))
	}
}
