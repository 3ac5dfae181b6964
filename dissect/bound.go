package dissect

// Bound is one of those that messages come up against one by one: what lies
// beyond is counted in Losses.Beyond.
type Bound uint8

// Bounds.
const (
	Tags            Bound = iota // IMAP commands of rows whose tags were forgotten before their responses came
	Structures                   // BODYSTRUCTUREs of IMAP that are not read
	LooseParts                   // parts of IMAP messages whose header or structure was forgotten
	UIDs                         // unique-ids of POP3 that are not remembered
	LongLines                    // lines of mail protocols that rows do not wait for the end of
	MailHeaders                  // mails of which rows keep some header fields only
	MailParts                    // mails of which rows do not look into all parts
	MailFrames                   // frames that are not listed among those of their mail
	PDUSegments                  // segments that are not listed among those of their message
	Searched                     // messages that filters search the beginning of only
	Unacked                      // TCP segments that were taken as one with the next before an acknowledgment came
	Unfilled                     // holes in TCP that were taken as never to be filled
	QUICConnections              // of QUIC between the same two ends of UDP that were forgotten
	Headers                      // frames with more headers within each other than are read
	Lines                        // lines of which dialogues keep the beginning only
	Askers                       // messages of IMAP that too many commands may have asked for
	Responses                    // of DNS whose words were forgotten before a second response may have come
	Resources                    // responses of DNS of which not all records are kept for lookups
	Chunks                       // bodies in chunks of which not all lengths are kept
	BodyParts                    // multipart bodies of HTTP of which rows do not tell all parts
	LongURIs                     // requests whose URI is too long to be kept for the reply
	Credentials                  // requests of HTTP that name too much for a login
	Peers                        // messages of BitTorrent that name more peers than are believed
	Paths                        // frames that count for the first protocols of their path only
	Copies                       // packets of which copies may have gone unnoticed
	Domains                      // long names of domains that are not watched
	Stations                     // uses of and questions for addresses that findings do not watch
	Clients                      // connections of clients that findings do not watch
	Sources                      // packets of RTP from sources that are not followed
	Associations                 // messages of SCTP that were not read
	numberBounds    int   = iota
)

var bounds = [numberBounds]string{
	Tags:            "IMAP commands were forgotten before their responses came: rows remember the last 32 of a connection",
	Structures:      "body structures of IMAP were not read: they have more than 4,096 words or 16 multiparts within each other",
	LooseParts:      "parts of IMAP messages were not put together: of too many others something came in between",
	UIDs:            "unique-ids of POP3 were not remembered: 10,000 of a connection are; mails beyond are told without them",
	LongLines:       "lines were read before their end, as they are too long: rows wait for 64 KiB of SMTP and POP3, 256 KiB of IMAP",
	MailHeaders:     "mails have more header fields than rows keep: 64 KiB, 8 KiB of one part; netsniff mail and export read 1 MiB",
	MailParts:       "mails have more parts than rows look into: 16 multiparts within each other, 4,096 parts; netsniff mail and export read more",
	MailFrames:      "frames are not listed among those that brought their mail: 65,536 of each are",
	PDUSegments:     "segments are not listed among those that brought their message: 8,192 of each are",
	Searched:        "messages are longer than what filters search of them: the first 1 MiB",
	Unacked:         "TCP segments were taken as one with the next: more than 1,024 of one direction waited to be acknowledged; round trips count from the oldest",
	Unfilled:        "holes in TCP were taken as lost: more than 64 of one direction waited to be filled",
	Lines:           "lines were cut where exchanges are told: 16 KiB of each are kept",
	Askers:          "messages of IMAP were taken for what the first command asked for: more than 16 waited that fetch or store",
	Responses:       "DNS responses were not compared with a second one to their query: more than 128 of a conversation came within 5 s",
	Resources:       "DNS responses have more records than are kept of a lookup: 64",
	Chunks:          "bodies came in more chunks than are listed: the first 256 are",
	BodyParts:       "bodies of HTTP have more parts than rows tell: 200, in 5 multiparts within each other",
	LongURIs:        "requests have a longer URI than replies and exchanges tell: 8 KiB",
	Credentials:     "requests of HTTP have longer credentials than are told as a login: 4 KiB",
	Peers:           "messages of BitTorrent name more peers than are believed: 4,096",
	Paths:           "frames count for the first protocols of their path only: more than 4,096 paths are in use",
	Copies:          "packets were not watched for copies of them for 5 ms: too many came at once",
	Domains:         "long names were not watched for tunnels in DNS: more than 4,096 domains have some",
	Stations:        "uses of addresses and questions for them in ARP were not watched: of more than 65,536 and 16,384",
	Clients:         "connections were not taken into account where requests without a reply are judged: there are too many clients",
	QUICConnections: "connections of QUIC were forgotten: of those between the same two ports the last 8 are known",
	Associations:    "messages of SCTP were not read: more than 1 MiB of one direction, or 16 MiB of all, waited for what came before, or more than 256 streams are open",
	Sources:         "packets of RTP are of sources that were not followed: the first 64 of a conversation are",
	Headers:         "frames have more than 16 headers within each other: what follows them was not read",
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
