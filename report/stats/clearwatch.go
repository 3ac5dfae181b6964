package stats

import (
	"bytes"
	"strings"

	"netsniff/dissect"
	"netsniff/dissect/ftp"
	"netsniff/dissect/pop3"
	"netsniff/dissect/smtp"
	"netsniff/reassembly"
)

// clearWatch watches what servers of mail and files offer to encrypt, and what is said
// in clear nevertheless.
type clearWatch struct{ open map[*dissect.Conn]*offer }

// offer is what the server of a connection offers.
type offer struct {
	asked  reassembly.Mark // the reply that says so
	tls    bool
	garble string // a word that stands where STARTTLS does: somebody on the way wrote it
	told   bool
}

// exchange takes what was said.
func (w *clearWatch) exchange(x *dissect.Exchange, c *findings) {
	if x.Protocol == nil || x.Conn.Secured || x.Conn.Carrier != nil {
		return
	}
	if words, ok := offered(x); ok {
		w.keep(x, words)
	}
	o := w.open[x.Conn]
	if o == nil || o.told || !private(x) {
		return
	}
	kind := starttlsNotOffered
	switch {
	case o.garble != "":
		kind = starttlsStripped
	case o.tls:
		kind = starttlsUnused
	case x.Protocol.Name == "ftp" || x.Login == nil: // many servers take mail in clear
		return
	}
	o.told = true
	c.add(event{key: of(kind, x.Conn), what: strings.TrimSpace(whatOf(x) + " " + o.garble), at: x.Request.Last})
}

// keep notes what is offered.
func (w *clearWatch) keep(x *dissect.Exchange, words string) {
	if w.open == nil {
		w.open = map[*dissect.Conn]*offer{}
	}
	o := &offer{asked: replied(x)}
	for _, word := range strings.Fields(strings.ToUpper(words)) {
		switch {
		case word == "STARTTLS" || word == "STLS":
			o.tls = true
		case len(word) == len("STARTTLS") && strings.HasPrefix(word, "XXX"):
			o.garble = word
		}
	}
	o.tls = o.tls || strings.Contains(strings.ToUpper(words), "AUTH TLS")
	w.open[x.Conn] = o
}

// offered returns the capabilities that a reply names, and false if it names none.
func offered(x *dissect.Exchange) (string, bool) {
	switch d := x.Detail.(type) {
	case *pop3.Exchange:
		return string(bytes.Join(d.Lines, []byte(" "))), d.Verb == pop3.CAPA && d.OK
	case *ftp.Exchange:
		return string(bytes.Join(d.Lines, []byte(" "))), x.Method == "FEAT" && x.Outcome == dissect.Succeeded
	}
	words := x.Words()
	switch {
	case x.Protocol.Name == "smtp":
		return words, x.Method == "EHLO" && x.Outcome == dissect.Succeeded
	case x.Protocol.Name == "imap":
		_, list, ok := strings.Cut(words, "[CAPABILITY ")
		list, _, _ = strings.Cut(list, "]")
		return list, ok && x.Method == "greeting"
	}
	return "", false
}

// private reports whether an exchange has what is not for all to read: a password, or a
// mail that was taken.
func private(x *dissect.Exchange) bool {
	if l := x.Login; l != nil && l.Secret != "" && !l.Hashed {
		return true
	}
	return x.Method == smtp.EndOfMail && x.Outcome == dissect.Succeeded
}

// closed forgets a connection.
func (w *clearWatch) closed(k *dissect.Conn) { delete(w.open, k) }
