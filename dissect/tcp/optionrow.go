package tcp

import (
	"bytes"
	"encoding/binary"
	"strconv"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/text"
	"netsniff/reassembly"
)

// optionRows appends what the row says of an option's value, by kind.
var optionRows = [256]func(dst []byte, f *dissect.Frame, v []byte) []byte{
	reassembly.OptionMSS: sizedRow(2,
		func(dst, v []byte) []byte { return appendNumber(dst, " MSS=", uint32(binary.BigEndian.Uint16(v))) }),
	reassembly.OptionWindowScale: sizedRow(1,
		func(dst, v []byte) []byte { return appendNumber(dst, " WS=", 1<<min(v[0], maxShift)) }),
	reassembly.OptionSACKPermitted: textRow(" SACK_PERM"),
	reassembly.OptionSACK:          appendSACK,
	reassembly.OptionEcho:          numberRow(" ECHO="),
	reassembly.OptionEchoReply:     numberRow(" ECHO="),
	reassembly.OptionTimestamps:    sizedRow(8, appendTimestamps),
	reassembly.OptionCC:            numberRow(" CC="),
	reassembly.OptionCCNew:         numberRow(" CC="),
	reassembly.OptionCCEcho:        numberRow(" CC="),
	reassembly.OptionMD5:           textRow(" MD5"),
	reassembly.OptionQuickStart:    sizedRow(6, appendQuickStart),
	reassembly.OptionUserTimeout: sizedRow(2, func(dst, v []byte) []byte {
		return appendNumber(dst, " USER_TO=", uint32(binary.BigEndian.Uint16(v))&userTimeout)
	}),
	reassembly.OptionAuthentication: textRow("TCP AO"), // without a space, as Wireshark has it
	reassembly.OptionFastOpen:       func(dst []byte, _ *dissect.Frame, v []byte) []byte { return appendFastOpen(dst, v) },
	reassembly.OptionAccurateECN0: func(dst []byte, _ *dissect.Frame,
		v []byte) []byte {
		return appendAccurateECN(dst, v, &ecnOrder0)
	},
	reassembly.OptionAccurateECN1: func(dst []byte, _ *dissect.Frame,
		v []byte) []byte {
		return appendAccurateECN(dst, v, &ecnOrder1)
	},
	reassembly.OptionExperiment1: appendExperiment,
	reassembly.OptionExperiment2: appendExperiment,
}

// textRow returns what appends the same for any value.
func textRow(s string) func([]byte, *dissect.Frame, []byte) []byte {
	return func(dst []byte, _ *dissect.Frame, _ []byte) []byte { return append(dst, s...) }
}

// sizedRow returns what appends values of n bytes, and nothing for others.
func sizedRow(n int, do func(dst, v []byte) []byte) func([]byte, *dissect.Frame, []byte) []byte {
	return func(dst []byte, _ *dissect.Frame, v []byte) []byte {
		if len(v) != n {
			return dst
		}
		return do(dst, v)
	}
}

// numberRow returns what appends a value that is a number of 32 bits.
func numberRow(label string) func([]byte, *dissect.Frame, []byte) []byte {
	return sizedRow(4, func(dst, v []byte) []byte { return appendNumber(dst, label, binary.BigEndian.Uint32(v)) })
}

// appendOptions appends what the options of the segment say. One that is too
// short to be what it is ends them. whole is false if the last one begins in the
// header and does not end there.
func appendOptions(dst []byte, f *dissect.Frame) (_ []byte, whole bool) {
	for b := f.TCP.Options; len(b) > 0; {
		kind, value, rest, ok := reassembly.NextOption(b)
		if !ok {
			return appendCutOption(dst, f, b), b[0] == reassembly.OptionEnd || outgrows(f, b)
		}
		if kind == reassembly.OptionSACK && len(value) < sackBlock {
			return text.AppendCut(dst, capture.Malformed), true
		}
		if do := optionRows[kind]; do != nil {
			dst = do(dst, f, value)
		}
		b = rest
	}
	return dst, true
}

// outgrows reports whether the last option, which b has a part of, says that it is longer
// than what the header has left for it, whether that is there or not.
func outgrows(f *dissect.Frame, b []byte) bool {
	head := f.Headers.Bytes(f.Last())
	left := int(head[12]>>4)*4 - headerLength - (len(f.TCP.Options) - len(b))
	return len(b) >= 2 && int(b[1]) > left
}

// appendCutOption appends what is known of an option that the end of the frame
// cut: of some kinds that they are there.
func appendCutOption(dst []byte, f *dissect.Frame, b []byte) []byte {
	if f.State != capture.Truncated || len(b) < 2 || b[1] < 2 {
		return dst
	}
	if b[0] == reassembly.OptionMD5 || b[0] == reassembly.OptionAuthentication {
		return optionRows[b[0]](dst, f, nil)
	}
	return dst
}

