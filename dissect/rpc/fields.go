package rpc

import (
	"netsniff/dissect"
	"netsniff/dissect/parts"
)

var fields = parts.Fields([]dissect.Field{
	{Name: "rpc.reqframe", Title: "Request Frame", Type: dissect.FrameNum},
	{Name: "rpc.lastfrag", Title: "Last Fragment", Type: dissect.Bool},
	{Name: "rpc.fraglen", Title: "Fragment Length", Type: dissect.Uint},
	{Name: "rpc.xid", Title: "XID", Type: dissect.Uint, Base: dissect.Hex8},
	{Name: "rpc.msgtyp", Title: "Message Type", Type: dissect.Uint},
	{Name: "rpc.replystat", Title: "Reply State", Type: dissect.Uint},
	{Name: "rpc.state_accept", Title: "Accept State", Type: dissect.Uint, Names: stateNames.Name},
	{Name: "rpc.state_reject", Title: "Reject State", Type: dissect.Uint},
	{Name: "rpc.version", Title: "RPC Version", Type: dissect.Uint},
	{Name: "rpc.program", Title: "Program", Type: dissect.Uint},
	{Name: "rpc.programversion", Title: "Program Version", Type: dissect.Uint},
	{Name: "rpc.procedure", Title: "Procedure", Type: dissect.Uint},
	{Name: "rpc.auth.flavor", Title: "Flavor", Type: dissect.Uint},
	{Name: "rpc.auth.length", Title: "Length", Type: dissect.Uint},
	{Name: "rpc.auth.stamp", Title: "Stamp", Type: dissect.Uint, Base: dissect.Hex8},
	{Name: "rpc.auth.uid", Title: "UID", Type: dissect.Uint},
	{Name: "rpc.auth.gid", Title: "GID", Type: dissect.Uint},
	{Name: "rpc.auth.machinename", Title: "Machine Name", Type: dissect.String},
	{Name: "rpc.time", Title: "Time from request", Type: dissect.RelTime},
})

var portmapFields = parts.Fields([]dissect.Field{
	{Name: "portmap.procedure_v1", Title: "V1 Procedure", Type: dissect.Uint},
	{Name: "portmap.procedure_v2", Title: "V2 Procedure", Type: dissect.Uint, Names: portmap2Names.Name},
	{Name: "portmap.procedure_v3", Title: "V3 Procedure", Type: dissect.Uint, Names: portmap3Names.Name},
	{Name: "portmap.procedure_v4", Title: "V4 Procedure", Type: dissect.Uint},
	{Name: "portmap.prog", Title: "Program", Type: dissect.Uint},
	{Name: "portmap.port", Title: "Port", Type: dissect.Uint},
	{Name: "portmap.proto", Title: "Protocol", Type: dissect.Uint},
	{Name: "portmap.version", Title: "Version", Type: dissect.Uint},
	{Name: "portmap.rpcb.prog", Title: "Program", Type: dissect.Uint},
	{Name: "portmap.rpcb.version", Title: "Version", Type: dissect.Uint},
	{Name: "portmap.rpcb.netid", Title: "Network Id", Type: dissect.String},
	{Name: "portmap.rpcb.addr", Title: "Universal Address", Type: dissect.String},
	{Name: "portmap.rpcb.owner", Title: "Owner of this Service", Type: dissect.String},
	{Name: "portmap.uaddr", Title: "Universal Address", Type: dissect.String},
})

var mountFields = parts.Fields([]dissect.Field{
	{Name: "mount.procedure_v1", Title: "V1 Procedure", Type: dissect.Uint, Names: mountNames.Name},
	{Name: "mount.procedure_v2", Title: "V2 Procedure", Type: dissect.Uint},
	{Name: "mount.procedure_v3", Title: "V3 Procedure", Type: dissect.Uint},
	{Name: "mount.path", Title: "Path", Type: dissect.String},
	{Name: "mount.status", Title: "Status", Type: dissect.Uint, Names: statusNames.Name},
	{Name: "mount.dump.hostname", Title: "Hostname", Type: dissect.String},
	{Name: "mount.dump.directory", Title: "Directory", Type: dissect.String},
	{Name: "mount.export.group", Title: "Group", Type: dissect.String},
	{Name: "mount.export.directory", Title: "Directory", Type: dissect.String},
	{Name: "mount.flavors", Title: "Flavors", Type: dissect.Uint},
	{Name: "mount.flavor", Title: "Flavor", Type: dissect.Uint},
})

