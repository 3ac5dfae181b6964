package dnp3

import "netsniff/dissect/parts"

// flag is a bit of a number, with its field.
type flag struct {
	mask uint64
	name string
}

var (
	transportBits   = []flag{{final, "dnp3.tr.fin"}, {first, "dnp3.tr.fir"}, {0x3f, "dnp3.tr.seq"}}
	applicationBits = []flag{{0x80, "dnp3.al.fir"}, {0x40, "dnp3.al.fin"}, {0x20, "dnp3.al.con"}, {0x10, "dnp3.al.uns"},
		{0xf, "dnp3.al.seq"}}
	indicationBits = []flag{
		{0x100, "dnp3.al.iin.bmsg"}, {0x200, "dnp3.al.iin.cls1d"}, {0x400, "dnp3.al.iin.cls2d"},
		{0x800, "dnp3.al.iin.cls3d"}, {0x1000, "dnp3.al.iin.tsr"},
		{0x2000, "dnp3.al.iin.dol"}, {0x4000, "dnp3.al.iin.dt"}, {0x8000, "dnp3.al.iin.rst"},
		{fcni, "dnp3.al.iin.fcni"}, {obju, "dnp3.al.iin.obju"},
		{pioor, "dnp3.al.iin.pioor"}, {0x8, "dnp3.al.iin.ebo"}, {0x10, "dnp3.al.iin.oae"}, {0x20, "dnp3.al.iin.cc"},
	}
)

// Indications that a request could not be done.
const (
	fcni  = 1 // no such function
	obju  = 2 // no such objects
	pioor = 4 // parameters that cannot be
)

// readBits reads a number of n octets and its bits.
func readBits(r *parts.Reader, name string, n int, bits []flag) {
	at := r.Off
	u := r.Uint(name, n)
	for _, x := range bits {
		if !r.Short {
			r.NoteBits(x.name, at, n, u, x.mask)
		}
	}
}

// ReadAll implements parts.Message.
func (m *Message) ReadAll(r *parts.Reader) {
	r.Uint("dnp3.start", 2)
	r.Uint("dnp3.len", 1)
	control := r.Uint("dnp3.ctl", 1)
	r.NoteBits("dnp3.ctl.dir", 3, 1, control, 0x80)
	r.NoteBits("dnp3.ctl.prm", 3, 1, control, primary)
	if control&primary != 0 {
		r.NoteBits("dnp3.ctl.fcb", 3, 1, control, 0x20)
		r.NoteBits("dnp3.ctl.fcv", 3, 1, control, 0x10)
		r.NoteBits("dnp3.ctl.prifunc", 3, 1, control, 0xf)
	} else {
		r.NoteBits("dnp3.ctl.dfc", 3, 1, control, 0x10)
		r.NoteBits("dnp3.ctl.secfunc", 3, 1, control, 0xf)
	}
	r.Little = true
	r.Uint("dnp3.dst", 2)
	r.Uint("dnp3.src", 2)
	r.Uint("dnp3.hdr.CRC", 2)
	r.Little = false
	if !carries(byte(control)) || r.Left() == 0 {
		return
	}
	transport := r.Bytes[r.Off]
	readBits(r, "dnp3.tr.ctl", 1, transportBits)
	if transport&first == 0 || r.Left() < 2+checksum {
		return
	}
	readBits(r, "dnp3.al.ctl", 1, applicationBits)
	if f := Function(r.Uint("dnp3.al.func", 1)); f >= response && r.Left() >= 2+checksum {
		readBits(r, "dnp3.al.iin", 2, indicationBits)
	}
}
