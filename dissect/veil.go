package dissect

// Veiling makes what hides secrets that come encrypted, where nobody can overwrite them in
// frames (--mask). It is what all who read a connection share (Shared). The zero value
// hides nothing.
type Veiling struct {
	// Stream makes the veil of an inner stream, which is c. nil: nothing is hidden.
	Stream func(c *Conn, x *Inner) Veil
	// Body makes the veil of a body of HTTP that is not told as a stream; nil as above.
	Body func() Veil
	// Field returns the value of a header field without its secrets; nil as above.
	Field func(name, value string) string
}

// A Veil overwrites what is secret in one stream, before anybody reads it. It is given all
// of it, once and in order.
type Veil interface {
	// Data overwrites what is secret in the next bytes of d.
	Data(d Dir, b []byte)
	// Gap tells that the next n bytes of d will never come.
	Gap(d Dir, n int64)
}

// VeilOf returns the veil of c, an inner stream, if it comes encrypted; nil if nothing of it
// is hidden.
func VeilOf(c *Conn, x *Inner) Veil {
	if v := Shared[Veiling](c); x.Secured && v.Stream != nil {
		return v.Stream(c, x)
	}
	return nil
}
