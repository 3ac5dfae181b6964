package dissect

import "netsniff/reassembly"

// A Dialogue reads what the two ends of one connection say to each other, in
// sequence order and each byte once, and tells the exchanges that it finds and
// their content (Session.Tell, Session.Content). Unlike a StreamDissector it owes
// nothing to segments or rows: its units are those of the RFC.
type Dialogue interface {
	// Data takes the next bytes of a direction, those of one segment m or a
	// part of them; of UDP always one whole datagram. They are borrowed until
	// return. It returns how many it took: all of them, unless it handed the
	// connection on (Session.Upgrade, Redetect, Restart) and the rest is for the next.
	Data(d Dir, b []byte, m reassembly.Mark) int
	// Gap tells that the next n bytes of d were sent but not captured. A
	// request and a reply from both sides of it must not be paired without proof.
	Gap(d Dir, n int64, m reassembly.Mark)
	// End is the last call: what is open now stays unanswered. m is the last
	// segment of the connection.
	End(m reassembly.Mark)
}

// Listener hears what the dialogues of a worker's connections tell.
type Listener interface {
	// Exchange takes an exchange that has ended. Borrowed until return, and so
	// is its Detail.
	Exchange(x *Exchange)
	// Piece takes content as it passes by, if content was asked for.
	Piece(p *Piece)
	// Closed takes a connection that has ended or that the capture ended in,
	// after its last exchange. m is its last frame.
	Closed(c *Conn, m reassembly.Mark)
}

// Piece is a part of what exchanges carry: of a mail, or of the body of an
// HTTP message. Pieces of one content come one after the other within a
// direction, from First to Last; those of the two directions may alternate.
type Piece struct {
	Conn    *Conn
	Dir     Dir
	Mark    reassembly.Mark // of the segment that brought it
	Bytes   []byte          // borrowed until return
	Missing int64           // that many bytes are missing here; Bytes is nil
	First   bool            // a new content begins; nothing of it need be in Bytes
	Last    bool            // the content ends here
	Whole   bool            // at Last: it came to its end, as its protocol marks it
	// About says what the content is, a type of its protocol's package
	// (*mail.Envelope, *http.Object). Set at First; may be completed until Last.
	About any
}

// A Waiter is a Dialogue that may be able to read a connection later on that it declined
// (Session.Decline). It goes on to hear what is said, or another one does from the
// beginning; when it opens a stream, what follows are no turns any more.
type Waiter interface {
	// Waits reports whether something may come that opens the connection.
	Waits() bool
}

// A Holder is a Dialogue that keeps things until something else comes: the
// beginnings of messages, requests that wait for their replies.
type Holder interface {
	// Held returns how many bytes that is, about. It is asked after each Data
	// and Gap.
	Held() int64
	// LetGo has it forget them. What follows must not be taken for their rest,
	// nor for the reply to another.
	LetGo()
}
