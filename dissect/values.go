package dissect

import "slices"

// Value is one value of a field. Which member counts is decided by the
// field's Type: numbers, booleans and times are in U (signed ones as their
// two's complement), text and addresses in B.
type Value struct {
	U uint64
	F float64 // of a Double; of a frame number that is a part of something, which part it is
	B []byte  // borrowed until the frame has been reported
	// Off and Len locate the value: in the buffer of the layer's header, or in
	// Layer.Bytes for messages. Len is 0 for values that were computed and for
	// those whose place nobody noted.
	Off, Len int32
	// Mask are the bits of those bytes that are the value's; 0: all.
	Mask uint64
}

// Values collects the values of one field in one frame. The zero value is
// ready; Reset keeps its storage.
type Values struct {
	List  []Value
	arena []byte
}

// Reset empties v for the next field.
func (v *Values) Reset() { v.List, v.arena = v.List[:0], v.arena[:0] }

// Uint appends a number, boolean flag, frame number or time.
func (v *Values) Uint(u uint64) *Value {
	x := v.next()
	x.U = u
	return x
}

// Int appends a signed number or duration in nanoseconds.
func (v *Values) Int(i int64) *Value { return v.Uint(uint64(i)) }

// Bool appends a truth value.
func (v *Values) Bool(b bool) *Value {
	if b {
		return v.Uint(1)
	}
	return v.Uint(0)
}

// Double appends a number with a fraction.
func (v *Values) Double(f float64) *Value {
	x := v.next()
	x.F = f
	return x
}

// Bytes appends text, an address or bytes without copying them.
func (v *Values) Bytes(b []byte) *Value {
	x := v.next()
	x.B = b
	return x
}

// Text appends a string.
func (v *Values) Text(s string) *Value {
	n := len(v.arena)
	v.arena = append(v.arena, s...)
	return v.Bytes(v.arena[n:len(v.arena):len(v.arena)])
}

// Copy appends text that was made in memory used for something else next.
func (v *Values) Copy(b []byte) *Value {
	n := len(v.arena)
	v.arena = append(v.arena, b...)
	return v.Bytes(v.arena[n:len(v.arena):len(v.arena)])
}

// Begin starts a text that is made in place; append to what it returns and
// give that to End.
func (v *Values) Begin() []byte { return v.arena }

// End appends what was appended to the result of Begin.
func (v *Values) End(b []byte) *Value {
	n := len(v.arena)
	v.arena = b
	return v.Bytes(b[n:len(b):len(b)])
}

// Mark appends a value that only says that the field is there.
func (v *Values) Mark() *Value { return v.next() }

// At notes where the value stands.
func (x *Value) At(off, n int) { x.Off, x.Len = int32(off), int32(n) }

// Masked notes which bits of its bytes the value has.
func (x *Value) Masked(mask uint64) *Value {
	x.Mask = mask
	return x
}

// next appends an empty value. Every field of every frame comes here: the value
// is made where it stays.
func (v *Values) next() *Value {
	n := len(v.List)
	if n == cap(v.List) {
		v.List = slices.Grow(v.List, 1)
	}
	v.List = v.List[:n+1]
	x := &v.List[n]
	*x = Value{}
	return x
}
