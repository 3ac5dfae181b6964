// Package ber reads elements of ASN.1 in the basic encoding rules (ITU-T X.690), one after the
// other and without a tree: LDAP, Kerberos.
package ber

// Element is one. Borrowed as its bytes are.
type Element struct {
	// Tag is the first octet of the identifier: class, whether it is constructed, and number; one with a
	// number above 30 has the lowest 5 bits set and is not told apart from others.
	Tag  byte
	Head int    // length of identifier and length octets
	Size int    // length of the contents, as they are said to be
	Body []byte // the contents as far as they are there
}

// Tags of universal types (X.680 §8.4).
const (
	Boolean     = 0x01
	Integer     = 0x02
	OctetString = 0x04
	Enumerated  = 0x0a
	Sequence    = 0x30
	Set         = 0x31
)

// Context returns the tag of a constructed element with a number of its context.
func Context(number byte) byte { return 0xa0 | number }

// Application returns the tag of a constructed element with a number of its application.
func Application(number byte) byte { return 0x60 | number }

// maxLength is how many octets a length may have; 4 hold any length that means something.
const maxLength = 4

// Read returns the element that b begins with. ok is false if its identifier and length are not all there, or
// none that is read: of indefinite length, or longer than 2 GiB.
func Read(b []byte) (e Element, ok bool) {
	e, need := head(b)
	if need != 0 {
		return Element{}, false
	}
	e.Body = b[e.Head:min(len(b), e.Head+e.Size)]
	return e, true
}

// Length returns how long the element is that b begins with: 0 if more is needed to tell, less if none begins
// so.
func Length(b []byte) int {
	e, need := head(b)
	switch {
	case need > 0:
		return 0
	case need < 0:
		return -1
	}
	return e.Head + e.Size
}

// head reads identifier and length. need is more than 0 if there are too few octets, less if they are none.
func head(b []byte) (e Element, need int) {
	const longNumber, long = 0x1f, 0x80
	if len(b) < 2 {
		return e, 1
	}
	e.Tag = b[0]
	at := 1
	if e.Tag&longNumber == longNumber {
		for at < len(b) && b[at]&0x80 != 0 {
			if at++; at > maxLength {
				return e, -1
			}
		}
		if at++; at >= len(b) {
			return e, 1
		}
	}
	n := b[at]
	if at++; n < long {
		e.Head, e.Size = at, int(n)
		return e, 0
	}
	count := int(n &^ long)
	switch {
	case count == 0 || count > maxLength:
		return e, -1
	case len(b) < at+count:
		return e, 1
	}
	size := uint32(0)
	for _, x := range b[at : at+count] {
		size = size<<8 | uint32(x)
	}
	if e.Head, e.Size = at+count, int(size); size>>31 != 0 {
		return e, -1
	}
	return e, 0
}

// Cut reports whether not all of the contents are there.
func (e *Element) Cut() bool { return len(e.Body) < e.Size }

// Constructed reports whether the contents are elements.
func (e *Element) Constructed() bool { return e.Tag&0x20 != 0 }

// Int returns the number that the contents are, 0 if they are none or too long.
func (e *Element) Int() int64 {
	if len(e.Body) == 0 || len(e.Body) > 8 {
		return 0
	}
	n := int64(int8(e.Body[0]))
	for _, x := range e.Body[1:] {
		n = n<<8 | int64(x)
	}
	return n
}

// Reader reads elements one after the other.
type Reader struct{ Rest []byte }

// In returns the reader of what an element contains.
func In(e Element) Reader { return Reader{e.Body} }

// Next returns the next element, and false if there is none.
func (r *Reader) Next() (Element, bool) {
	e, ok := Read(r.Rest)
	if !ok {
		r.Rest = nil
		return e, false
	}
	r.Rest = r.Rest[e.Head+len(e.Body):]
	return e, true
}

// Find returns the next element with a tag, and false if there is none.
func (r *Reader) Find(tag byte) (Element, bool) {
	for {
		e, ok := r.Next()
		if !ok || e.Tag == tag {
			return e, ok
		}
	}
}

// Within returns the element that one is the tag of: explicit tags have one element in them.
func Within(e Element) (Element, bool) { return Read(e.Body) }
