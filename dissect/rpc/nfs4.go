package rpc

import (
	"hash/crc32"
	"strconv"

	"netsniff/dissect/parts"
	"netsniff/dissect/text"
)

// Operations of NFS version 4 (RFC 8881 §18) whose arguments or results are read.
const (
	op4Access      = 3
	op4Close       = 4
	op4Commit      = 5
	op4DelegReturn = 8
	op4GetAttr     = 9
	op4GetFH       = 10
	op4Lock        = 12
	op4LockU       = 14
	op4Lookup      = 15
	op4LookupP     = 16
	op4NVerify     = 17
	op4Open        = 18
	op4PutFH       = 22
	op4PutPubFH    = 23
	op4PutRootFH   = 24
	op4Read        = 25
	op4ReadDir     = 26
	op4Remove      = 28
	op4Rename      = 29
	op4Renew       = 30
	op4RestoreFH   = 31
	op4SaveFH      = 32
	op4SetAttr     = 34
	op4Write       = 38
	op4FreeStateID = 45
	op4Sequence    = 53
)

// maxOperations is how many operations of a compound are read.
const maxOperations = 256

// maxUnsaid is room for what nearly every operation says, where nobody hears it.
const maxUnsaid = 512

// rank says how much an operation tells of what a compound is for: of those that are in it, rows name
// the ones with the lowest.
func rank(op uint64) int {
	switch op {
	case op4Sequence, op4PutFH, op4GetFH, op4SaveFH, op4RestoreFH:
		return 3
	case op4GetAttr, op4PutRootFH, op4PutPubFH:
		return 2
	case op4Access, op4NVerify:
		return 1
	}
	return 0
}

// compound is one that is being read.
type compound struct {
	*parts.Reader
	reply  bool
	asked  uint32 // by ACCESS
	handle uint32 // the current file handle, short
	known  bool   // it was said
	ended  bool   // what follows is not read
}

// readCompound reads a compound, and appends what it is for: " LOOKUP DH: 0x38a4e9f6/a".
func (m *Body) readCompound(r *parts.Reader, dst []byte) []byte {
	status := uint64(0)
	if m.Reply {
		status = r.Uint("nfs.nfsstat4", 4)
	}
	if tag := opaque(r, "", "nfs.tag"); len(tag) > 0 {
		dst = text.AppendText(append(dst, ' '), tag)
	}
	if !m.Reply {
		r.Uint("nfs.minorversion", 4)
	}
	count := min(r.Uint("nfs.ops.count", 4), maxOperations)
	probe := compound{Reader: &parts.Reader{Bytes: r.Bytes, Off: r.Off}, reply: m.Reply}
	best := rank(op4Sequence)
	var unsaid [maxUnsaid]byte
	for range count {
		op, _, ok := probe.next(unsaid[:0])
		if !ok {
			break
		}
		best = min(best, rank(op))
	}
	x, some := compound{Reader: r, reply: m.Reply, asked: m.call.asked}, false
	for range count {
		at := len(dst)
		sign := " "
		if some {
			sign = " | "
		}
		op, said, ok := x.next(append(dst, sign...))
		if !ok {
			break
		}
		if dst = said; rank(op) != best {
			dst = dst[:at]
		} else {
			some = true
		}
	}
	if status != 0 {
		name := status4Names[status]
		if name == "" {
			name = strconv.FormatUint(status, 10)
		}
		dst = append(append(dst, " Status: "...), name...)
	}
	return dst
}

// next reads an operation and appends it. ok is false if there is none, or where it begins is not known.
func (x *compound) next(dst []byte) (op uint64, said []byte, ok bool) {
	if x.ended || x.Left() < 4 {
		return 0, dst, false
	}
	op = x.Uint("nfs.opcode", 4)
	name := operationNames[op]
	if name == "" {
		return 0, dst, false
	}
	dst = append(dst, name...)
	if !x.reply {
		dst = x.arguments(op, dst)
	} else if status := x.Uint("nfs.nfsstat4", 4); status != 0 {
		x.ended = true
	} else {
		dst = x.results(op, dst)
	}
	return op, dst, true
}

