package rpc

import (
	"strconv"

	"netsniff/dissect"
	"netsniff/dissect/parts"
)

// program is one that can be called.
type program struct {
	number   uint32
	protocol *dissect.Protocol
	names    func(version uint32) parts.Names // of procedures
	fields   [5]string                        // that have the procedure, by version
	// read reads arguments or results, and appends what the row says of them.
	read func(m *Body, r *parts.Reader, dst []byte) []byte
}

const nfsNumber = 100003

var programs = map[uint32]*program{
	100000: {number: 100000, protocol: &PortMapper, names: portmapNames, read: readPortmap,
		fields: [5]string{1: "portmap.procedure_v1", 2: "portmap.procedure_v2", 3: "portmap.procedure_v3",
			4: "portmap.procedure_v4"}},
	nfsNumber: {number: nfsNumber, protocol: &NFS, names: nfsNames, read: readNFS,
		fields: [5]string{2: "nfs.procedure_v2", 3: "nfs.procedure_v3", 4: "nfs.procedure_v4"}},
	100005: {number: 100005, protocol: &Mount, names: func(uint32) parts.Names { return mountNames }, read: readMount,
		fields: [5]string{1: "mount.procedure_v1", 2: "mount.procedure_v2", 3: "mount.procedure_v3"}},
}

// programNames are what ports are asked for (https://www.iana.org/assignments/rpc-program-numbers).
var programNames = parts.Names{
	100000: "Portmap", 100003: "NFS", 100004: "YPSERV", 100005: "MOUNT", 100007: "YPBIND", 100011: "RQUOTA", 100021: "NLM",
	100024: "STAT", 100227: "NFSACL",
}

func nfsNames(version uint32) parts.Names {
	switch version {
	case 2:
		return nfs2Names
	case 3:
		return nfs3Names
	}
	return nfs4Names
}

// portmapNames has the procedures of the port mapper (RFC 1833 §2.2, §3).
func portmapNames(version uint32) parts.Names {
	if version == 2 {
		return portmap2Names
	}
	return portmap3Names
}

// Body is what a program is asked for, or answers. Borrowed until the frame has been reported.
type Body struct {
	Reply  bool
	Failed bool // the program was not run: there are no results

	at     int // where arguments or results begin
	told   bool
	call   call
	reader parts.Reader
}

// Parts implements parts.Message.
func (m *Body) Parts() *parts.Reader { return &m.reader }

// procedure returns the name of what is called.
func (m *Body) procedure() string { return m.call.procedure() }

func (x *call) procedure() string {
	if s := x.program.names(x.version)[uint64(x.proc)]; s != "" {
		return s
	}
	return "proc-" + strconv.FormatUint(uint64(x.proc), 10)
}

// AppendInfo appends "V3 LOOKUP Call, DH: 0x38a4e9f6/a".
func (m *Body) AppendInfo(dst []byte) []byte { return m.AppendNext(dst, len(dst)) }

// AppendNext implements dissect.Follower.
func (m *Body) AppendNext(dst []byte, start int) []byte {
	if m.told && len(dst) > start {
		dst = append(dst, "  ; "...)
	}
	dst = strconv.AppendUint(append(dst, 'V'), uint64(m.call.version), 10)
	if !m.compound() {
		dst = append(append(dst, ' '), m.procedure()...)
	}
	if m.Reply {
		dst = append(strconv.AppendUint(append(dst, " Reply (Call In "...), uint64(m.call.frame), 10), ')')
	} else {
		dst = append(dst, " Call"...)
	}
	if m.Failed {
		return dst
	}
	return m.call.program.read(m, &parts.Reader{Bytes: m.reader.Bytes, Off: m.at}, dst)
}

// compound reports whether it is one of NFS version 4: the row does not say that.
func (m *Body) compound() bool {
	return m.call.version == 4 && m.call.program.number == nfsNumber && m.call.proc == 1
}

// ReadAll implements parts.Message.
func (m *Body) ReadAll(r *parts.Reader) {
	if m.call.version < uint32(len(m.call.program.fields)) {
		r.Note(m.call.program.fields[m.call.version], 0, 0, uint64(m.call.proc))
	}
	if r.Off = m.at; !m.Failed {
		m.call.program.read(m, r, nil)
	}
}

