package detail

import (
	"math/bits"
	"strconv"

	"netsniff/dissect"
	"netsniff/dissect/registry"
	"netsniff/report/tree"
)

// AppendLine appends the text of a heading or field as details show it; what was
// computed is in brackets.
func AppendLine(dst []byte, n *tree.Node, within uint64) []byte {
	if !n.Computed || n.Whole && n.Say == nil {
		return AppendLabel(dst, n, within)
	}
	return append(AppendLabel(append(dst, '['), n, within), ']')
}

// AppendLabel appends the text of a heading or field. within are the bits that
// its own are drawn among, 0: all of its bytes.
func AppendLabel(dst []byte, n *tree.Node, within uint64) []byte {
	from := len(dst)
	if n.Kind == tree.Heading {
		return escape(append(dst, n.Text()...), from)
	}
	if n.Whole && n.Say != nil {
		return escape(n.Say(dst, n.Layer.Frame, &n.Layer.Layer, n.Value), from)
	}
	if n.Whole {
		return escape(appendValue(dst, n), from)
	}
	if n.Role == tree.Finding {
		return escape(append(dst, n.Value.B...), from)
	}
	if n.Value.Mask != 0 && !n.Bitless {
		raw, _ := n.Raw()
		u := n.Number(raw)
		if raw == nil { // put together from several frames
			u = n.Value.U << bits.TrailingZeros64(n.Value.Mask)
		}
		dst = appendBits(dst, u, len(raw), n.Value.Mask, within)
		dst = append(dst, " = "...)
	}
	dst = append(dst, n.Title()...)
	if n.Say != nil {
		from = len(dst)
		return escape(n.Say(dst, n.Layer.Frame, &n.Layer.Layer, n.Value), from)
	}
	if !(n.Field.Type == dissect.Label && n.Value.B == nil) {
		dst = append(dst, ": "...)
		from = len(dst)
		if dst = appendValue(dst, n); n.Field.Type == dissect.String || n.Field.Type == dissect.Label {
			dst = escape(dst, from)
		}
	}
	return dst
}

// longest is how many bytes of an octet field a line shows.
const longest = 36

// appendValue appends a value in words where it has some, with the number in
// parentheses.
func appendValue(dst []byte, n *tree.Node) []byte {
	f, v := n.Field, n.Value
	switch f.Type {
	case dissect.String:
		return append(dst, v.B...)
	case dissect.Octets:
		return appendOctets(dst, f, v)
	case dissect.RelTime:
		return append(registry.AppendValue(dst, f, v), " seconds"...)
	}
	word := ""
	if f.Names != nil {
		if word = f.Names(v.U); word == "" && (f.Type == dissect.Uint || f.Type == dissect.Int) {
			word = "Unknown"
		}
	}
	switch {
	case f.Type == dissect.Bool:
		return append(dst, truth(word, v)...)
	case word != "" && f.Base == dissect.Named:
		return append(dst, word...)
	case word != "":
		dst = append(append(dst, word...), " ("...)
		return append(registry.AppendValue(dst, f, v), ')')
	}
	dst = registry.AppendValue(dst, f, v)
	if n.Unit == "" {
		return dst
	}
	dst = append(append(dst, ' '), n.Unit...)
	if stands := n.Bits(); stands != v.U {
		// A header length counts words, its field bytes.
		dst = append(dst, " ("...)
		dst = strconv.AppendUint(dst, stands, 10)
		dst = append(dst, ')')
	}
	return dst
}

// appendOctets appends the first bytes of a value.
func appendOctets(dst []byte, f *dissect.Field, v *dissect.Value) []byte {
	if len(v.B) <= longest {
		return registry.AppendValue(dst, f, v)
	}
	return append(registry.AppendValue(dst, f, &dissect.Value{B: v.B[:longest]}), "…"...)
}

func truth(word string, v *dissect.Value) string {
	switch {
	case word != "":
		return word
	case v.Mask != 0 && v.U != 0:
		return "Set"
	case v.Mask != 0:
		return "Not set"
	case v.U != 0:
		return "True"
	}
	return "False"
}