var nfsFields = parts.Fields([]dissect.Field{
	{Name: "nfs.procedure_v2", Title: "V2 Procedure", Type: dissect.Uint, Names: nfs2Names.Name},
	{Name: "nfs.procedure_v3", Title: "V3 Procedure", Type: dissect.Uint, Names: nfs3Names.Name},
	{Name: "nfs.procedure_v4", Title: "V4 Procedure", Type: dissect.Uint, Names: nfs4Names.Name},
	{Name: "nfs.fh.length", Title: "length", Type: dissect.Uint},
	{Name: "nfs.fh.hash", Title: "hash (CRC-32)", Type: dissect.Uint, Base: dissect.Hex8},
	{Name: "nfs.name", Title: "Name", Type: dissect.String},
	{Name: "nfs.readlink.data", Title: "Data", Type: dissect.String},
	{Name: "nfs.data", Title: "Data", Type: dissect.Octets},
	{Name: "nfs.symlink.to", Title: "To", Type: dissect.String},
	{Name: "nfs.readdir.entry3.fileid", Title: "File ID", Type: dissect.Uint},
	{Name: "nfs.readdir.entry3.name", Title: "Name", Type: dissect.String},
	{Name: "nfs.readdir.entry3.cookie", Title: "Cookie", Type: dissect.Uint},
	{Name: "nfs.readdirplus.entry.fileid", Title: "File ID", Type: dissect.Uint},
	{Name: "nfs.readdirplus.entry.name", Title: "Name", Type: dissect.String},
	{Name: "nfs.readdirplus.entry.cookie", Title: "Cookie", Type: dissect.Uint},
	{Name: "nfs.readdir.eof", Title: "EOF", Type: dissect.Uint},
	{Name: "nfs.status3", Title: "Status", Type: dissect.Uint, Names: status3Names.Name},
	{Name: "nfs.read.eof", Title: "EOF", Type: dissect.Bool},
	{Name: "nfs.write.stable", Title: "Stable", Type: dissect.Uint},
	{Name: "nfs.write.committed", Title: "Committed", Type: dissect.Uint},
	{Name: "nfs.createmode", Title: "Create Mode", Type: dissect.Uint},
	{Name: "nfs.fattr3.type", Title: "Type", Type: dissect.Uint, Names: typeNames.Name},
	{Name: "nfs.fattr3.nlink", Title: "nlink", Type: dissect.Uint},
	{Name: "nfs.fattr3.uid", Title: "uid", Type: dissect.Uint},
	{Name: "nfs.fattr3.gid", Title: "gid", Type: dissect.Uint},
	{Name: "nfs.fattr3.size", Title: "size", Type: dissect.Uint},
	{Name: "nfs.fattr3.used", Title: "used", Type: dissect.Uint},
	{Name: "nfs.fattr3.fsid", Title: "fsid", Type: dissect.Uint},
	{Name: "nfs.fattr3.fileid", Title: "fileid", Type: dissect.Uint},
	{Name: "nfs.cookie3", Title: "cookie", Type: dissect.Uint},
	{Name: "nfs.offset3", Title: "offset", Type: dissect.Uint},
	{Name: "nfs.count3", Title: "count", Type: dissect.Uint},
	{Name: "nfs.count3_maxcount", Title: "maxcount", Type: dissect.Uint},
	{Name: "nfs.fhandle", Title: "FileHandle", Type: dissect.Octets},
	{Name: "nfs.verifier", Title: "Verifier", Type: dissect.Octets},
	{Name: "nfs.attributes_follow", Title: "attributes_follow", Type: dissect.Uint},
	{Name: "nfs.opcode", Title: "Opcode", Type: dissect.Uint, Names: operationNames.Name},
	{Name: "nfs.nfsstat4", Title: "Status", Type: dissect.Uint, Names: status4Names.Name},
	{Name: "nfs.tag", Title: "Tag", Type: dissect.String},
	{Name: "nfs.minorversion", Title: "minorversion", Type: dissect.Uint},
	{Name: "nfs.ops.count", Title: "Operations", Type: dissect.Uint},
	{Name: "nfs.pathname.component", Title: "Name", Type: dissect.String},
	{Name: "nfs.session_id4", Title: "sessionid", Type: dissect.Octets},
	{Name: "nfs.seqid", Title: "seqid", Type: dissect.Uint, Base: dissect.Hex8},
	{Name: "nfs.slotid", Title: "slot id", Type: dissect.Uint},
	{Name: "nfs.clientid", Title: "clientid", Type: dissect.Uint, Base: dissect.Hex16},
	{Name: "nfs.stateid.hash", Title: "StateID Hash", Type: dissect.Uint, Base: dissect.Hex4},
	{Name: "nfs.offset4", Title: "offset", Type: dissect.Uint},
	{Name: "nfs.length4", Title: "length", Type: dissect.Uint},
	{Name: "nfs.count4", Title: "count", Type: dissect.Uint},
	{Name: "nfs.access_check", Title: "Check access", Type: dissect.Uint, Base: dissect.Hex2},
	{Name: "nfs.access_rights", Title: "Access rights (of requested)", Type: dissect.Uint, Base: dissect.Hex2},
})

