package iec104_test

import (
	"testing"

	"netsniff/dissect/dissecttest"
	"netsniff/dissect/engine"
	"netsniff/dissect/iec104"
)

var framed = dissecttest.Framed{Protocol: &iec104.Protocol, Port: 2404, Rowless: true}

const (
	begin     = "\x68\x04\x07\x00\x00\x00"
	confirmed = "\x68\x04\x0b\x00\x00\x00"
	received  = "\x68\x04\x01\x00\x08\x00"
	asks      = "\x68\x0e\x00\x00\x02\x00\x64\x01\x06\x00\x0d\x91\x00\x00\x00\x14"
	several   = "\x68\x11\x02\x00\x02\x00\x01\x83\x54\x00\x0d\x91\x1a\x27\x00\x00\x01\x00\x00"
	unknown   = "\x68\x0e\x02\x00\x02\x00\x00\x01\x2b\x00\x0d\x91\x1a\x27\x00\x00"
)

func TestRows(t *testing.T) {
	c := dissecttest.NewConnection(2404, engine.ByArrival, &iec104.Protocol)
	turns := []dissecttest.Turn{
		dissecttest.Client(begin), dissecttest.Server(confirmed), dissecttest.Client(received),
		dissecttest.Client(received + asks),
		dissecttest.Server(several), dissecttest.Client(unknown), dissecttest.Client("xyz" + begin),
		dissecttest.Client("\x68\x04\x0f\x00\x00\x00"),
	}
	for i, want := range []string{
		"IEC 60870-5-104 <- U (STARTDT act) ", "IEC 60870-5-104 -> U (STARTDT con) ", "IEC 60870-5-104 <- S (4) ",
		"IEC 60870-5 ASDU <- S (4)  | <- I (0,1) ASDU=37133 C_IC_NA_1 Act     IOA=0",
		"IEC 60870-5 ASDU -> I (1,1) ASDU=37133 M_SP_NA_1 Inrogen_NEGA IOA[3]=10010-10012",
		"IEC 60870-5 ASDU <- I (1,1) ASDU=37133 <TypeId=0>  <CauseTx=43> IOA=10010",
		"IEC 60870-5-104 <ERR prefix 3 bytes> <- U (STARTDT act) ", "IEC 60870-5-104 <- U (<ERR>) ",
	} {
		if got := c.Rows(turns[i : i+1]); len(got) != 1 || got[0] != want {
			t.Errorf("%d: %q, want %q", i, got, want)
		}
	}
}

func TestFields(t *testing.T) {
	for name, want := range map[string]string{
		"iec60870_104.rx": "1", "iec60870_104.tx": "0", "iec60870_104.apdulen": "14", "iec60870_104.type": "0",
	} {
		framed.Fields(t, dissecttest.Sends(">", asks), map[string]string{name: want})
	}
	f := dissecttest.NewConnection(2404, engine.ByArrival, &iec104.Protocol).
		Last([]dissecttest.Turn{dissecttest.Client(several)})
	for name, want := range map[string]string{
		"iec60870_asdu.typeid": "1", "iec60870_asdu.sq": "1", "iec60870_asdu.numix": "3", "iec60870_asdu.causetx": "20",
		"iec60870_asdu.nega": "1",
		"iec60870_asdu.addr": "37133", "iec60870_asdu.ioa": "10010",
	} {
		if got := dissecttest.FieldText(f, &iec104.Units, name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

func TestAllocatesNothing(t *testing.T) {
	framed.AllocateNothing(t, dissecttest.Sends(">", asks))
}

// FuzzIEC104 takes any bytes for a connection.
func FuzzIEC104(f *testing.F) {
	f.Add([]byte("\x86" + begin + "\x10" + asks))
	f.Fuzz(func(t *testing.T, b []byte) { dissecttest.AnyConnection(t, &iec104.Protocol, 2404, b) })
}
