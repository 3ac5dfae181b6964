package media

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"

	"netsniff/dissect"
)

// JSON is the JavaScript Object Notation (RFC 8259).
var JSON = newJSON()

func newJSON() dissect.Protocol {
	fields, names := structured(addJSON, []dissect.Field{
		{Name: "json.object", Title: "Object", Type: dissect.Label},
		{Name: "json.array", Title: "Array", Type: dissect.Label},
		{Name: "json.member", Title: "Member", Type: dissect.String},
		{Name: "json.path_with_value", Title: "Path with value", Type: dissect.String},
		{Name: "json.member_with_value", Title: "Member with value", Type: dissect.String},
		{Name: "json.value.string", Title: "String value", Type: dissect.String},
		{Name: "json.value.number", Title: "Number value", Type: dissect.String},
		{Name: "json.value.true", Title: "True value", Type: dissect.Label},
		{Name: "json.value.false", Title: "False value", Type: dissect.Label},
		{Name: "json.value.null", Title: "Null value", Type: dissect.Label},
		{Name: "json.key", Title: "Key", Type: dissect.String},
		{Name: "json.path", Title: "Path", Type: dissect.String},
	})
	return dissect.Protocol{
		Name: "json", Title: "JavaScript Object Notation", Borne: true, Fields: fields,
		Outline: &dissect.Outline{
			Summary:   func(dst []byte, _ *dissect.Frame, l *dissect.Layer) []byte { return appendType(dst, l) },
			Headings:  headings(addJSON),
			Structure: names,
			Computed:  []string{"json.path_with_value", "json.member_with_value", "json.path"},
		},
	}
}

var (
	errFull   = errors.New("more than is shown")
	errScalar = errors.New("neither an object nor an array")
)

// document is a text in JSON that is read.
type document struct {
	growing
	tokens *json.Decoder
	path   []byte
}

// addJSON adds the values of a text in JSON; nothing if it is none.
func addJSON(b []byte, h *dissect.Headings) {
	d := document{growing: growing{Headings: h}, tokens: json.NewDecoder(bytes.NewReader(b))}
	d.tokens.UseNumber()
	had := len(h.List)
	for {
		token, err := d.tokens.Token()
		if errors.Is(err, io.EOF) {
			return
		}
		if _, ok := token.(json.Delim); err == nil && !ok {
			err = errScalar
		}
		if err == nil {
			err = d.value(token, 0, nil)
		}
		switch {
		case errors.Is(err, errFull):
			return
		case err != nil:
			h.List = h.List[:had]
			return
		}
	}
}

// value adds a value that begins with a token; name is what it is called.
func (d *document) value(token json.Token, depth int, name []byte) error {
	switch x := token.(type) {
	case json.Delim:
		if x == '[' {
			return d.array(depth)
		}
		return d.object(depth)
	case string:
		return d.scalar(depth, name, "json.value.string", []byte(x))
	case json.Number:
		return d.scalar(depth, name, "json.value.number", []byte(x))
	case bool:
		if x {
			return d.scalar(depth, name, "json.value.true", []byte("true"))
		}
		return d.scalar(depth, name, "json.value.false", []byte("false"))
	}
	return d.scalar(depth, name, "json.value.null", []byte("null"))
}

func (d *document) scalar(depth int, name []byte, key string, text []byte) error {
	if d.add(depth, "json.path_with_value", d.path, []byte(":"), text) &&
		d.add(depth, "json.member_with_value", name, []byte(":"), text) &&
		d.add(depth, key, text) {
		return nil
	}
	return errFull
}

var elements = []byte("[]")

func (d *document) array(depth int) error {
	if !d.add(depth, "json.array") {
		return errFull
	}
	outer := len(d.path)
	d.path = append(append(d.path, '/'), elements...)
	for d.tokens.More() {
		token, err := d.tokens.Token()
		if err == nil {
			err = d.value(token, depth+1, elements)
		}
		if err != nil {
			return err
		}
	}
	d.path = d.path[:outer]
	return d.end()
}

func (d *document) object(depth int) error {
	if !d.add(depth, "json.object") {
		return errFull
	}
	outer := len(d.path)
	for d.tokens.More() {
		key, err := d.tokens.Token()
		if err != nil {
			return err
		}
		name := []byte(key.(string))
		d.path = append(append(d.path[:outer], '/'), name...)
		if !d.add(depth+1, "json.member", name) {
			return errFull
		}
		token, err := d.tokens.Token()
		if err == nil {
			err = d.value(token, depth+2, name)
		}
		if err != nil {
			return err
		}
		if !d.add(depth+2, "json.key", name) || !d.add(depth+2, "json.path", d.path) {
			return errFull
		}
	}
	d.path = d.path[:outer]
	return d.end()
}

// end reads the bracket that closes an array or object.
func (d *document) end() error {
	_, err := d.tokens.Token()
	return err
}
