package rpc

import (
	"hash/crc32"
	"strconv"

	"netsniff/dissect/parts"
	"netsniff/dissect/text"
)

// Procedures of NFS version 3 (RFC 1813 §3.3).
const (
	getAttr = iota + 1
	setAttr
	lookup
	access
	readLink
	read
	write
	create
	mkdir
	symlink
	mknod
	remove
	rmdir
	rename
	link
	readDir
	readDirPlus
	fsStat
	fsInfo
	pathConf
	commit
)

// readHandle reads a file handle, and returns it.
func readHandle(r *parts.Reader) []byte {
	h := opaque(r, "nfs.fh.length", "nfs.fhandle")
	if h != nil {
		r.Note("nfs.fh.hash", 0, 0, uint64(crc32.ChecksumIEEE(h)))
	}
	return h
}

// appendHandle reads a file handle and appends ", FH: 0x38a4e9f6".
func appendHandle(r *parts.Reader, dst []byte, what string) []byte {
	h := readHandle(r)
	return text.AppendHex(append(append(dst, what...), ": 0x"...), uint64(crc32.ChecksumIEEE(h)), 8)
}

// appendEntry reads a directory's handle with a name in it, and appends both.
func appendEntry(r *parts.Reader, dst []byte, what string) []byte {
	dst = append(appendHandle(r, dst, what), '/')
	return text.AppendText(dst, opaque(r, "", "nfs.name"))
}

// readNFS reads arguments and results of NFS.
func readNFS(m *Body, r *parts.Reader, dst []byte) []byte {
	switch {
	case m.compound():
		return m.readCompound(r, dst)
	case m.call.proc == 0 || m.call.version != 3:
		return dst
	case m.Reply:
		return readResults(m, r, dst)
	}
	return readArguments(m.call.proc, r, dst)
}

func readArguments(proc uint32, r *parts.Reader, dst []byte) []byte {
	switch proc {
	case lookup, remove, rmdir, mkdir, mknod:
		return appendEntry(r, dst, ", DH")
	case create:
		dst = append(appendEntry(r, dst, ", DH"), " Mode: "...)
		return append(dst, createModes[r.Uint("nfs.createmode", 4)]...)
	case rename:
		return appendEntry(r, appendEntry(r, dst, ", From DH"), " To DH")
	case link:
		return appendEntry(r, appendHandle(r, dst, ", From DH"), " To DH")
	case symlink:
		dst = append(appendEntry(r, dst, ", From DH"), " To "...)
		skipSetAttributes(r)
		return text.AppendText(dst, opaque(r, "", "nfs.symlink.to"))
	}
	dst = appendHandle(r, dst, ", FH")
	switch proc {
	case access:
		asked := r.Uint("nfs.access_check", 4)
		dst = append(appendRights(append(dst, ", [Check:"...), asked), ']')
	case read, write:
		dst = strconv.AppendUint(append(dst, " Offset: "...), r.Uint("nfs.offset3", 8), 10)
		dst = strconv.AppendUint(append(dst, " Len: "...), r.Uint("nfs.count3", 4), 10)
		if proc == write {
			dst = append(append(dst, ' '), stableNames[r.Uint("nfs.write.stable", 4)]...)
			opaque(r, "", "nfs.data")
		}
	case readDir, readDirPlus:
		r.Uint("nfs.cookie3", 8)
		r.Octets("nfs.verifier", 8)
		r.Uint("nfs.count3", 4)
		if proc == readDirPlus {
			r.Uint("nfs.count3_maxcount", 4)
		}
	case commit:
		r.Uint("nfs.offset3", 8)
		r.Uint("nfs.count3", 4)
	}
	return dst
}

// rights returns what an ACCESS asks for, 0 of what is none.
func (m *Body) rights() uint32 {
	r := parts.Reader{Bytes: m.reader.Bytes, Off: m.at}
	if m.compound() {
		return rights4(&r)
	}
	if m.call.program.number != nfsNumber || m.call.version != 3 || m.call.proc != access {
		return 0
	}
	opaque(&r, "", "")
	return uint32(r.Uint("", 4))
}

// appendRights appends " RD LU".
func appendRights(dst []byte, rights uint64) []byte {
	for i, name := range [...]string{" RD", " LU", " MD", " XT", " DL", " XE"} {
		if rights>>i&1 != 0 {
			dst = append(dst, name...)
		}
	}
	return dst
}

// skipSetAttributes passes attributes that are to be set: each with whether it is.
func skipSetAttributes(r *parts.Reader) {
	for _, n := range [...]int{4, 4, 4, 8} { // mode, owner, group, size
		if r.Uint("", 4) == 1 {
			r.Skip(n)
		}
	}
	for range 2 { // times: 2 stands for one of the client's
		if r.Uint("", 4) == 2 {
			r.Skip(8)
		}
	}
}

