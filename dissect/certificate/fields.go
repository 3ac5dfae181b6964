package certificate

import "netsniff/dissect"

// Fields returns the fields of certificates in the messages of a protocol; each calls tell with the
// names of each that a layer has, in their order.
func Fields(each func(f *dissect.Frame, l *dissect.Layer, tell func(*Names))) []dissect.Field {
	get := func(add func(n *Names, v *dissect.Values)) dissect.Getter {
		return func(f *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
			each(f, l, func(n *Names) { add(n, v) })
		}
	}
	return []dissect.Field{
		{Name: "x509af.serialNumber", Title: "serialNumber", Type: dissect.Octets,
			Get: get(func(n *Names, v *dissect.Values) {
				if n.Serial != nil {
					v.Bytes(n.Serial)
				}
			})},
		{Name: "x509sat.uTF8String", Title: "uTF8String", Type: dissect.String, Get: get(func(n *Names, v *dissect.Values) {
			for _, s := range n.UTF8 {
				v.Bytes(s)
			}
		})},
		{Name: "x509ce.dNSName", Title: "dNSName", Type: dissect.String, Get: get(func(n *Names, v *dissect.Values) {
			for _, s := range n.DNS {
				v.Text(s)
			}
		})},
	}
}
