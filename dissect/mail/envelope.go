package mail

import "netsniff/dissect"

// Bounds of the recipients of an Envelope that are kept; more are counted.
const (
	maxRecipients = 1000
	maxAddresses  = 32 << 10 // bytes of their addresses
)

// Envelope is what a protocol says about a mail that it carries, outside of
// the mail itself: it is what a Piece is About. SMTP, POP3 and IMAP fill in
// what they know; it is complete when the mail's exchange is told, and lives on.
type Envelope struct {
	Protocol string // filter word of what carried it: "smtp", "pop", "imap"
	Command  string // that brought it: "DATA", "BDAT", "RETR", "TOP", "FETCH", "APPEND"; "" if it was lost
	User     string // who had logged in, "" if nobody was seen to

	From       string // SMTP's reverse-path (RFC 5321 §4.1.1.2), without brackets
	HasFrom    bool   // MAIL was seen: an empty From is the null path of a bounce
	To         []Recipient
	MoreTo     int             // recipients beyond those in To
	Body       string          // what MAIL declared: "7BIT", "8BITMIME", "BINARYMIME" or ""
	UTF8       bool            // SMTPUTF8 (RFC 6531)
	BareEnd    bool            // the final dot stood between bare LFs: a server that wants CRLF takes what follows for the mail's
	BareLF     bool            // lines of the mail ended in a bare LF (RFC 5321 §2.3.8)
	ReplyText  string          // what the server said when it took the mail: its queue id
	Outcome    dissect.Outcome // of a mail that is sent: whether the server took it
	ReplyCode  uint16          // 250; 0 before it was answered
	HeloDomain string          // how the client called itself

	Mailbox string // IMAP's, where it lies
	Number  uint32 // POP3's message number, IMAP's sequence number; 0 if none
	UID     string // POP3's unique-id (if UIDL told it), IMAP's UID
	Partial bool   // only a part was asked for: TOP, BODY[HEADER]
	Size    int64  // announced: SIZE=, "+OK n octets", a literal's length; 0 if it was not

	addresses int // bytes of those in To
}

// Recipient is a forward-path and whether the server took it.
type Recipient struct {
	Address string // without brackets
	Outcome dissect.Outcome
	Code    uint16 // of the reply, 0 if there was none
}

// Add takes one more recipient and returns its index, -1 if there are too many.
func (e *Envelope) Add(address string) int {
	if len(e.To) == maxRecipients || e.addresses+len(address) > maxAddresses {
		e.MoreTo++
		return -1
	}
	e.addresses += len(address)
	e.To = append(e.To, Recipient{Address: address})
	return len(e.To) - 1
}

// Held returns how many bytes recipients take, about.
func (e *Envelope) Held() int64 { return int64(len(e.To)*recipientCost + e.addresses) }

// Forget counts the recipients that are kept, and keeps them no more.
func (e *Envelope) Forget() {
	e.MoreTo += len(e.To)
	e.To, e.addresses = nil, 0
}

// recipientCost is what one takes beside its address.
const recipientCost = 32

// Accepted returns how many recipients the server took, of those in To.
func (e *Envelope) Accepted() (n int) {
	for i := range e.To {
		if e.To[i].Outcome == dissect.Succeeded {
			n++
		}
	}
	return n
}

// Refused returns how many recipients the server did not take, for now or for
// good, of those in To.
func (e *Envelope) Refused() (n int) {
	for i := range e.To {
		if o := e.To[i].Outcome; o == dissect.Refused || o == dissect.Failed {
			n++
		}
	}
	return n
}
