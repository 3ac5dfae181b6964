package dtls

import (
	"netsniff/dissect/tls/handshake"
	"netsniff/dissect/tls/record"
)

// Steps implements handshake.Speaker.
func (m *Message) Steps(take func(*handshake.Step)) {
	for i := range m.Records {
		r := &m.Records[i]
		switch {
		case r.Type == record.ChangeCipherSpec:
			take(&handshake.Step{Event: handshake.Changed})
		case r.Type == record.ApplicationData:
			take(&handshake.Step{Event: handshake.Carried})
		case r.Sealed || r.Type == record.Alert && r.size != record.AlertSize:
			take(&handshake.Step{Event: handshake.Hidden})
		case r.Type == record.Alert:
			b := m.Bytes[r.At+headSize:]
			take(&handshake.Step{Event: handshake.Alerted, Fatal: record.Level(b[0]) == record.Fatal,
				Alert: record.Description(b[1])})
		}
		for j := range r.Messages {
			if h := &r.Messages[j]; h.Whole != nil {
				take(&handshake.Step{Event: handshake.Said, Type: h.Type, Body: h.Whole, Version: handshake.DTLS12})
			}
		}
	}
}
