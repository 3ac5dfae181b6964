package stats_test

import (
	"bytes"
	"encoding/hex"
	"io"
	"strings"
	"testing"

	"netsniff/capture/capturetest"
	"netsniff/dissect/all"
	"netsniff/dissect/pipeline"
	"netsniff/report/collect"
	"netsniff/report/stats"
	"netsniff/report/table"
)

// TestPacketLogins: what packets say that stand each for itself is listed, the same of one
// sender once, and shown only if it is asked for.
func TestPacketLogins(t *testing.T) {
	bytesOf := func(s string) []byte {
		b, err := hex.DecodeString(strings.ReplaceAll(s, " ", ""))
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	get := bytesOf("3026020101040670726976617465" + "a019 02047fffffff 020100 020100 300b 3009 06052b06010201 0500")
	get[1] = byte(len(get) - 2)
	get[6] = 7
	snmp := capturetest.Datagram(capturetest.Client(), capturetest.Server(161), get)
	pap := bytesOf("020000000001 020000000002 8864 1100 0001 0010 c023 0101000e 03 626f62 05 7a65627261")
	chap := bytesOf("020000000001 020000000002 8864 1100 0001 000c c223 0201000a 02 cafe 626f62")
	for reveal, want := range map[bool][]string{
		true: {"4,,02:00:00:00:00:02,02:00:00:00:00:01,,pap,PAP,bob,zebra,in clear",
			"5,,02:00:00:00:00:02,02:00:00:00:00:01,,chap,CHAP,bob,cafe,hashed",
			"1,0,192.0.2.10,192.0.2.80,161,snmp,SNMP community,,private,in clear"},
		false: {"PAP,bob,********,in clear", "CHAP,bob,********,hashed", "SNMP community,,********,in clear"},
	} {
		m := new(made)
		for _, b := range [][]byte{snmp, snmp, snmp, pap, chap, pap} {
			m.frame(ms, b)
		}
		a, err := stats.Find("logins")
		if err != nil {
			t.Fatal(err)
		}
		a.Reveal = reveal
		plan := &collect.Plan{Detector: all.Detector(), Asks: []collect.Ask{a}}
		var set *collect.Set
		if _, err := pipeline.Run(pipeline.Options{Source: m, Detector: plan.Detector, Workers: 1, Depth: plan.Depth(),
			Out:     io.Discard,
			NewSink: func() pipeline.Sink { set = plan.New(); return set }}); err != nil {
			t.Fatal(err)
		}
		set.Merge(nil)
		var b bytes.Buffer
		list := set.Tables(&collect.Run{})
		if err := table.WriteCSV(&b, &list[0], table.KeepFormulas); err != nil {
			t.Fatal(err)
		}
		for _, x := range want {
			if !strings.Contains(b.String(), x[strings.IndexByte(x, ',')+1:]) {
				t.Errorf("reveal %v: no %q in\n%s", reveal, x, b.String())
			}
		}
		if n := strings.Count(b.String(), "\n"); n != 4 {
			t.Errorf("%d lines:\n%s", n, b.String())
		}
	}
}
