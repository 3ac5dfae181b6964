package json

import "io"

// Array writes the elements that sinks make as one JSON array. Each element
// begins with its separator, so that elements can be made apart and joined in
// any grouping; Array takes away the first.
type Array struct {
	w     io.Writer
	begun bool
}

// separator stands before every element that a sink makes.
const separator = ",\n"

// NewArray returns an Array that writes to w.
func NewArray(w io.Writer) *Array { return &Array{w: w} }

// Write writes one or more elements, whole.
func (a *Array) Write(b []byte) (int, error) {
	if a.begun || len(b) < len(separator) {
		return a.w.Write(b)
	}
	a.begun = true
	if _, err := io.WriteString(a.w, "[\n"); err != nil {
		return 0, err
	}
	n, err := a.w.Write(b[len(separator):])
	return n + len(separator), err
}

// Close ends the array, also one without elements.
func (a *Array) Close() error {
	end := "\n]\n"
	if !a.begun {
		end = "[]\n"
	}
	_, err := io.WriteString(a.w, end)
	return err
}
