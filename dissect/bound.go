package dissect

// Bound is one of those that messages come up against one by one: what lies
// beyond is counted in Losses.Beyond.
type Bound uint8

// Bounds.
const (
	Tags         Bound = iota // IMAP commands of rows whose tags were forgotten before their responses came
	Structures                // BODYSTRUCTUREs of IMAP that are not read
	LooseParts                // parts of IMAP messages whose header or structure was forgotten
	UIDs                      // unique-ids of POP3 that are not remembered
	LongLines                 // lines of mail protocols that rows do not wait for the end of
	MailHeaders               // mails of which rows keep some header fields only
	MailParts                 // mails of which rows do not look into all parts
	MailFrames                // frames that are not listed among those of their mail
	PDUSegments               // segments that are not listed among those of their message
	Searched                  // messages that filters search the beginning of only
	Unacked                   // TCP segments that were taken as one with the next before an acknowledgment came
	Unfilled                  // holes in TCP that were taken as never to be filled
	Headers                   // frames with more headers within each other than are read
	numberBounds int   = iota
)

var bounds = [numberBounds]string{
	Tags:        "IMAP commands were forgotten before their responses came: rows remember the last 32 of a connection",
	Structures:  "body structures of IMAP were not read: they have more than 4,096 words or 16 multiparts within each other",
	LooseParts:  "parts of IMAP messages were not put together: of too many others something came in between",
	UIDs:        "unique-ids of POP3 were not remembered: 10,000 of a connection are; mails beyond are told without them",
	LongLines:   "lines were read before their end, as they are too long: rows wait for 64 KiB of SMTP and POP3, 256 KiB of IMAP",
	MailHeaders: "mails have more header fields than rows keep: 64 KiB, 8 KiB of one part; netsniff mail and export read 1 MiB",
	MailParts:   "mails have more parts than rows look into: 16 multiparts within each other, 4,096 parts; netsniff mail and export read more",
	MailFrames:  "frames are not listed among those that brought their mail: 65,536 of each are",
	PDUSegments: "segments are not listed among those that brought their message: 8,192 of each are",
	Searched:    "messages are longer than what filters search of them: the first 1 MiB",
	Unacked:     "TCP segments were taken as one with the next: more than 1,024 of one direction waited to be acknowledged; round trips count from the oldest",
	Unfilled:    "holes in TCP were taken as lost: more than 64 of one direction waited to be filled",
	Headers:     "frames have more than 16 headers within each other: what follows them was not read",
}

// String says what there were too many of, why, and what helps: it follows
// their number.
func (b Bound) String() string { return bounds[b] }

// Counts has a number for each Bound.
type Counts [numberBounds]uint64

// Add adds what another one counted.
func (c *Counts) Add(o *Counts) {
	for b, n := range o {
		c[b] += n
	}
}
