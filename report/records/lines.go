package records

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"net/netip"
	"reflect"
	"strings"
	"time"
)

// Lines writes records as lines of JSON: an object each, with the names of the Elastic Common
// Schema where that has one (https://www.elastic.co/docs/reference/ecs), in the order in which
// what they tell ended.
type Lines struct {
	Place Place // what is told of the capture in each record
	Soon  bool  // each line is written at once

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
func (l *Lines) Take(s *Said) error {
	if _, err := l.out.Write(l.line(s.Kind, s.Record(l.Place))); err != nil || !l.Soon {
		return err
	}
	return l.out.Flush()
}

// line returns the line of a record.
func (l *Lines) line(k Kind, r Record) []byte {
	line := append([]byte(nil), `{"event.kind":"event","event.dataset":"netsniff.`...)
	line = append(append(line, k.String()...), '"')
	v := reflect.ValueOf(r).Elem()
	for i := range l.columns[k] {
		c := &l.columns[k][i]
		if value, ok := told(c, v.FieldByIndex(c.index)); ok {
			line = l.append(line, c.ECS, value)
		}
	}
	for _, d := range derived(r) {
		line = l.append(line, d.name, d.value)
	}
	return append(line, "}\n"...)
}

// append appends a field. Values are texts, numbers and lists of them, which can be encoded.
func (l *Lines) append(line []byte, name string, value any) []byte {
	l.text.Reset()
	_ = l.json.Encode(value)
	line = append(append(append(line, `,"`...), name...), `":`...)
	return append(line, bytes.TrimSuffix(l.text.Bytes(), []byte("\n"))...)
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
		if v.Kind() == reflect.Pointer {
			v = v.Elem()
		}
		return time.Unix(0, v.Int()).UTC().Format(time.RFC3339Nano), true
	case strings.HasSuffix(c.ECS, ".ip"): // Elastic takes addresses of IP and nothing else
		_, err := netip.ParseAddr(v.String())
		return v.Interface(), err == nil
	case v.Kind() == reflect.String || v.Kind() == reflect.Slice:
		return v.Interface(), v.Len() > 0
	}
	return v.Interface(), true
}
