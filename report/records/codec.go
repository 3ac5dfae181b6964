package records

import (
	"encoding/binary"
	"fmt"
	"io"
	"reflect"
)

// headLen is the length of what stands before the fields of a record: its kind, their length, when
// and in which frame it began.
const headLen = 1 + 4 + 8 + 4

// encode appends a record: its head, and its fields one behind the other. Only a Reader of the
// same program reads it.
func encode(dst []byte, r Record) []byte {
	at, frame := r.began()
	dst = append(dst, byte(r.kind()), 0, 0, 0, 0)
	dst = binary.LittleEndian.AppendUint64(dst, uint64(at))
	dst = binary.LittleEndian.AppendUint32(dst, frame)
	from := len(dst)
	dst = appendValue(dst, reflect.ValueOf(r).Elem())
	binary.LittleEndian.PutUint32(dst[from-headLen+1:], uint32(len(dst)-from))
	return dst
}

func appendValue(dst []byte, v reflect.Value) []byte {
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			dst = appendValue(dst, v.Field(i))
		}
		return dst
	case reflect.Pointer:
		if v.IsNil() {
			return append(dst, 0)
		}
		return appendValue(append(dst, 1), v.Elem())
	case reflect.Slice:
		dst = binary.AppendUvarint(dst, uint64(v.Len()))
		if v.Type().Elem().Kind() == reflect.Uint8 {
			return append(dst, v.Bytes()...)
		}
		for i := range v.Len() {
			dst = appendValue(dst, v.Index(i))
		}
		return dst
	case reflect.String:
		return append(binary.AppendUvarint(dst, uint64(v.Len())), v.String()...)
	case reflect.Bool:
		if v.Bool() {
			return append(dst, 1)
		}
		return append(dst, 0)
	case reflect.Int64:
		return binary.AppendVarint(dst, v.Int())
	}
	return binary.AppendUvarint(dst, v.Uint())
}

// fields takes the fields of a record off their bytes, of which texts are parts.
type fields struct {
	b    []byte
	text string // the same bytes
}

func decode(b []byte, r Record) {
	f := fields{b, string(b)}
	f.value(reflect.ValueOf(r).Elem())
}

func (r *fields) uint() uint64 {
	u, n := binary.Uvarint(r.b)
	r.b = r.b[n:]
	return u
}

func (r *fields) take(n uint64) []byte {
	b := r.b[:n]
	r.b = r.b[n:]
	return b
}

func (r *fields) value(v reflect.Value) {
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			r.value(v.Field(i))
		}
	case reflect.Pointer:
		if r.take(1)[0] == 0 {
			v.SetZero()
			return
		}
		v.Set(reflect.New(v.Type().Elem()))
		r.value(v.Elem())
	case reflect.Slice:
		r.list(v)
	case reflect.String:
		n := r.uint()
		from := len(r.text) - len(r.b)
		v.SetString(r.text[from : from+int(n)])
		r.b = r.b[n:]
	case reflect.Bool:
		v.SetBool(r.take(1)[0] == 1)
	case reflect.Int64:
		i, n := binary.Varint(r.b)
		r.b = r.b[n:]
		v.SetInt(i)
	default:
		v.SetUint(r.uint())
	}
}

func (r *fields) list(v reflect.Value) {
	n := r.uint()
	v.SetZero()
	switch {
	case n == 0:
	case v.Type().Elem().Kind() == reflect.Uint8:
		v.SetBytes(append([]byte(nil), r.take(n)...))
	default:
		v.Set(reflect.MakeSlice(v.Type(), int(n), int(n)))
		for i := range int(n) {
			r.value(v.Index(i))
		}
	}
}

// Reader is an io.Writer that reads what tellers say, and takes the records to a Sink.
type Reader struct {
	Sink  Sink
	Count [kinds]uint64 // records of each kind

	rest []byte // of a record that is not whole yet
}

// Said is a record as it was said.
type Said struct {
	Kind   Kind
	Began  int64  // when, ns since 1970 in UTC
	Frame  uint32 // and in which frame; 0: in none
	fields []byte
}

// Record returns the record, of a capture.
func (s *Said) Record(of Place) Record {
	r := makers[s.Kind]()
	decode(s.fields, r)
	r.place().Input, r.place().File = of.Input, of.File
	return r
}

// A Sink takes records in the order in which what they tell ended.
type Sink interface {
	// Take takes one, which is borrowed until return.
	Take(s *Said) error
}

// makers make records by kind.
var makers = [kinds]func() Record{
	Exchanges:   func() Record { return new(Exchange) },
	Connections: func() Record { return new(Connection) },
	Lookups:     func() Record { return new(Lookup) },
	Logins:      func() Record { return new(Login) },
	Mails:       func() Record { return new(Mail) },
	Transfers:   func() Record { return new(Transfer) },
	Handshakes:  func() Record { return new(Handshake) },
	Findings:    func() Record { return new(Finding) },
}

var _ io.Writer = (*Reader)(nil)

// Write implements io.Writer.
func (x *Reader) Write(b []byte) (int, error) {
	all := b
	if len(x.rest) > 0 {
		x.rest = append(x.rest, b...)
		all = x.rest
	}
	for len(all) >= headLen {
		n := headLen + uint64(binary.LittleEndian.Uint32(all[1:]))
		if n > uint64(len(all)) {
			break
		}
		s := Said{Kind(all[0]), int64(binary.LittleEndian.Uint64(all[5:])), binary.LittleEndian.Uint32(all[13:]),
			all[headLen:n]}
		if s.Kind >= kinds {
			return 0, fmt.Errorf("kind %d of records is unknown", s.Kind)
		}
		x.Count[s.Kind]++
		if err := x.Sink.Take(&s); err != nil {
			return 0, err
		}
		all = all[n:]
	}
	x.rest = append(x.rest[:0], all...)
	return len(b), nil
}

// Say takes a record that no teller said.
func (x *Reader) Say(r Record) error {
	_, err := x.Write(encode(nil, r))
	return err
}
