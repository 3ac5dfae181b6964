package tls

import (
	"netsniff/dissect/tls/handshake"
	"netsniff/dissect/tls/record"
)

// Steps implements handshake.Speaker.
func (m *Message) Steps(take func(*handshake.Step)) {
	for i := range m.Records {
		r := &m.Records[i]
		switch {
		case r.Kind == Bare:
		case r.Kind != Whole:
			continue
		case r.Type == record.ChangeCipherSpec:
			take(&handshake.Step{Event: handshake.Changed})
		case r.Type == record.ApplicationData && (r.Opened || !r.opaque):
			take(&handshake.Step{Event: handshake.Carried})
		case r.Sealed:
			take(&handshake.Step{Event: handshake.Hidden})
		case r.Type == record.Alert:
			if level, description, ok := m.alert(r); ok {
				take(&handshake.Step{Event: handshake.Alerted, Fatal: level == record.Fatal, Alert: description})
			}
		}
		for j := range r.Messages {
			h := &r.Messages[j]
			take(&handshake.Step{Event: handshake.Said, Type: h.Type, Body: h.Body, Version: h.agreed.Version})
		}
	}
}
