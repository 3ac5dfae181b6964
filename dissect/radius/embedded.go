package radius

import (
	"slices"

	"netsniff/dissect"
	"netsniff/dissect/eapol"
)

// Embedded implements dissect.Embedder: the packet of EAP that the EAP-Message attributes are,
// one behind the other (https://www.rfc-editor.org/rfc/rfc3579#section-3.1).
func (m *Message) Embedded(whole []byte, i int, store []byte) (e dissect.Embedded, grown []byte) {
	if i > 0 {
		return e, store
	}
	from := len(store)
	for x := range layout.All(whole[:min(len(whole), len(m.reader.Bytes))], headLen) {
		switch {
		case x.Type != eapMessage || len(x.Value) == 0:
		case e.Protocol == nil:
			e = dissect.Embedded{Protocol: &eapol.EAP, Bytes: x.Value, Off: x.Off + x.Head}
		default:
			if from == len(store) {
				store = append(store, e.Bytes...)
			}
			store = append(store, x.Value...)
			e.Bytes = store[from:]
		}
	}
	e.Bytes = slices.Clip(e.Bytes)
	return e, store
}
