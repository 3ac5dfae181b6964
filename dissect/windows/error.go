package windows

import _ "embed"

// Error is what a function of Win32 returned ([MS-ERREF] §2.2), with the prefix that
// protocols have for it.
type Error uint32

//go:embed error.txt
var errors Names

// String returns the name of the error, "" if it has none.
func (e Error) String() string { return errors.Find(uint32(e)) }

// Append appends the name, or "Unknown (0xDEADBEEF)".
func (e Error) Append(dst []byte) []byte { return appendName(dst, e.String(), uint32(e)) }
