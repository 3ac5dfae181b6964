package dnp3_test

import (
	"encoding/hex"
	"strings"
	"testing"

	"netsniff/dissect"
	"netsniff/dissect/dissecttest"
	"netsniff/dissect/dnp3"
)

var framed = dissecttest.Framed{Protocol: &dnp3.Protocol, Port: 20000}

func frame(text string) string {
	b, err := hex.DecodeString(strings.ReplaceAll(text, " ", ""))
	if err != nil {
		panic(err)
	}
	return string(b)
}

// Frames without the checksums of their data being right: nobody judges by them.
const (
	linkStatus = "0564 05 c9 0300 0400 bd71"
	readEvents = "0564 11 c4 0300 0400 0000 c0 c1 01 3c0206 3c0306 3c0406 0000"
	answered   = "0564 0a 44 0400 0300 0000 c0 c1 81 0000 0000"
	refused    = "0564 0a 44 0400 0300 0000 c1 c2 81 0001 0000"
	writeTime  = "0564 12 c4 0300 0400 0000 c1 c2 02 3201 07 01 112233445566 0000"
)

func TestConversation(t *testing.T) {
	client := func(frames ...string) string { return sends(">", frames) }
	server := func(frames ...string) string { return sends("<", frames) }
	framed.Check(t, client(linkStatus)+"= DNP 3.0 from 4 to 3, len=5, Request Link Status\n"+
		client(readEvents)+"= DNP 3.0 Read, Class 123\n"+
		server(answered)+"= DNP 3.0 Response\n"+
		client(writeTime)+"= DNP 3.0 Write, Time and Date\n"+
		server(refused)+"= DNP 3.0 Response\n",
		"Read, Class 123 outstation 3 -> OK succeeded", "Write, Time and Date outstation 3 -> no such function refused")
}

func sends(mark string, frames []string) string {
	for i := range frames {
		frames[i] = frame(frames[i])
	}
	return dissecttest.Sends(mark, frames...)
}

// TestFragments: what goes on in further frames is named in the last of them.
func TestFragments(t *testing.T) {
	c := dissecttest.NewDatagrams(20000, &dnp3.Protocol)
	begins, ends := "0564 0a 44 0400 0300 0000 45 c1 81 0000 0000", "0564 07 44 0400 0300 0000 86 01 0000"
	got := c.Rows([]dissecttest.Turn{dissecttest.Datagram(dissect.ToClient, begins),
		dissecttest.Datagram(dissect.ToClient, ends)})
	if got[0] != "DNP 3.0 from 3 to 4, len=10, Unconfirmed User Data (Application Layer Unreassembled fragment 5)" ||
		got[1] != "DNP 3.0 Response" {
		t.Errorf("%q", got)
	}
}

func TestFields(t *testing.T) {
	framed.Fields(t, sends(">", []string{readEvents}),
		map[string]string{"dnp3.src": "4", "dnp3.dst": "3", "dnp3.ctl.prifunc": "4", "dnp3.tr.fir": "1",
			"dnp3.al.func": "1", "dnp3.al.seq": "1"})
	framed.Fields(t, sends("<", []string{refused}),
		map[string]string{"dnp3.al.iin.fcni": "1", "dnp3.al.iin.obju": "0", "dnp3.al.func": "129"})
}

func TestAllocatesNothing(t *testing.T) { framed.AllocateNothing(t, sends(">", []string{readEvents})) }

// FuzzDNP3 takes any bytes for a connection.
func FuzzDNP3(f *testing.F) { framed.Fuzz(f, sends(">", []string{readEvents})) }