// appendHandle appends " FH: 0x38a4e9f6", of a handle that was not said only if always is set.
func (x *compound) appendHandle(dst []byte, what string, always bool) []byte {
	if !x.known && !always {
		return dst
	}
	return text.AppendHex(append(append(dst, what...), ": 0x"...), uint64(x.handle), 8)
}

// appendName appends a name, behind the handle of its directory if that was said.
func (x *compound) appendName(dst []byte) []byte {
	sign := byte(' ')
	if x.known {
		dst, sign = x.appendHandle(dst, " DH", true), '/'
	}
	return text.AppendText(append(dst, sign), opaque(x.Reader, "", "nfs.pathname.component"))
}

func (x *compound) putHandle() {
	h := readHandle(x.Reader)
	x.handle, x.known = crc32.ChecksumIEEE(h), h != nil
}

// stateLen is the length of a state identifier.
const stateLen = 16

// appendState appends " StateID: 0x4456", which is that in short.
func (x *compound) appendState(dst []byte) []byte {
	off := x.Off
	id := x.Octets("", stateLen)
	if id == nil {
		return dst
	}
	short := uint64(crc16(id))
	x.Note("nfs.stateid.hash", off, stateLen, short)
	return text.AppendHex(append(dst, " StateID: 0x"...), short, 4)
}

// crc16 is the CRC of 16 bits of ITU-T X.25 (§2.2.7.4).
func crc16(b []byte) uint16 {
	const polynomial = 0x8408
	c := uint16(0xffff)
	for _, x := range b {
		c ^= uint16(x)
		for range 8 {
			if c&1 != 0 {
				c = c>>1 ^ polynomial
			} else {
				c >>= 1
			}
		}
	}
	return ^c
}

// arguments reads those of an operation. Of what is not listed here the length is not known.
func (x *compound) arguments(op uint64, dst []byte) []byte {
	switch op {
	case op4Sequence:
		x.Octets("nfs.session_id4", 16)
		x.Uint("nfs.seqid", 4)
		x.Uint("nfs.slotid", 4)
		x.Skip(8)
	case op4PutFH:
		x.putHandle()
	case op4GetFH, op4SaveFH, op4LookupP:
	case op4RestoreFH, op4PutRootFH, op4PutPubFH:
		x.known, x.handle = false, 0
	case op4Access:
		dst = append(x.appendHandle(dst, " FH", true), ", [Check:"...)
		dst = append(appendRights(dst, x.Uint("nfs.access_check", 4)), ']')
	case op4GetAttr:
		dst = x.appendHandle(dst, " FH", false)
		x.bitmap()
	case op4Lookup, op4Remove:
		dst = x.appendName(dst)
	case op4Rename:
		dst = text.AppendText(append(dst, " From: "...), opaque(x.Reader, "", "nfs.pathname.component"))
		dst = text.AppendText(append(dst, " To: "...), opaque(x.Reader, "", "nfs.pathname.component"))
	case op4Open:
		dst = x.open(dst)
	case op4Close:
		x.Uint("nfs.seqid", 4)
		dst = x.appendState(dst)
	case op4DelegReturn, op4FreeStateID:
		dst = x.appendState(dst)
	case op4Commit, op4Read, op4Write:
		dst = x.region(op, dst)
	case op4Renew:
		dst = text.AppendHex(append(dst, " CID: 0x"...), x.Uint("nfs.clientid", 8), 16)
	case op4NVerify, op4ReadDir:
		dst, x.ended = x.appendHandle(dst, " FH", false), true
	case op4SetAttr:
		dst, x.ended = x.appendHandle(dst, " FH", true), true
	case op4Lock, op4LockU:
		dst, x.ended = x.lock(op, dst), true
	default:
		x.ended = true
	}
	return dst
}