var portmap2Names = parts.Names{
	0: "NULL", 1: "SET", 2: "UNSET", 3: "GETPORT", 4: "DUMP", 5: "CALLIT",
}

var portmap3Names = parts.Names{
	0: "NULL", 1: "SET", 2: "UNSET", 3: "GETADDR", 4: "DUMP", 5: "CALLIT", 6: "GETTIME", 7: "UADDR2TADDR",
	8: "TADDR2UADDR",
}

var mountNames = parts.Names{
	0: "NULL", 1: "MNT", 2: "DUMP", 3: "UMNT", 4: "UMNTALL", 5: "EXPORT", 6: "EXPORTALL",
}

var statusNames = parts.Names{
	0: "OK", 1: "ERR_PERM", 2: "ERR_NOENT", 5: "ERR_IO", 13: "ERR_ACCESS", 20: "ERR_NOTDIR", 22: "ERR_INVAL",
	63: "ERR_NAMETOOLONG", 10004: "ERR_NOTSUPP", 10006: "ERR_SERVERFAULT",
}

var nfs2Names = parts.Names{
	0: "NULL", 1: "GETATTR", 2: "SETATTR", 3: "ROOT", 4: "LOOKUP", 5: "READLINK", 6: "READ", 7: "WRITECACHE",
	8: "WRITE", 9: "CREATE", 10: "REMOVE", 11: "RENAME", 12: "LINK", 13: "SYMLINK", 14: "MKDIR", 15: "RMDIR",
	16: "READDIR", 17: "STATFS",
}

var nfs3Names = parts.Names{
	0: "NULL", 1: "GETATTR", 2: "SETATTR", 3: "LOOKUP", 4: "ACCESS", 5: "READLINK", 6: "READ", 7: "WRITE",
	8: "CREATE", 9: "MKDIR", 10: "SYMLINK", 11: "MKNOD", 12: "REMOVE", 13: "RMDIR", 14: "RENAME", 15: "LINK",
	16: "READDIR", 17: "READDIRPLUS", 18: "FSSTAT", 19: "FSINFO", 20: "PATHCONF", 21: "COMMIT",
}

var nfs4Names = parts.Names{
	0: "NULL", 1: "COMPOUND",
}

var status3Names = parts.Names{
	0: "NFS3_OK", 1: "NFS3ERR_PERM", 2: "NFS3ERR_NOENT", 5: "NFS3ERR_IO", 6: "NFS3ERR_NXIO", 13: "NFS3ERR_ACCES",
	17: "NFS3ERR_EXIST", 18: "NFS3ERR_XDEV", 19: "NFS3ERR_NODEV", 20: "NFS3ERR_NOTDIR", 21: "NFS3ERR_ISDIR",
	22: "NFS3ERR_INVAL", 27: "NFS3ERR_FBIG", 28: "NFS3ERR_NOSPC", 30: "NFS3ERR_ROFS", 31: "NFS3ERR_MLINK",
	63: "NFS3ERR_NAMETOOLONG", 66: "NFS3ERR_NOTEMPTY", 69: "NFS3ERR_DQUOT", 70: "NFS3ERR_STALE",
	71: "NFS3ERR_REMOTE", 10001: "NFS3ERR_BADHANDLE", 10002: "NFS3ERR_NOT_SYNC", 10003: "NFS3ERR_BAD_COOKIE",
	10004: "NFS3ERR_NOTSUPP", 10005: "NFS3ERR_TOOSMALL", 10006: "NFS3ERR_SERVERFAULT", 10007: "NFS3ERR_BADTYPE",
	10008: "NFS3ERR_JUKEBOX",
}

var typeNames = parts.Names{
	1: "Regular File", 2: "Directory", 3: "Block Special Device", 4: "Character Special Device",
	5: "Symbolic Link", 6: "Socket", 7: "Named Pipe",
}

var stateNames = parts.Names{
	0: "RPC executed successfully", 1: "remote hasn't exported program", 2: "remote can't support version #",
	3: "program can't support procedure", 4: "procedure can't decode params",
	5: "system errors like memory allocation failure",
}

var outline = dissect.Outline{Sorted: true, Computed: []string{"rpc.reqframe", "rpc.time"}}
