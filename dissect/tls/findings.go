package tls

import "netsniff/dissect"

// findings says which records stay closed although there are keys.
func findings(_ *dissect.Frame, l *dissect.Layer, x *dissect.Findings) {
	m, ok := l.Message.(*Message)
	if !ok {
		return
	}
	for i := range m.Records {
		if m.Records[i].Failed {
			x.Say(dissect.Warning, dissect.AboutUndecoded,
				"The record fails its check: it is damaged, or the key is not the one it was encrypted with")
		}
	}
}
