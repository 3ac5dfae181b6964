package collect

import (
	"netsniff/dissect"
	"netsniff/dissect/mail"
)

// Searcher is a collector with a filter of its own, which a mail's fields may
// match (imf.subject).
type Searcher interface {
	// Search tells that p ends a mail which came whole, and that f, the frame
	// that completed it, has its fields, whichever protocol brought it and
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
// being heard, the frame is given the mail's fields and returned; who calls
// takes them back, since other mails may end in the same frame.
func (s *mailSearch) piece(p *dissect.Piece) *dissect.Frame {
	if !s.wanted {
		return nil
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
		return nil
	}
	x.Write(p.Bytes)
	if !p.Last {
		return nil
	}
	delete(s.open, k)
	if !p.Whole || s.now == nil || s.now.Conn != p.Conn {
		return nil
	}
	s.now.Emit(dissect.Layer{Protocol: &mail.Protocol, Message: x.Close()})
	return s.now
}
