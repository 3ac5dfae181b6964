package detail_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"netsniff/dissect/all"
	"netsniff/dissect/pipeline"
	"netsniff/dissect/registry"
	"netsniff/report/detail"
)

// floors are the shares of lines, by what the line of their layer begins with,
// that must be those of tshark 4.0.17 (tshark -n -V -c N, in testdata/tshark). A
// layer that is missing or too much counts with all its lines.
var floors = []struct {
	layer string
	share float64
}{
	{"Frame ", 0.99}, // protocols quoted in errors are not counted
	{"Ethernet II", 1},
	{"802.1Q Virtual LAN", 1},
	{"Address Resolution Protocol", 1},
	{"Internet Protocol Version 4", 1},
	{"User Datagram Protocol", 1},
	{"Transmission Control Protocol", 0.98},
	{"Domain Name System", 0.98},
	{"Hypertext Transfer Protocol", 1},
	{"Simple Mail Transfer Protocol", 0.9}, // the parts of a mail are not listed with their places
	{"Internet Control Message Protocol", 1},
}

// layers splits details into the lines of each layer, by what it begins with;
// when a frame was captured depends on the zone.
func layers(text []byte) map[string][][]string {
	found := make(map[string][][]string)
	layer := ""
	for line := range strings.Lines(string(text)) {
		line = strings.TrimRight(line, "\n")
		if strings.HasPrefix(line, "    Arrival Time: ") || line == "" {
			continue
		}
		if !strings.HasPrefix(line, " ") && !strings.HasPrefix(line, "00") {
			layer = ""
			for _, x := range floors {
				if strings.HasPrefix(line, x.layer) {
					layer = x.layer
				}
			}
			found[layer] = append(found[layer], nil)
		}
		list := found[layer]
		list[len(list)-1] = append(list[len(list)-1], line)
	}
	return found
}

// common returns the length of the longest common subsequence.
func common(a, b []string) int {
	row := make([]int, len(b)+1)
	for _, x := range a {
		diagonal := 0
		for j, y := range b {
			above := row[j+1]
			if x == y {
				row[j+1] = diagonal + 1
			} else {
				row[j+1] = max(above, row[j])
			}
			diagonal = above
		}
	}
	return row[len(b)]
}

// TestShareOfTshark: the details of our captures are those of tshark, line by
// line, as far as floors says.
func TestShareOfTshark(t *testing.T) {
	goldens, err := filepath.Glob("testdata/tshark/*.txt")
	if err != nil || len(goldens) == 0 {
		t.Fatalf("no goldens: %v", err)
	}
	r := registry.New(all.Protocols())
	equal, lines := make(map[string]int), make(map[string]int)
	for _, golden := range goldens {
		theirs, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		capture := pcaps + strings.TrimSuffix(filepath.Base(golden), ".txt") + ".pcap"
		frames := bytes.Count(theirs, []byte("    Frame Number: "))
		replay(t, capture, 1, uint32(frames), &out, func() pipeline.Sink { return &detail.Pages{Tree: detail.New(r)} })
		a, b := layers(theirs), layers(out.Bytes())
		for _, x := range floors {
			left, right := a[x.layer], b[x.layer]
			for i := range max(len(left), len(right)) {
				var want, got []string
				if i < len(left) {
					want = left[i]
				}
				if i < len(right) {
					got = right[i]
				}
				equal[x.layer] += common(want, got)
				lines[x.layer] += max(len(want), len(got))
			}
		}
	}
	for _, x := range floors {
		share := float64(equal[x.layer]) / float64(lines[x.layer])
		t.Logf("%-34s %5d of %5d lines, %.4f", x.layer, equal[x.layer], lines[x.layer], share)
		if !(share >= x.share) {
			t.Errorf("%s: the share of equal lines is %.4f, not %.4f", x.layer, share, x.share)
		}
	}
}
