package igmp

import (
	"encoding/binary"

	"netsniff/dissect"
)

var fields = []dissect.Field{
	{Name: "igmp.version", Title: "IGMP Version", Type: dissect.Uint, Get: getVersion},
	{Name: "igmp.type", Title: "Type", Type: dissect.Uint, Base: dissect.Hex2, Names: typeName, Get: dissect.Number(0, 1)},
	{Name: "igmp.checksum", Title: "Checksum", Type: dissect.Uint, Base: dissect.Hex4, Get: dissect.Number(2, 2)},
	{Name: "igmp.checksum.status", Title: "Checksum Status", Type: dissect.Uint, Base: dissect.Named,
		Names: dissect.ChecksumName, Get: dissect.Verified(0)},
	{Name: "igmp.max_resp", Title: "Max Resp Time", Type: dissect.Uint, Get: versions(dissect.Number(1, 1), Query, 2, 3)},
	{Name: "igmp.s", Title: "S", Type: dissect.Bool, Get: versions(dissect.Bits(8, 1, 3, 1), Query, 3, 3)},
	{Name: "igmp.qrv", Title: "QRV", Type: dissect.Uint, Get: versions(dissect.Bits(8, 1, 0, 3), Query, 3, 3)},
	{Name: "igmp.qqic", Title: "QQIC", Type: dissect.Uint, Get: versions(dissect.Number(9, 1), Query, 3, 3)},
	{Name: "igmp.aux_data_len", Title: "Aux Data Len", Type: dissect.Uint, Get: records(getAuxLen)},
	{Name: "igmp.num_src", Title: "Num Src", Type: dissect.Uint,
		Get: dissect.Both(versions(dissect.Number(10, 2), Query, 3, 3), records(getSourceCount))},
	{Name: "igmp.num_grp_recs", Title: "Num Group Records", Type: dissect.Uint,
		Get: versions(dissect.Number(6, 2), Report3, 3, 3)},
	{Name: "igmp.record_type", Title: "Record Type", Type: dissect.Uint, Names: recordName, Get: records(getRecordType)},
	{Name: "igmp.maddr", Title: "Multicast Address", Type: dissect.IPv4,
		Get: dissect.Both(getGroup, records(getRecordGroup))},
	{Name: "igmp.aux_data", Title: "Aux Data", Type: dissect.Octets, Get: records(getAux)},
	{Name: "igmp.saddr", Title: "Source Address", Type: dissect.IPv4,
		Get: dissect.Both(getQuerySources, records(getRecordSources))},
}

func typeName(u uint64) string   { return Type(u).String() }
func recordName(u uint64) string { return RecordType(u).String() }

func getVersion(f *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
	if b := f.Headers.Bytes(l.Header); len(b) > 0 {
		if n := version(b, int(l.Header.Wire)); n != unversioned {
			v.Uint(uint64(n))
		}
	}
}

// versions returns a getter that reads messages of type t in the versions from
// first to last.
func versions(get dissect.Getter, t Type, first, last int) dissect.Getter {
	return func(f *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
		b := f.Headers.Bytes(l.Header)
		if len(b) == 0 || Type(b[0]) != t {
			return
		}
		if n := version(b, int(l.Header.Wire)); n >= first && n <= last {
			get(f, l, v)
		}
	}
}

// records returns the getter of a field of every group record. do gets the
// record and where it stands in the frame.
func records(do func(x record, at int, v *dissect.Values)) dissect.Getter {
	return func(f *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
		eachRecord(f, l, func(x record, at, _ int) { do(x, at, v) })
	}
}

// eachRecord calls do with every group record of a version 3 report, where it
// stands in the frame and its length.
func eachRecord(f *dissect.Frame, l *dissect.Layer, do func(x record, at, size int)) {
	b := f.Headers.Bytes(l.Header)
	if len(b) < 8 || Type(b[0]) != Report3 {
		return
	}
	for off, n := 8, int(binary.BigEndian.Uint16(b[6:])); n > 0; n-- {
		x, size := readRecord(b[off:])
		if size == 0 {
			return
		}
		do(x, int(l.Header.Off)+off, size)
		off += size
	}
}

func getRecordType(x record, at int, v *dissect.Values) { v.Uint(uint64(x.Type)).At(at, 1) }
func getSourceCount(x record, at int, v *dissect.Values) {
	v.Uint(uint64(len(x.sources)/4)).At(at+2, 2)
}

func getAuxLen(x record, at int, v *dissect.Values) { v.Uint(uint64(len(x.aux)/4)).At(at+1, 1) }

func getAux(x record, at int, v *dissect.Values) {
	if len(x.aux) > 0 {
		v.Bytes(x.aux).At(at+8+len(x.sources), len(x.aux))
	}
}

func getRecordGroup(x record, at int, v *dissect.Values) { v.Bytes(x.group).At(at+4, 4) }

func getRecordSources(x record, at int, v *dissect.Values) {
	for i := 0; i+4 <= len(x.sources); i += 4 {
		v.Bytes(x.sources[i:i+4]).At(at+8+i, 4)
	}
}

// getGroup appends the group of a message about one group.
func getGroup(f *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
	b := f.Headers.Bytes(l.Header)
	if len(b) < 8 {
		return
	}
	switch Type(b[0]) {
	case Query, Report1, Report2, Leave2:
		v.Bytes(b[4:8]).At(int(l.Header.Off)+4, 4)
	}
}

func getQuerySources(f *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
	b := f.Headers.Bytes(l.Header)
	if len(b) < 12 || Type(b[0]) != Query {
		return
	}
	for i, off := 0, 12; i < int(binary.BigEndian.Uint16(b[10:])) && off+4 <= len(b); i, off = i+1, off+4 {
		v.Bytes(b[off:off+4]).At(int(l.Header.Off)+off, 4)
	}
}
