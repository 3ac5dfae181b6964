package collect

import (
	"netsniff/dissect"
	"netsniff/dissect/mail"
)

// Searcher is a collector with a filter of its own, which a mail's fields may
// match (imf.subject).
type Searcher interface {
	// Search tells that p ends a mail, and that f, the frame that ended it, has
	// the fields of that mail and of no other, whichever protocol brought it and
	// however its bytes were cut. f is borrowed until return.
	Search(p *dissect.Piece, f *dissect.Frame)
}

// mailSearch reads mails that pass so that filters can find them: rows have
// the fields of mails that SMTP's DATA brought, and of few others.
type mailSearch struct {
	wanted bool           // there are filters
	now    *dissect.Frame // that is being heard, nil: none
	open   map[direction]*mail.Scanner
}

// piece takes a piece of a content. If that ends a mail in the frame that is
// being heard, the frame is returned with the fields of that mail and of no
// other; restore gives it back what it had.
func (s *mailSearch) piece(p *dissect.Piece) (found *dissect.Frame, restore func()) {
	if !s.wanted {
		return nil, nothing
	}
	k := direction{p.Conn, p.Dir}
	if _, ok := p.About.(*mail.Envelope); ok && p.First {
		if s.open == nil {
			s.open = map[direction]*mail.Scanner{}
		}
		s.open[k] = new(mail.Scanner)
		s.open[k].Reset()
	}
	x := s.open[k]
	if x == nil {
		return nil, nothing
	}
	x.Write(p.Bytes)
	if !p.Last {
		return nil, nothing
	}
	delete(s.open, k)
	if s.now == nil || s.now.Conn != p.Conn {
		return nil, nothing
	}
	f := s.now
	before := f.SetMessages(append(withoutMails(f), dissect.Layer{Protocol: &mail.Protocol, Message: x.Close()}))
	return f, func() { f.SetMessages(before) }
}

func nothing() {}

// isMail reports whether a layer is a mail, or the outline of one.
func isMail(l *dissect.Layer) bool { return l.Protocol == &mail.Protocol || l.Protocol == &mail.MIME }

// withoutMails returns the messages of a frame but the mails in it.
func withoutMails(f *dissect.Frame) (list []dissect.Layer) {
	for _, l := range f.Messages() {
		if !isMail(&l) {
			list = append(list, l)
		}
	}
	return list
}

// ForMail reports whether a frame that matches does so only for the sake of a
// mail in it: then it is that mail that was meant, not what else is in the
// frame.
func ForMail(match Match, f *dissect.Frame) bool {
	for i := range f.Messages() {
		if isMail(&f.Messages()[i]) {
			before := f.SetMessages(withoutMails(f))
			without := match(f)
			f.SetMessages(before)
			return !without
		}
	}
	return false
}
