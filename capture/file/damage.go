package file

import (
	"errors"
	"io"
	"io/fs"

	"github.com/klauspost/compress/flate"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"

	"netsniff/capture"
)

// broken says what is wrong with the record at the input's offset.
type broken string

func (b broken) Error() string { return string(b) }

// damage describes why a file ended early; frame is the number of its frames
// that were delivered.
func damage(file string, offset int64, frame uint32, err error) *capture.DamageError {
	return &capture.DamageError{File: file, Offset: offset, Frame: frame, Reason: reason(err, offset)}
}

func reason(err error, offset int64) string {
	var corrupt flate.CorruptInputError
	var path *fs.PathError
	switch {
	case errors.Is(err, io.EOF):
		return "the file is empty, nothing was captured or copied to it"
	case errors.Is(err, io.ErrUnexpectedEOF) && offset == 0:
		return "the file is cut short in the middle of its header, copy or record it again"
	case errors.Is(err, io.ErrUnexpectedEOF):
		return "the file is cut short in the middle of a packet"
	case errors.Is(err, gzip.ErrHeader):
		return "something follows the compressed data that is not gzip"
	case errors.Is(err, gzip.ErrChecksum), errors.Is(err, zstd.ErrCRCMismatch):
		return "the compressed data is damaged, its checksum is wrong"
	case errors.As(err, &corrupt), errors.Is(err, zstd.ErrMagicMismatch):
		return "the compressed data is damaged"
	case errors.Is(err, zstd.ErrWindowSizeExceeded), errors.Is(err, zstd.ErrDecoderSizeExceeded):
		return "the zstd window is larger than 128 MiB, decompress the file with zstd -d --long=31 first"
	case errors.As(err, &path):
		return path.Err.Error()
	}
	return err.Error()
}