func readResults(m *Body, r *parts.Reader, dst []byte) []byte {
	if status := r.Uint("nfs.status3", 4); status != 0 {
		name := status3Names[status]
		if name == "" {
			name = strconv.FormatUint(status, 10)
		}
		return append(append(dst, " Error: "...), name...)
	}
	switch m.call.proc {
	case getAttr:
		return readAttributes(r, append(dst, ' '))
	case lookup:
		return appendHandle(r, dst, ", FH")
	case access:
		readPostAttributes(r)
		return m.appendAccess(r, dst)
	case readLink:
		readPostAttributes(r)
		return text.AppendText(append(dst, " Path: "...), opaque(r, "", "nfs.readlink.data"))
	case read:
		readPostAttributes(r)
		dst = strconv.AppendUint(append(dst, " Len: "...), r.Uint("nfs.count3", 4), 10)
		r.Uint("nfs.read.eof", 4)
		opaque(r, "", "nfs.data")
	case write:
		skipWeakConsistency(r)
		dst = strconv.AppendUint(append(dst, " Len: "...), r.Uint("nfs.count3", 4), 10)
		committed := r.Uint("nfs.write.committed", 4)
		if name := stableNames[committed]; name != "" {
			return append(append(dst, ' '), name...)
		}
		return strconv.AppendUint(append(dst, " Stable: "...), committed, 10)
	case readDir, readDirPlus:
		return readEntries(m.call.proc == readDirPlus, r, dst)
	}
	return dst
}

func (m *Body) appendAccess(r *parts.Reader, dst []byte) []byte {
	return appendAllowed(dst, m.call.asked, r.Uint("nfs.access_rights", 4))
}

// appendAllowed appends which of the rights that were asked for are denied, and which allowed.
func appendAllowed(dst []byte, asked uint32, allowed uint64) []byte {
	if denied := uint64(asked) &^ allowed; denied != 0 {
		dst = append(appendRights(append(dst, ", [Access Denied:"...), denied), ']')
	}
	if granted := uint64(asked) & allowed; granted != 0 {
		dst = append(appendRights(append(dst, ", [Allowed:"...), granted), ']')
	}
	return dst
}

// readAttributes reads those of a file (RFC 1813 §2.6), and appends "  Directory mode: 0755
// uid: 0 gid: 1".
func readAttributes(r *parts.Reader, dst []byte) []byte {
	kind := r.Uint("nfs.fattr3.type", 4)
	mode := r.Uint("", 4)
	r.Uint("nfs.fattr3.nlink", 4)
	uid, gid := r.Uint("nfs.fattr3.uid", 4), r.Uint("nfs.fattr3.gid", 4)
	r.Uint("nfs.fattr3.size", 8)
	r.Uint("nfs.fattr3.used", 8)
	r.Skip(8)
	r.Uint("nfs.fattr3.fsid", 8)
	r.Uint("nfs.fattr3.fileid", 8)
	r.Skip(24)
	if dst == nil || r.Short {
		return dst
	}
	dst = append(append(append(dst, ' '), typeNames[kind]...), " mode: "...)
	for shift := 9; shift >= 0; shift -= 3 {
		dst = append(dst, '0'+byte(mode>>shift&7))
	}
	dst = strconv.AppendUint(append(dst, " uid: "...), uid, 10)
	return strconv.AppendUint(append(dst, " gid: "...), gid, 10)
}

// readPostAttributes reads attributes that need not be there.
func readPostAttributes(r *parts.Reader) {
	if r.Uint("nfs.attributes_follow", 4) == 1 {
		readAttributes(r, nil)
	}
}

// skipWeakConsistency passes what says how a file was before and after.
func skipWeakConsistency(r *parts.Reader) {
	if r.Uint("", 4) == 1 {
		r.Skip(24)
	}
	readPostAttributes(r)
}

// readEntries reads names in a directory, and appends them.
func readEntries(plus bool, r *parts.Reader, dst []byte) []byte {
	id, name, cookie := "nfs.readdir.entry3.fileid", "nfs.readdir.entry3.name", "nfs.readdir.entry3.cookie"
	if plus {
		id, name, cookie = "nfs.readdirplus.entry.fileid", "nfs.readdirplus.entry.name", "nfs.readdirplus.entry.cookie"
	}
	readPostAttributes(r)
	r.Skip(8)
	for n := 0; r.Uint("", 4) == 1 && !r.Short && n < maxEntries; n++ {
		r.Uint(id, 8)
		dst = text.AppendText(append(dst, ' '), opaque(r, "", name))
		r.Uint(cookie, 8)
		if plus {
			readPostAttributes(r)
			if r.Uint("", 4) == 1 {
				readHandle(r)
			}
		}
	}
	r.Uint("nfs.readdir.eof", 4)
	return dst
}

var createModes = parts.Names{0: "UNCHECKED", 1: "GUARDED", 2: "EXCLUSIVE"}

var stableNames = parts.Names{0: "UNSTABLE", 1: "DATA_SYNC", 2: "FILE_SYNC"}
