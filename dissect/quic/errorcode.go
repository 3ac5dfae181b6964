package quic

import (
	"strconv"

	"netsniff/dissect/tls/record"
)

// ErrorCode says why a connection was closed (RFC 9000 §20.1).
type ErrorCode uint64

var errorCodes = [...]string{
	"NO_ERROR", "INTERNAL_ERROR", "CONNECTION_REFUSED", "FLOW_CONTROL_ERROR", "STREAM_LIMIT_ERROR", "STREAM_STATE_ERROR",
	"FINAL_SIZE_ERROR", "FRAME_ENCODING_ERROR", "TRANSPORT_PARAMETER_ERROR", "CONNECTION_ID_LIMIT_ERROR",
	"PROTOCOL_VIOLATION",
	"INVALID_TOKEN", "APPLICATION_ERROR", "CRYPTO_BUFFER_EXCEEDED", "KEY_UPDATE_ERROR", "AEAD_LIMIT_REACHED",
	"NO_VIABLE_PATH",
}

// versionNegotiationError is of RFC 9368.
const versionNegotiationError ErrorCode = 0x11

// cryptoError is the second byte of errors that are alerts of TLS.
const cryptoError = 1

// String returns the name of the error, "" if it has none.
func (e ErrorCode) String() string {
	switch {
	case e < ErrorCode(len(errorCodes)):
		return errorCodes[e]
	case e == versionNegotiationError:
		return "VERSION_NEGOTIATION_ERROR"
	case e>>8 == cryptoError:
		return "CRYPTO_ERROR"
	}
	return ""
}

func errorName(u uint64) string { return ErrorCode(u).String() }

// appendError appends what a frame that closes a connection says of the reason.
func appendError(dst []byte, t FrameType, code uint64) []byte {
	dst = append(dst, " Error code: "...)
	name := errorName(code)
	if t == ApplicationClose || name == "" {
		return strconv.AppendUint(append(dst, "0x"...), code, 16)
	}
	dst = append(dst, name...)
	if code>>8 == cryptoError {
		dst = append(append(append(dst, " ("...), alertName(code&0xff)...), ')')
	}
	return dst
}

func alertName(u uint64) string { return record.Description(u).String() }
