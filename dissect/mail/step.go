package mail

// Step is what the exchanges of all mail protocols have in common. The
// Details of SMTP, POP3 and IMAP embed it.
type Step struct {
	Phase    Phase
	Envelope *Envelope // of the mail that it is about, nil if of none
	Carried  bool      // it carried a mail or a part of one
	Content  int64     // bytes of that mail which were captured, as they are stored (dots unstuffed)
	Missing  int64     // bytes of it which were not
	Deletes  bool      // it marks messages as deleted
	Messages uint32    // how many messages it brought or marked
	Client   string    // how the client names itself by it: EHLO's domain
	// Part says which line of an authentication this is, if it is not the command:
	// "user name", "password", "credentials", "response", "cancelled".
	Part string
	// Said is what the client said and no argument tells, since it may be a
	// secret: a password, a response of SASL, an unknown command. Bounded.
	// Servers repeat in their replies what they do not understand.
	Said string
}

// MailStep returns s: so that reports read a Detail of any mail protocol.
func (s *Step) MailStep() *Step { return s }

// Stepper is the Detail of an exchange of a mail protocol.
type Stepper interface{ MailStep() *Step }

// Phase is what an exchange is for, in terms that all mail protocols share.
type Phase uint8

// Phases.
const (
	Other      Phase = iota // NOOP, unknown commands
	Greeting                // the server's first words
	Hello                   // EHLO, CAPA, ID: who are you, what can you do
	StartTLS                // STARTTLS, STLS
	Auth                    // who the user is
	Addressing              // MAIL, RCPT: the envelope
	Transfer                // mails pass: DATA, BDAT, RETR, TOP, FETCH, APPEND
	Browse                  // STAT, LIST, UIDL, SELECT, SEARCH; VRFY, EXPN, HELP, ETRN
	Change                  // DELE, STORE, EXPUNGE; RSET
	Close                   // QUIT, LOGOUT
)

var phases = [...]string{"other", "greeting", "hello", "starttls", "auth", "envelope", "data", "browse",
	"change", "close"}

// Phases is how many there are.
const Phases = len(phases)

// String returns the phase as a lower-case word.
func (p Phase) String() string { return phases[p] }
