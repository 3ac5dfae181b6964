package submission

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// Student is a row of a roster: values by the names of columns.
type Student map[string]string

// Roster is the list of a class.
type Roster struct {
	Columns  []string
	Students []Student
}

// columnNames are what columns are called in class lists, by the name they have here.
var columnNames = map[string][]string{
	"id": {"学号", "student id", "student_id", "studentid", "student number", "idnumber", "id number", "no", "编号",
		"matriculation"},
	"name": {"姓名", "student name", "full name", "fullname", "名字", "student"},
	"mail": {"邮箱", "email", "e-mail", "email address", "mail address", "电子邮件", "邮件地址", "电子邮箱"},
	"ip":   {"ip地址", "ip 地址", "ip address", "address", "地址", "ip_address"},
}

// maxRoster bounds a roster in bytes.
const maxRoster = 16 << 20

// ReadRoster reads the roster in a CSV file, UTF-8 or GB18030, with a header row.
func ReadRoster(name string) (*Roster, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, maxRoster))
	if err != nil {
		return nil, err
	}
	rows, err := readCSV(b)
	if err != nil {
		return nil, fmt.Errorf("%s: %v", name, err)
	}
	if len(rows) == 0 {
		return nil, fmt.Errorf("%s: the roster is empty; its first line names the columns, such as id,name,mail,ip", name)
	}
	r := &Roster{}
	for _, c := range rows[0] {
		r.Columns = append(r.Columns, columnName(c))
	}
	if !slices.Contains(r.Columns, "id") && !slices.Contains(r.Columns, "name") {
		return nil, fmt.Errorf("%s:1: no column is called id (学号) or name (姓名); the first line names the columns, such as id,name,mail,ip",
			name)
	}
	seen := map[string]int{}
	for i, row := range rows[1:] {
		s := Student{}
		for j, v := range row {
			if j < len(r.Columns) {
				s[r.Columns[j]] = strings.TrimSpace(v)
			}
		}
		if id := s["id"]; id != "" {
			if first := seen[id]; first > 0 {
				return nil, fmt.Errorf("%s:%d: %s is there twice, first in line %d", name, i+2, id, first)
			}
			seen[id] = i + 2
		}
		r.Students = append(r.Students, s)
	}
	return r, nil
}

func columnName(c string) string {
	c = strings.ToLower(strings.TrimSpace(c))
	for name, others := range columnNames {
		if c == name || slices.Contains(others, c) {
			return name
		}
	}
	return strings.ReplaceAll(c, " ", "_")
}

// Find returns the student whose submission is called so: whose id is in the
// name, else whose mail address or name is; of several the longest. nil: none.
func (r *Roster) Find(submission string) Student {
	if r == nil {
		return nil
	}
	for _, column := range [...]string{"submission", "id", "mail", "name"} {
		var best Student
		for _, s := range r.Students {
			if v := s[column]; v != "" && contains(submission, v) && len(v) > len(best[column]) {
				best = s
			}
		}
		if best != nil {
			return best
		}
	}
	return nil
}

// contains reports whether part is in name, not as a part of a longer word or
// number.
func contains(name, part string) bool {
	name, part = strings.ToLower(name), strings.ToLower(part)
	for from := 0; ; {
		i := strings.Index(name[from:], part)
		if i < 0 {
			return false
		}
		i += from
		before, after := byte(' '), byte(' ')
		if i > 0 {
			before = name[i-1]
		}
		if i+len(part) < len(name) {
			after = name[i+len(part)]
		}
		if !word(before, part[0]) && !word(after, part[len(part)-1]) {
			return true
		}
		from = i + 1
	}
}

// word reports whether two bytes belong to one word or one number.
func word(a, b byte) bool { return isDigit(a) && isDigit(b) || isLetter(a) && isLetter(b) }

func isDigit(c byte) bool  { return c >= '0' && c <= '9' }
func isLetter(c byte) bool { return c >= 'a' && c <= 'z' }

// utf8Of returns text as UTF-8: what is not, is taken for GB18030.
func utf8Of(b []byte) []byte {
	b = bytes.TrimPrefix(b, []byte("\xef\xbb\xbf"))
	if utf8.Valid(b) {
		return b
	}
	if d, err := simplifiedchinese.GB18030.NewDecoder().Bytes(b); err == nil {
		return d
	}
	return bytes.ToValidUTF8(b, []byte("\uFFFD"))
}

// readCSV reads rows, with commas, semicolons or tabs between the cells. Empty
// rows are left out.
func readCSV(b []byte) (rows [][]string, err error) {
	b = utf8Of(b)
	line, _, _ := bytes.Cut(b, []byte("\n"))
	separator := ','
	for _, c := range [...]rune{';', '\t'} {
		if bytes.Count(line, []byte(string(c))) > bytes.Count(line, []byte(string(separator))) {
			separator = c
		}
	}
	r := csv.NewReader(bytes.NewReader(b))
	r.Comma, r.FieldsPerRecord, r.LazyQuotes, r.TrimLeadingSpace = separator, -1, true, true
	for len(rows) < maxRows {
		row, err := r.Read()
		if err == io.EOF {
			return rows, nil
		}
		if err != nil {
			return nil, err
		}
		if strings.TrimSpace(strings.Join(row, "")) != "" {
			rows = append(rows, row)
		}
	}
	return rows, nil
}

// maxRows bounds the rows of a table that are read.
const maxRows = 100_000