func appendTimestamps(dst, v []byte) []byte {
	dst = appendNumber(dst, " TSval=", binary.BigEndian.Uint32(v))
	return appendNumber(dst, " TSecr=", binary.BigEndian.Uint32(v[4:]))
}

func appendSACK(dst []byte, f *dissect.Frame, v []byte) []byte {
	base := uint32(0)
	if f.Segment != nil {
		base = f.TCP.Ack - f.Segment.Ack
	}
	for ; len(v) >= sackBlock; v = v[sackBlock:] {
		dst = appendNumber(dst, " SLE=", binary.BigEndian.Uint32(v)-base)
		dst = appendNumber(dst, " SRE=", binary.BigEndian.Uint32(v[4:])-base)
	}
	return dst
}

// userTimeout masks the granularity off (RFC 5482 §3.1).
const userTimeout = 0x7fff

// appendFastOpen appends whether a cookie is asked for or given (RFC 7413
// §4.1.1).
func appendFastOpen(dst, v []byte) []byte {
	if len(v) == 0 {
		return append(dst, " TFO=R"...)
	}
	return append(dst, " TFO=C"...)
}

// appendQuickStart appends the rate of a Quick-Start response (RFC 4782
// §4.1): 40 kbit/s doubled as often as its number says.
func appendQuickStart(dst, v []byte) []byte {
	rate, unit := uint64(0), " bit/s"
	if n := v[0] & 15; n > 0 {
		rate = 40_000 << n
	}
	dst = append(dst, " QSresp="...)
	scale := uint64(1)
	for _, x := range [...]struct {
		scale uint64
		unit  string
	}{{1e9, " Gbit/s"}, {1e6, " Mbit/s"}, {1e3, " Kbit/s"}} {
		if rate >= x.scale {
			scale, unit = x.scale, x.unit
			break
		}
	}
	return append(strconv.AppendFloat(dst, float64(rate)/float64(scale), 'f', -1, 64), unit...)
}

// The counters of accurate ECN in the order of either option
// (draft-ietf-tcpm-accurate-ecn §3.2.3), three bytes each.
var (
	ecnOrder0 = [3]string{" EE0B=", " ECEB=", " EE1B="}
	ecnOrder1 = [3]string{" EE1B=", " ECEB=", " EE0B="}
)

func appendAccurateECN(dst, v []byte, labels *[3]string) []byte {
	if len(v) == 0 {
		return append(dst, " AccECN"...)
	}
	if len(v)%3 != 0 || len(v) > 3*len(labels) {
		return dst
	}
	for i := 0; i < len(labels) && len(v) >= 3; i, v = i+1, v[3:] {
		dst = appendNumber(dst, labels[i], uint32(v[0])<<16|uint32(v[1])<<8|uint32(v[2]))
	}
	return dst
}

// Identifiers of experiments (https://www.iana.org/assignments/tcp-parameters).
var (
	experimentFastOpen = []byte{0xf9, 0x89}
	experimentECN0     = []byte{0xac, 0xc0}
	experimentECN1     = []byte{0xac, 0xc1}
	experimentACKRate  = []byte{0x00, 0xac}
)

// appendExperiment appends which experiment an option belongs to (RFC 6994
// §3), or what it says if it is one that became an option of its own.
func appendExperiment(dst []byte, _ *dissect.Frame, v []byte) []byte {
	if len(v) < 2 {
		return dst
	}
	switch id, rest := v[:2], v[2:]; {
	case bytes.Equal(id, experimentFastOpen):
		return appendFastOpen(dst, rest)
	case bytes.Equal(id, experimentECN0):
		return appendAccurateECN(dst, rest, &ecnOrder0)
	case bytes.Equal(id, experimentECN1):
		return appendAccurateECN(dst, rest, &ecnOrder1)
	case bytes.Equal(id, experimentACKRate):
		return appendACKRate(dst, rest)
	}
	dst = append(dst, " ExID="...)
	from := len(dst)
	dst = strconv.AppendUint(dst, uint64(binary.BigEndian.Uint16(v)), 16)
	for i := from; i < len(dst); i++ {
		if dst[i] >= 'a' {
			dst[i] -= 'a' - 'A'
		}
	}
	return dst
}

// appendACKRate appends how many segments one acknowledgment is asked for, in the upper
// seven bits, or that the other side understands the option
// (draft-ietf-tcpm-ack-rate-request §2).
func appendACKRate(dst, v []byte) []byte {
	switch len(v) {
	case 0:
		return append(dst, " TARR"...)
	case 1:
		return appendNumber(dst, " TARR=", uint32(v[0]>>1))
	}
	return dst
}
