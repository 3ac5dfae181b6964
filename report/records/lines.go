package records

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"reflect"
	"time"
)

// Lines writes records as lines of JSON: an object each, with the names of the Elastic Common
// Schema where that has one (https://www.elastic.co/docs/reference/ecs), in the order in which
// what they tell ended.
type Lines struct {
	out     *bufio.Writer
	columns [kinds][]Column
	text    bytes.Buffer  // of a value
	json    *json.Encoder // into text
}

// NewLines returns a Sink that writes to w. Flush it behind the last record.
func NewLines(w io.Writer) *Lines {
	l := &Lines{out: bufio.NewWriterSize(w, 1<<16)}
	for k := range kinds {
		l.columns[k] = Columns(k)
	}
	l.json = json.NewEncoder(&l.text)
	l.json.SetEscapeHTML(false)
	return l
}

// Take implements Sink.
func (l *Lines) Take(r Record) error {
	k := r.kind()
	line := append([]byte(nil), `{"event.kind":"event","event.dataset":"netsniff.`...)
	line = append(append(line, k.String()...), '"')
	v := reflect.ValueOf(r).Elem()
	for i := range l.columns[k] {
		c := &l.columns[k][i]
		value, ok := told(c, v.FieldByIndex(c.index))
		if !ok {
			continue
		}
		l.text.Reset()
		if err := l.json.Encode(value); err != nil {
			return err
		}
		line = append(append(append(line, `,"`...), c.ECS...), `":`...)
		line = append(line, bytes.TrimSuffix(l.text.Bytes(), []byte("\n"))...)
	}
	_, err := l.out.Write(append(line, "}\n"...))
	return err
}

// Flush writes what is left.
func (l *Lines) Flush() error { return l.out.Flush() }

// told returns the value of a column as JSON has it; what is empty is left out, and the
// addresses as bytes as well.
func told(c *Column, v reflect.Value) (value any, ok bool) {
	switch {
	case c.Type == "binary" || v.Kind() == reflect.Pointer && v.IsNil():
		return nil, false
	case c.Type == "timestamp":
		return time.Unix(0, v.Int()).UTC().Format(time.RFC3339Nano), true
	case v.Kind() == reflect.String || v.Kind() == reflect.Slice:
		return v.Interface(), v.Len() > 0
	}
	return v.Interface(), true
}
