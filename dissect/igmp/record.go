package igmp

import "encoding/binary"

// RecordType is the type of a group record in a version 3 report
// (RFC 3376 §4.2.12).
type RecordType uint8

// Record types.
const (
	Include        RecordType = 1
	Exclude        RecordType = 2
	ChangeInclude  RecordType = 3
	ChangeExclude  RecordType = 4
	AllowNewSource RecordType = 5
	BlockOldSource RecordType = 6
)

var recordNames = [...]string{
	Include: "Mode Is Include", Exclude: "Mode Is Exclude", ChangeInclude: "Change To Include Mode",
	ChangeExclude: "Change To Exclude Mode", AllowNewSource: "Allow New Sources", BlockOldSource: "Block Old Sources",
}

// String returns the name of the type.
func (t RecordType) String() string {
	if int(t) < len(recordNames) {
		return recordNames[t]
	}
	return ""
}

// withoutSources says what a record means that lists no sources.
func (t RecordType) withoutSources() string {
	switch t {
	case Exclude, ChangeExclude:
		return " for any sources"
	case AllowNewSource:
		return ", ALLOW_NEW_SOURCES but no source specified (?)"
	case BlockOldSource:
		return ", BLOCK_OLD_SOURCES but no source specified (?)"
	}
	return ""
}

// record is one group record; its slices are borrowed from the frame.
type record struct {
	Type    RecordType
	group   []byte
	sources []byte // four bytes each
	aux     []byte // auxiliary data, which no version of the protocol uses
}

// readRecord reads the record at the start of b and returns its length, 0 if
// it is not there to its end.
func readRecord(b []byte) (x record, size int) {
	if len(b) < 8 {
		return x, 0
	}
	n := 8 + 4*int(binary.BigEndian.Uint16(b[2:]))
	size = n + 4*int(b[1])
	if len(b) < size {
		return x, 0
	}
	return record{Type: RecordType(b[0]), group: b[4:8], sources: b[8:n], aux: b[n:size]}, size
}
