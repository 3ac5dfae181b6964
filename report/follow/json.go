package follow

import (
	"encoding/base64"
	"strconv"
	"time"
	"unicode"
	"unicode/utf8"

	"netsniff/dissect"
)

// jsonPrinter writes one object with peers and parts, a line per part. Bytes
// that are text are a "text", others a "base64"; a gap is the number of bytes
// "missing".
type jsonPrinter struct{ parts int }

func (j *jsonPrinter) head(dst []byte, t *title) []byte {
	dst = append(dst, `{"protocol":"`...)
	dst = append(append(dst, t.Protocol.String()...), `","filter":"`...)
	dst = append(t.Target.appendFilter(dst, t.Protocol), `","peers":[`...)
	for i, e := range t.pair {
		if !t.seen {
			break
		}
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = append(dst, `{"host":"`...)
		dst = append(e.Addr.Append(dst), `","port":`...)
		dst = append(strconv.AppendUint(dst, uint64(e.Port), 10), `,"role":"`...)
		role := ServerSide
		if uint8(i) == t.client {
			role = ClientSide
		}
		dst = append(append(dst, role.String()...), `"}`...)
	}
	return append(dst, `],"parts":[`...)
}

func (j *jsonPrinter) tail(dst []byte) []byte {
	if j.parts > 0 {
		dst = append(dst, '\n')
	}
	return append(dst, "]}\n"...)
}

func (j *jsonPrinter) part(dst []byte, p *part) []byte {
	if j.parts++; j.parts > 1 {
		dst = append(dst, ',')
	}
	dst = append(dst, "\n{\"peer\":"...)
	dst = append(append(dst, '0'+p.peer), `,"frame":`...)
	dst = append(strconv.AppendUint(dst, uint64(p.Frame), 10), `,"time":"`...)
	dst = append(p.At.Time().AppendFormat(dst, time.RFC3339Nano), '"', ',')
	switch {
	case p.missing > 0:
		dst = append(dst, `"missing":`...)
		dst = strconv.AppendUint(dst, uint64(p.missing), 10)
	case isText(p.bytes):
		dst = append(dst, `"text":`...)
		dst = appendString(dst, p.bytes)
	default:
		dst = append(dst, `"base64":"`...)
		dst = append(base64.StdEncoding.AppendEncode(dst, p.bytes), '"')
	}
	return append(dst, '}')
}

// isText reports whether b can be a string and loses nothing by it.
func isText(b []byte) bool {
	for i := 0; i < len(b); {
		r, n := utf8.DecodeRune(b[i:])
		if r == utf8.RuneError && n == 1 || !unicode.IsPrint(r) && r != '\t' && r != '\r' && r != '\n' {
			return false
		}
		i += n
	}
	return true
}

// appendString appends text (see isText) as a JSON string (RFC 8259 §7).
func appendString(dst, b []byte) []byte {
	dst = append(dst, '"')
	for _, c := range b {
		switch c {
		case '"', '\\':
			dst = append(dst, '\\', c)
		case '\n':
			dst = append(dst, '\\', 'n')
		case '\r':
			dst = append(dst, '\\', 'r')
		case '\t':
			dst = append(dst, '\\', 't')
		default:
			dst = append(dst, c)
		}
	}
	return append(dst, '"')
}

// clientPeer returns which peer is the client if the first one sends in
// direction d.
func clientPeer(d dissect.Dir) uint8 {
	if d == dissect.ToServer {
		return 0
	}
	return 1
}
