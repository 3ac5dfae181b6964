package records

import (
	"encoding/binary"
	"fmt"
	"io"
	"reflect"
)

// encode appends a record: its kind, its length, and its fields one behind the other. Only a
// Reader of the same program reads it.
func encode(dst []byte, r Record) []byte {
	dst = append(dst, byte(r.kind()), 0, 0, 0, 0)
	from := len(dst)
	dst = appendValue(dst, reflect.ValueOf(r).Elem())
	binary.LittleEndian.PutUint32(dst[from-4:], uint32(len(dst)-from))
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

// reader takes the fields of a record off its bytes.
type reader struct{ b []byte }

func (r *reader) uint() uint64 {
	u, n := binary.Uvarint(r.b)
	r.b = r.b[n:]
	return u
}

func (r *reader) take(n uint64) []byte {
	b := r.b[:n]
	r.b = r.b[n:]
	return b
}

func (r *reader) value(v reflect.Value) {
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			r.value(v.Field(i))
		}
	case reflect.Pointer:
		if r.take(1)[0] == 1 {
			v.Set(reflect.New(v.Type().Elem()))
			r.value(v.Elem())
		}
	case reflect.Slice:
		n := r.uint()
		if v.Type().Elem().Kind() == reflect.Uint8 {
			if n > 0 {
				v.SetBytes(append([]byte(nil), r.take(n)...))
			}
			return
		}
		for range n {
			one := reflect.New(v.Type().Elem()).Elem()
			r.value(one)
			v.Set(reflect.Append(v, one))
		}
	case reflect.String:
		v.SetString(string(r.take(r.uint())))
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

// Reader is an io.Writer that reads what tellers say, and takes the records to a Sink.
type Reader struct {
	Sink  Sink
	Place Place
	Count [kinds]uint64 // records of each kind

	rest []byte // of a record that is not whole yet
}

// A Sink takes records in their order.
type Sink interface {
	Take(r Record) error
}

// makers make records by kind.
var makers = [kinds]func() (Record, *Place){
	Exchanges:   func() (Record, *Place) { r := new(Exchange); return r, &r.Place },
	Connections: func() (Record, *Place) { r := new(Connection); return r, &r.Place },
	Lookups:     func() (Record, *Place) { r := new(Lookup); return r, &r.Place },
	Logins:      func() (Record, *Place) { r := new(Login); return r, &r.Place },
	Mails:       func() (Record, *Place) { r := new(Mail); return r, &r.Place },
	Transfers:   func() (Record, *Place) { r := new(Transfer); return r, &r.Place },
}

var _ io.Writer = (*Reader)(nil)

// Write implements io.Writer.
func (x *Reader) Write(b []byte) (int, error) {
	all := b
	if len(x.rest) > 0 {
		x.rest = append(x.rest, b...)
		all = x.rest
	}
	for len(all) >= 5 {
		n := 5 + uint64(binary.LittleEndian.Uint32(all[1:]))
		if n > uint64(len(all)) {
			break
		}
		if err := x.record(Kind(all[0]), all[5:n]); err != nil {
			return 0, err
		}
		all = all[n:]
	}
	x.rest = append(x.rest[:0], all...)
	return len(b), nil
}

func (x *Reader) record(k Kind, b []byte) error {
	if k >= kinds {
		return fmt.Errorf("kind %d of records is unknown", k)
	}
	r, place := makers[k]()
	in := reader{b}
	in.value(reflect.ValueOf(r).Elem())
	*place = x.Place
	x.Count[k]++
	return x.Sink.Take(r)
}
