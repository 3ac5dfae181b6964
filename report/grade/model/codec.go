package model

import (
	"encoding/binary"
	"errors"
	"fmt"
	"maps"
	"math"
	"reflect"
	"slices"
)

// Reading is what was read of a capture, to be kept: the model, and the frames that each
// display filter selects, by the filter's text.
type Reading struct {
	Capture *Capture
	Filters []string
	Hits    [][]Hit // of each filter
}

// Encode returns the reading as bytes. What several objects share is there once.
func (r *Reading) Encode() []byte {
	e := &encoder{known: map[uintptr]uint64{}, texts: map[string]uint64{}}
	e.value(reflect.ValueOf(r).Elem())
	return e.out
}

// Decode reads what Encode wrote. Whatever the bytes are, it takes memory and time in
// proportion to them.
func Decode(b []byte) (*Reading, error) {
	r := &Reading{}
	d := &decoder{in: b}
	d.value(reflect.ValueOf(r).Elem())
	switch {
	case d.failed:
		return nil, errors.New("no reading of a capture")
	case len(d.in) > 0 || r.Capture == nil || r.Capture.Swarm == nil || len(r.Filters) != len(r.Hits):
		return nil, errors.New("no whole reading of a capture")
	}
	return r, nil
}

// With returns the reading with the filters of an earlier one that it lacks.
func (r *Reading) With(before *Reading) *Reading {
	if before == nil || len(before.Capture.Conns) != len(r.Capture.Conns) {
		return r
	}
	out := *r
	at := map[*Conn]int{}
	for i, c := range before.Capture.Conns {
		at[c] = i
	}
	for i, text := range before.Filters {
		if len(out.Filters) >= maxFilters || slices.Contains(out.Filters, text) {
			continue
		}
		hits := slices.Clone(before.Hits[i])
		for k := range hits {
			if n, ok := at[hits[k].Conn]; ok {
				hits[k].Conn = r.Capture.Conns[n]
			} else {
				hits[k].Conn = noConn
			}
		}
		out.Filters, out.Hits = append(out.Filters, text), append(out.Hits, hits)
	}
	return &out
}

// maxFilters bounds the filters of which hits are kept.
const maxFilters = 256

// encoder writes values by their types: numbers as varints, texts once, and what a
// pointer points to where it is met first, else its number.
type encoder struct {
	out   []byte
	known map[uintptr]uint64
	texts map[string]uint64
}

func (e *encoder) number(n uint64) { e.out = binary.AppendUvarint(e.out, n) }

func (e *encoder) value(v reflect.Value) {
	switch v.Kind() {
	case reflect.Int64:
		e.out = binary.AppendVarint(e.out, v.Int())
	case reflect.Float64:
		e.out = binary.LittleEndian.AppendUint64(e.out, math.Float64bits(v.Float()))
	case reflect.Bool:
		b := byte(0)
		if v.Bool() {
			b = 1
		}
		e.out = append(e.out, b)
	case reflect.String:
		e.text(v.String())
	case reflect.Slice:
		e.number(uint64(v.Len()))
		for i := range v.Len() {
			e.value(v.Index(i))
		}
	case reflect.Map: // of texts to texts
		m := v.Interface().(map[string]string)
		e.number(uint64(len(m)))
		for _, k := range slices.Sorted(maps.Keys(m)) {
			e.text(k)
			e.text(m[k])
		}
	case reflect.Pointer:
		e.pointer(v)
	case reflect.Struct:
		for i := range v.NumField() {
			e.value(v.Field(i))
		}
	default:
		panic(fmt.Sprintf("a model has no %s", v.Type())) // TestCodecKnowsTheModel
	}
}

func (e *encoder) text(s string) {
	n, ok := e.texts[s]
	if e.number(n); ok {
		return
	}
	e.texts[s] = uint64(len(e.texts) + 1)
	e.number(uint64(len(s)))
	e.out = append(e.out, s...)
}

func (e *encoder) pointer(v reflect.Value) {
	if v.IsNil() {
		e.number(0)
		return
	}
	n, ok := e.known[v.Pointer()]
	if ok {
		e.number(n + 1)
		return
	}
	e.known[v.Pointer()] = uint64(len(e.known) + 1)
	e.number(1)
	e.value(v.Elem())
}

// decoder reads what an encoder wrote. failed: it is something else.
type decoder struct {
	in     []byte
	known  []reflect.Value
	texts  []string
	failed bool
}

func (d *decoder) number() uint64 {
	n, size := binary.Uvarint(d.in)
	if size <= 0 {
		d.failed, d.in = true, nil
		return 0
	}
	d.in = d.in[size:]
	return n
}

// take returns the next n bytes.
func (d *decoder) take(n uint64) []byte {
	if n > uint64(len(d.in)) {
		d.failed, d.in = true, nil
		return nil
	}
	b := d.in[:n]
	d.in = d.in[n:]
	return b
}

// count returns a number of things of which each takes a byte at least.
func (d *decoder) count() int {
	n := d.number()
	if n > uint64(len(d.in)) {
		d.failed, d.in = true, nil
		return 0
	}
	return int(n)
}

func (d *decoder) value(v reflect.Value) {
	if d.failed {
		return
	}
	switch v.Kind() {
	case reflect.Int64:
		n, size := binary.Varint(d.in)
		if d.failed = size <= 0; !d.failed {
			d.in = d.in[size:]
			v.SetInt(n)
		}
	case reflect.Float64:
		if b := d.take(8); b != nil {
			v.SetFloat(math.Float64frombits(binary.LittleEndian.Uint64(b)))
		}
	case reflect.Bool:
		b := d.take(1)
		v.SetBool(len(b) > 0 && b[0] == 1)
	case reflect.String:
		v.SetString(d.text())
	case reflect.Slice:
		d.slice(v)
	case reflect.Map:
		n := d.count()
		m := make(map[string]string, n)
		for range n {
			k := d.text()
			m[k] = d.text()
		}
		v.Set(reflect.ValueOf(m))
	case reflect.Pointer:
		d.pointer(v)
	case reflect.Struct:
		for i := range v.NumField() {
			d.value(v.Field(i))
		}
	}
}

// slice reads a list. It grows as elements come, so that a number alone takes no memory.
func (d *decoder) slice(v reflect.Value) {
	n := d.count()
	if n == 0 {
		return
	}
	list := reflect.MakeSlice(v.Type(), 0, min(n, 4096))
	for range n {
		if d.failed {
			return
		}
		list = reflect.Append(list, reflect.Zero(v.Type().Elem()))
		d.value(list.Index(list.Len() - 1))
	}
	v.Set(list)
}

func (d *decoder) text() string {
	n := d.number()
	if n > 0 {
		if n > uint64(len(d.texts)) {
			d.failed = true
			return ""
		}
		return d.texts[n-1]
	}
	s := string(d.take(d.number()))
	d.texts = append(d.texts, s)
	return s
}

func (d *decoder) pointer(v reflect.Value) {
	switch n := d.number(); {
	case n == 0:
		if !d.failed && v.Type() != reflect.TypeFor[*Capture]() {
			d.failed = true // models have no nil
		}
	case n == 1:
		x := reflect.New(v.Type().Elem())
		d.known = append(d.known, x)
		v.Set(x)
		d.value(x.Elem())
	case n-2 >= uint64(len(d.known)) || d.known[n-2].Type() != v.Type():
		d.failed = true
	default:
		v.Set(d.known[n-2])
	}
}