// region reads which bytes of a file are read, written or committed.
func (x *compound) region(op uint64, dst []byte) []byte {
	if op == op4Commit {
		dst = x.appendHandle(dst, " FH", true)
	} else {
		dst = x.appendState(dst)
	}
	dst = strconv.AppendUint(append(dst, " Offset: "...), x.Uint("nfs.offset4", 8), 10)
	if op != op4Write {
		return strconv.AppendUint(append(dst, " Len: "...), x.Uint("nfs.count4", 4), 10)
	}
	x.Skip(4)
	return strconv.AppendInt(append(dst, " Len: "...), int64(len(opaque(x.Reader, "", "nfs.data"))), 10)
}

// lock reads the region of a lock: behind kind and reclaim of one that is taken, or the state of one that is given back.
func (x *compound) lock(op uint64, dst []byte) []byte {
	x.Skip(8)
	if op == op4LockU {
		x.Skip(stateLen)
	}
	dst = strconv.AppendUint(append(x.appendHandle(dst, " FH", true), " Offset: "...), x.Uint("nfs.offset4", 8), 10)
	return append(strconv.AppendUint(append(dst, " Length: "...), x.Uint("nfs.length4", 8), 10), ' ')
}

// open reads the arguments of OPEN as far as the name, if it is asked for by one (RFC 8881 §18.16).
func (x *compound) open(dst []byte) []byte {
	const create, exclusive, exclusive41, byName = 1, 2, 3, 0
	x.Skip(4 + 4 + 4 + 8)
	opaque(x.Reader, "", "")
	if x.Uint("", 4) == create {
		switch mode := x.Uint("", 4); {
		case mode == exclusive || mode == exclusive41:
			x.Skip(8)
			if mode == exclusive41 {
				x.attributes()
			}
		default:
			x.attributes()
		}
	}
	if x.Uint("", 4) != byName || x.Short {
		x.ended = true
		return dst
	}
	return x.appendName(dst)
}

// bitmap passes which attributes are meant.
func (x *compound) bitmap() { x.Skip(4 * int(min(x.Uint("", 4), 1<<20))) }

// attributes passes attributes with which they are.
func (x *compound) attributes() {
	x.bitmap()
	opaque(x.Reader, "", "")
}

// results reads those of an operation that succeeded. Of what is not listed here the length is not known.
func (x *compound) results(op uint64, dst []byte) []byte {
	switch op {
	case op4Sequence:
		x.Octets("nfs.session_id4", 16)
		x.Uint("nfs.seqid", 4)
		x.Uint("nfs.slotid", 4)
		x.Skip(12)
	case op4GetFH:
		x.putHandle()
	case op4PutFH, op4SaveFH, op4RestoreFH, op4PutRootFH, op4PutPubFH, op4Lookup, op4LookupP, op4Renew, op4DelegReturn:
	case op4Access:
		x.Skip(4)
		dst = appendAllowed(dst, x.asked, x.Uint("nfs.access_rights", 4))
	case op4GetAttr:
		x.attributes()
	case op4Close:
		x.Skip(stateLen)
	case op4Read:
		x.Uint("nfs.read.eof", 4)
		opaque(x.Reader, "", "nfs.data")
	case op4Write:
		x.Uint("nfs.count4", 4)
		x.Uint("nfs.write.committed", 4)
		x.Skip(8)
	case op4Open:
		dst, x.ended = x.appendState(dst), true
	default:
		x.ended = true
	}
	return dst
}

// rights4 returns what ACCESS asks for in the compound that stands where r does, 0 if it has none.
func rights4(r *parts.Reader) uint32 {
	opaque(r, "", "")
	r.Skip(4)
	x := compound{Reader: r}
	var unsaid [maxUnsaid]byte
	for range min(r.Uint("", 4), maxOperations) {
		at := r.Off
		op, _, ok := x.next(unsaid[:0])
		switch {
		case !ok:
			return 0
		case op == op4Access && len(r.Bytes) >= at+8:
			return be.Uint32(r.Bytes[at+4:])
		}
	}
	return 0
}
