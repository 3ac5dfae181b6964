package capture

import (
	"errors"
	"fmt"
)

// ErrIdle is returned by a live Source when no frame is waiting: whatever was
// collected so far should be shown now.
var ErrIdle = errors.New("no frame is waiting")

// DamageError reports where a capture file stops making sense. All frames
// before it were delivered.
type DamageError struct {
	File   string // as the user named it, "-" for standard input
	Offset int64  // byte offset in the (uncompressed) file
	Frame  uint32 // frames of this file read before the damage
	Reason string // what is wrong, lower case, without a full stop
}

func (e *DamageError) Error() string {
	if e.Offset == 0 && e.Frame == 0 {
		return e.File + ": " + e.Reason
	}
	return fmt.Sprintf("%s: %s at offset %d, after frame %d", e.File, e.Reason, e.Offset, e.Frame)
}
