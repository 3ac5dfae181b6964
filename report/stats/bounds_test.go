package stats

import (
	"fmt"
	"reflect"
	"testing"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/dns"
	"netsniff/report/collect"
)

// shared has so many workers count n things, each one in turn, and merges what they
// counted.
func shared[C collect.Collector](workers, n int, make func() C, count func(c C, i int)) C {
	var all []C
	for range workers {
		all = append(all, make())
	}
	for i := range n {
		count(all[i*i%workers], i)
	}
	for _, o := range all[1:] {
		all[0].Merge(o)
	}
	return all[0]
}

// TestLookupsOfWorkers: which of too many lookups are told does not depend on how
// many workers there are.
func TestLookupsOfWorkers(t *testing.T) {
	const n = 40_000
	told := func(workers int) []any {
		c := shared(workers, n, func() *lookups { return newLookups(&collect.Ask{Room: 1}).(*lookups) },
			func(c *lookups, i int) {
				x := &dissect.Exchange{Conn: &dissect.Conn{}, Subject: fmt.Sprint("n", i%3000),
					Detail: &dns.Lookup{ID: uint16(i), Tries: 1}}
				x.Request.First.Frame, x.Request.Last.Frame = uint32(i+1), uint32(i+1)
				x.Conn.Server.Addr = address(capture.AddrIPv4, []byte{10, 0, byte(i % 5000 >> 8), byte(i % 5000)})
				c.Exchange(x)
			})
		tables := c.Tables(&collect.Run{})
		var list []any
		for _, x := range tables {
			list = append(list, x.Name, x.Rows, x.Notes)
		}
		return append(list, c.dropped)
	}
	one := told(1)
	for workers := 2; workers <= 3; workers++ {
		if more := told(workers); !reflect.DeepEqual(one, more) {
			t.Errorf("%d workers tell something else than one", workers)
		}
	}
	if dropped := one[len(one)-1].(uint64); dropped != n-1000 {
		t.Errorf("%d lookups are left out", dropped)
	}
}

// TestPathsOfWorkers: nor which of too many paths of protocols.
func TestPathsOfWorkers(t *testing.T) {
	const n = 10_000
	count := func(workers int) *protocols {
		return shared(workers, n, func() *protocols { return newProtocols(&collect.Ask{}).(*protocols) },
			func(c *protocols, i int) {
				f := &dissect.Frame{Packet: &capture.Packet{Frame: uint32(i + 1), WireLen: 60}}
				c.walk([]string{"eth", fmt.Sprint("p", i%6000), "data"}, f)
			})
	}
	one := count(1)
	lost, rows := one.Losses().Beyond[dissect.Paths], one.Tables(&collect.Run{})[0].Rows
	if lost != 3952+1952 { // Ethernet and 2,048 others with what they carry
		t.Errorf("%d frames have no path", lost)
	}
	for workers := 2; workers <= 3; workers++ {
		c := count(workers)
		if c.Losses().Beyond[dissect.Paths] != lost || !reflect.DeepEqual(c.Tables(&collect.Run{})[0].Rows, rows) {
			t.Errorf("%d workers tell something else than one", workers)
		}
	}
}