// readPortmap reads arguments and results of the port mapper.
func readPortmap(m *Body, r *parts.Reader, dst []byte) []byte {
	const getPort, dump = 3, 4
	switch {
	case m.call.version == 2 && m.call.proc == getPort && m.Reply:
		port := r.Uint("portmap.port", 4)
		if port == 0 {
			return append(dst, " PROGRAM_NOT_AVAILABLE"...)
		}
		return strconv.AppendUint(append(dst, " Port:"...), port, 10)
	case m.call.version == 2 && m.call.proc >= 1 && m.call.proc <= getPort && !m.Reply:
		return readMapping(m, r, dst)
	case m.call.version == 2 && m.call.proc == dump && m.Reply:
		for n := 0; r.Uint("", 4) == 1 && !r.Short && n < maxEntries; n++ {
			readMapping(m, r, nil)
		}
	case m.call.version > 2 && m.call.proc == getPort && m.Reply:
		opaque(r, "", "portmap.uaddr")
	case m.call.version > 2 && m.call.proc >= 1 && m.call.proc <= getPort && !m.Reply:
		r.Uint("portmap.rpcb.prog", 4)
		r.Uint("portmap.rpcb.version", 4)
		opaque(r, "", "portmap.rpcb.netid")
		opaque(r, "", "portmap.rpcb.addr")
		opaque(r, "", "portmap.rpcb.owner")
	}
	return dst
}

// maxEntries bounds how many entries of a list are read.
const maxEntries = 1024

// readMapping reads a program with its port.
func readMapping(m *Body, r *parts.Reader, dst []byte) []byte {
	number := r.Uint("portmap.prog", 4)
	vers := r.Uint("portmap.version", 4)
	proto := r.Uint("portmap.proto", 4)
	r.Uint("portmap.port", 4)
	if m.call.proc != 3 || m.Reply || r.Short {
		return dst
	}
	dst = append(dst, ' ')
	name := programNames[number]
	if name == "" {
		name = "Unknown"
	}
	dst = append(dst, name...)
	dst = append(strconv.AppendUint(append(dst, '('), number, 10), ") V:"...)
	dst = append(strconv.AppendUint(dst, vers, 10), ' ')
	switch proto {
	case 6:
		return append(dst, "TCP"...)
	case 17:
		return append(dst, "UDP"...)
	}
	return strconv.AppendUint(dst, proto, 10)
}

// readMount reads arguments and results of mounting.
func readMount(m *Body, r *parts.Reader, dst []byte) []byte {
	const mnt, dump, umnt, export = 1, 2, 3, 5
	switch p := m.call.proc; {
	case (p == mnt || p == umnt) && !m.Reply:
		return append(append(dst, ' '), opaque(r, "", "mount.path")...)
	case p == mnt:
		status := r.Uint("mount.status", 4)
		if status != 0 {
			return append(append(dst, " Error:"...), mountError(status)...)
		}
		if m.call.version == 3 {
			readHandle(r)
			for n := r.Uint("mount.flavors", 4); n > 0 && r.Left() > 0; n-- {
				r.Uint("mount.flavor", 4)
			}
		}
	case p == dump && m.Reply:
		for n := 0; r.Uint("", 4) == 1 && !r.Short && n < maxEntries; n++ {
			opaque(r, "", "mount.dump.hostname")
			opaque(r, "", "mount.dump.directory")
		}
	case p == export && m.Reply:
		for n := 0; r.Uint("", 4) == 1 && !r.Short && n < maxEntries; n++ {
			opaque(r, "", "mount.export.directory")
			for k := 0; r.Uint("", 4) == 1 && !r.Short && k < maxEntries; k++ {
				opaque(r, "", "mount.export.group")
			}
		}
	}
	return dst
}

func mountError(status uint64) string {
	if s := statusNames[status]; s != "" {
		return s
	}
	return "Unknown error: " + strconv.FormatUint(status, 10)
}
