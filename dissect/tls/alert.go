package tls

import "netsniff/dissect/tls/record"

// alert returns what an alert in clear says.
func (m *Message) alert(r *Record) (l record.Level, d record.Description, ok bool) {
	b := m.text(r)
	if len(b) != record.AlertSize {
		return 0, 0, false
	}
	return record.Level(b[0]), record.Description(b[1]), true
}
