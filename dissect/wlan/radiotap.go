package wlan

import (
	"strconv"

	"netsniff/capture"
	"netsniff/dissect"
)

// Radiotap says how a frame was received.
var Radiotap = dissect.Protocol{
	Name: "radiotap", Title: "Radiotap Header", Column: "Radiotap",
	Headers:   []capture.Proto{capture.ProtoRadiotap},
	NewHeader: dissect.HeaderRows(nil, appendNothing),
	Fields: []dissect.Field{
		{Name: "radiotap.version", Title: "Header revision", Type: dissect.Uint, Get: dissect.Number(0, 1)},
		{Name: "radiotap.pad", Title: "Header pad", Type: dissect.Uint, Get: dissect.Number(1, 1)},
		{Name: "radiotap.length", Title: "Header length", Type: dissect.Uint, Get: getLength},
		{Name: "radiotap.present.word", Title: "Present flags word", Type: dissect.Uint, Base: dissect.Hex8,
			Get: getPresent},
		{Name: "radiotap.mactime", Title: "MAC timestamp", Type: dissect.Uint, Get: tap(0, 0, 8)},
		{Name: "radiotap.flags", Title: "Flags", Type: dissect.Uint, Base: dissect.Hex2, Get: tap(1, 0, 1)},
		{Name: "radiotap.flags.fcs", Title: "FCS at end", Type: dissect.Bool, Get: tapBit(1, 4)},
		{Name: "radiotap.flags.badfcs", Title: "Bad FCS", Type: dissect.Bool, Get: tapBit(1, 6)},
		{Name: "radiotap.datarate", Title: "Data rate (Mb/s)", Type: dissect.Double, Get: getRate},
		{Name: "radiotap.channel.freq", Title: "Channel frequency", Type: dissect.Uint, Get: tap(3, 0, 2)},
		{Name: "radiotap.channel.flags", Title: "Channel flags", Type: dissect.Uint, Base: dissect.Hex4, Get: tap(3, 2, 2)},
		{Name: "radiotap.dbm_antsignal", Title: "Antenna signal", Type: dissect.Int, Get: tapSigned(5)},
		{Name: "radiotap.dbm_antnoise", Title: "Antenna noise", Type: dissect.Int, Get: tapSigned(6)},
		{Name: "radiotap.quality", Title: "Signal Quality", Type: dissect.Uint, Get: tap(7, 0, 2)},
		{Name: "radiotap.txpower", Title: "Transmit power", Type: dissect.Int, Get: tapSigned(10)},
		{Name: "radiotap.antenna", Title: "Antenna", Type: dissect.Uint, Get: tap(11, 0, 1)},
		{Name: "radiotap.db_antsignal", Title: "dB antenna signal", Type: dissect.Uint, Get: tap(12, 0, 1)},
		{Name: "radiotap.rxflags", Title: "RX flags", Type: dissect.Uint, Base: dissect.Hex4, Get: tap(14, 0, 2)},
	},
	Outline: &dissect.Outline{
		Summary: func(dst []byte, f *dissect.Frame, l *dissect.Layer) []byte {
			b := f.Headers.Bytes(l.Header)
			if len(b) < 4 {
				return dst
			}
			dst = strconv.AppendUint(append(dst, " v"...), uint64(b[0]), 10)
			return strconv.AppendUint(append(dst, ", Length "...), uint64(le.Uint16(b[2:])), 10)
		},
		Branches: []dissect.Branch{{Above: "radiotap.flags", Below: []string{"radiotap.flags.*"}}},
		Units: []dissect.Unit{{Field: "radiotap.dbm_antsignal", Name: "dBm"},
			{Field: "radiotap.dbm_antnoise", Name: "dBm"}},
	},
}

// taps are the sizes and alignments of the fields of a radiotap header, by the bit
// that says that one is there (https://www.radiotap.org/fields/defined).
var taps = [...]struct{ size, align int }{
	{8, 8}, {1, 1}, {1, 1}, {4, 2}, {2, 2}, {1, 1}, {1, 1}, {2, 2}, {2, 2}, {2, 2}, {1, 1}, {1, 1}, {1, 1}, {1, 1},
	{2, 2}, {2, 2},
}

const (
	tapHead = 8
	tapMore = 1 << 31
)

// find returns where the field of a bit is in the header, false if it has none.
// Only those of the first word are read, which say it of the whole frame.
func find(b []byte, bit int) (at int, ok bool) {
	if len(b) < tapHead {
		return 0, false
	}
	present, at := le.Uint32(b[4:]), tapHead
	for word := present; word&tapMore != 0 && at+4 <= len(b); at += 4 {
		word = le.Uint32(b[at:])
	}
	if present>>bit&1 == 0 {
		return 0, false
	}
	for i := range bit + 1 {
		if present>>i&1 == 0 {
			continue
		}
		x := taps[i]
		at = (at + x.align - 1) / x.align * x.align
		if i == bit {
			return at, at+x.size <= len(b)
		}
		at += x.size
	}
	return 0, false
}

// header returns the bytes of the header alone.
func header(f *dissect.Frame, l *dissect.Layer) []byte {
	return f.Headers.Bytes(l.Header)[:l.Header.Len]
}

func tap(bit, off, n int) dissect.Getter {
	return func(f *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
		b := header(f, l)
		if at, ok := find(b, bit); ok {
			v.Uint(number(b[at+off:at+off+n])).At(int(l.Header.Off)+at+off, n)
		}
	}
}

func tapBit(bit, shift int) dissect.Getter {
	return func(f *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
		b := header(f, l)
		if at, ok := find(b, bit); ok {
			v.Uint(uint64(b[at]>>shift&1)).Masked(1<<shift).At(int(l.Header.Off)+at, 1)
		}
	}
}

func tapSigned(bit int) dissect.Getter {
	return func(f *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
		b := header(f, l)
		if at, ok := find(b, bit); ok {
			v.Int(int64(int8(b[at]))).At(int(l.Header.Off)+at, 1)
		}
	}
}

func getLength(f *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
	if b := header(f, l); len(b) >= 4 {
		v.Uint(uint64(le.Uint16(b[2:]))).At(int(l.Header.Off)+2, 2)
	}
}

func getPresent(f *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
	b := header(f, l)
	for at := 4; at+4 <= len(b); at += 4 {
		word := le.Uint32(b[at:])
		v.Uint(uint64(word)).At(int(l.Header.Off)+at, 4)
		if word&tapMore == 0 {
			return
		}
	}
}

// getRate appends the data rate, which is in units of 500 kb/s.
func getRate(f *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
	b := header(f, l)
	if at, ok := find(b, 2); ok {
		v.Double(float64(b[at])/2).At(int(l.Header.Off)+at, 1)
	}
}
