package submission

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml"
)

// Answers are typed answers by the name of their question, in lower case. Of a
// question with several values the first is under its name, all are under name.1,
// name.2 and so on.
type Answers map[string]string

// maxAnswers bounds a file with answers in bytes, maxCells what is kept of it.
const (
	maxAnswers = 4 << 20
	maxCells   = 100_000
)

// ReadAnswers reads a file with answers: CSV, YAML or XLSX by its name. known are
// the questions of the rubric: a table with them in its first row has the answers
// below, another one has a question a row.
func ReadAnswers(f *File, known []string) (Answers, error) {
	b, err := f.Bytes(maxAnswers)
	if err != nil {
		return nil, err
	}
	switch strings.ToLower(path.Ext(f.Name)) {
	case ".yaml", ".yml":
		return fromYAML(b)
	case ".xlsx":
		rows, err := fromSheet(b)
		if err != nil {
			return nil, err
		}
		return fromRows(rows, known), nil
	}
	rows, err := readCSV(b)
	if err != nil {
		return nil, err
	}
	return fromRows(rows, known), nil
}

func question(s string) string { return strings.ToLower(strings.TrimSpace(s)) }

func (a Answers) add(name string, values []string) {
	name = question(name)
	for len(values) > 0 && strings.TrimSpace(values[len(values)-1]) == "" {
		values = values[:len(values)-1]
	}
	if name == "" || len(values) == 0 || len(a) >= maxCells {
		return
	}
	a[name] = strings.TrimSpace(values[0])
	for i, v := range values {
		a[name+"."+strconv.Itoa(i+1)] = strings.TrimSpace(v)
	}
}

func fromRows(rows [][]string, known []string) Answers {
	a := Answers{}
	if len(rows) == 0 {
		return a
	}
	heads := 0
	for _, c := range rows[0] {
		if slices.ContainsFunc(known, func(k string) bool { return question(k) == question(c) }) {
			heads++
		}
	}
	if heads > 1 || heads == 1 && len(rows) == 2 && question(rows[1][0]) != "" &&
		!slices.ContainsFunc(known, func(k string) bool { return question(k) == question(rows[1][0]) }) &&
		len(rows[0]) != 2 {
		for i, c := range rows[0] {
			var values []string
			for _, row := range rows[1:] {
				if i < len(row) {
					values = append(values, row[i])
				}
			}
			a.add(c, values)
		}
		return a
	}
	for _, row := range rows {
		a.add(row[0], row[1:])
	}
	return a
}

func fromYAML(b []byte) (Answers, error) {
	if bytes.Contains(b, []byte("*")) && bytes.Contains(b, []byte("&")) {
		return nil, errors.New("anchors and aliases are not read: write the answers out")
	}
	var m map[string]any
	if err := yaml.Unmarshal(utf8Of(b), &m); err != nil {
		line, _, _ := strings.Cut(err.Error(), "\n")
		return nil, fmt.Errorf("it is no YAML: %s", line)
	}
	a := Answers{}
	a.fill("", m, 0)
	return a, nil
}

func (a Answers) fill(prefix string, m map[string]any, depth int) {
	if depth > 8 {
		return
	}
	for _, k := range slices.Sorted(maps.Keys(m)) {
		switch v := m[k].(type) {
		case map[string]any:
			a.fill(prefix+k+".", v, depth+1)
		case []any:
			var values []string
			for _, x := range v {
				values = append(values, scalarText(x))
			}
			a.add(prefix+k, values)
		default:
			a.add(prefix+k, []string{scalarText(v)})
		}
	}
}

func scalarText(v any) string {
	switch x := v.(type) {
	case nil:
		return ""
	case float64:
		return strconv.FormatFloat(x, 'f', -1, 64)
	}
	return fmt.Sprint(v)
}
