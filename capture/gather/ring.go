package gather

import (
	"math"
	"path/filepath"
	"regexp"
	"strconv"
)

// ring is what the name of a file in a ring buffer says.
type ring struct {
	prefix, suffix string // what the names of all its files share
	number         int
}

// key is the ring without the file's number.
func (r ring) key() ring { return ring{prefix: r.prefix, suffix: r.suffix} }

// Names of files in ring buffers. Wireshark and dumpcap -b (and netsniff -b):
// NAME_00001_20240501120000.pcapng, or with the number last; tcpdump -C:
// NAME.pcap, NAME.pcap1, NAME.pcap2 (with -W the first has a 0 and numbers have
// the same length).
var (
	dumpcapName = regexp.MustCompile(`^(.+_)(\d{5,9})(?:_\d{14})?(\.[^/]*)$`)
	dumpcapLast = regexp.MustCompile(`^(.+_)\d{14}_(\d{5,9})(\.[^/]*)$`)
	tcpdumpName = regexp.MustCompile(`^(.+\.(?:pcap|cap|dmp))(\d{0,6})((?:\.gz|\.zst)?)$`)
)

// ringOf reads the name of a file; ok is false if it has none of those shapes.
func ringOf(name string) (r ring, ok bool) {
	base := filepath.Base(name)
	for _, shape := range [...]*regexp.Regexp{dumpcapLast, dumpcapName, tcpdumpName} {
		m := shape.FindStringSubmatch(base)
		if m == nil {
			continue
		}
		number := 0 // tcpdump's first file has none
		if m[2] != "" {
			var err error
			if number, err = strconv.Atoi(m[2]); err != nil || number == math.MaxInt {
				return ring{}, false
			}
		}
		return ring{prefix: filepath.Join(filepath.Dir(name), m[1]), suffix: m[3], number: number}, true
	}
	return ring{}, false
}
