package stats

import (
	"netsniff/dissect/ftp"
	"netsniff/reassembly"
)

// ftpState says what became of a transfer.
type ftpState uint8

const (
	ftpComplete   ftpState = iota // both ends say so
	ftpIncomplete                 // it was ended before its end
	ftpRefused                    // the server did not want to
	ftpUnopened                   // there was no data connection
	ftpGap                        // complete, but bytes of it were not captured
	ftpOpen                       // the capture ends within it
)

var ftpStates = [...]string{"complete", "incomplete", "refused", "no connection", "gap", "open"}

// String returns the state as a word.
func (s ftpState) String() string { return ftpStates[s] }

// state judges a transfer by its replies and its data connection.
func (t *ftpTransfer) state() ftpState {
	c := t.carried
	switch {
	case t.ftpAsked == nil && !c.Closed:
		return ftpOpen
	case t.ftpAsked == nil:
		return carriedState(c)
	case t.unopened():
		return ftpUnopened
	case t.code >= 400 && t.opening == 0 && c == nil:
		return ftpRefused
	case t.code >= 400 || t.short():
		return ftpIncomplete
	case c == nil && t.code == 0:
		return ftpOpen
	case c == nil:
		return ftpComplete
	case !c.Closed && t.code == 0:
		return ftpOpen
	case !c.Closed:
		return ftpIncomplete
	}
	return carriedState(c)
}

func carriedState(c *ftpCarried) ftpState {
	if c.Missing > 0 {
		return ftpGap
	}
	return ftpComplete
}

// unopened reports whether the data connection was refused or did not come about.
func (t *ftpTransfer) unopened() bool {
	if t.carried != nil || t.setup == nil {
		return false
	}
	if t.silent != nil && (t.silent.opened == reassembly.Refused || t.silent.opened == reassembly.Unanswered) {
		return t.code == 0 || t.code >= 400
	}
	return t.code == 425 || t.silent == nil && t.code/100 == 4 && t.opening != 0
}

// short reports whether fewer bytes came than were announced, although the end of them
// was seen. A data connection that compresses or has records of its own says nothing.
func (t *ftpTransfer) short() bool {
	c := t.carried
	if c == nil || t.ftpAsked == nil || t.announced < 0 || t.transfer.Mode != 0 && t.transfer.Mode != 'S' {
		return false
	}
	over := c.Closed || t.code != 0 || c.conn.Totals != nil && c.conn.Totals.TCP != nil &&
		c.conn.Totals.TCP.Closed == reassembly.Reset
	return over && c.side.Bytes < t.announced
}

// way returns where the bytes go.
func (t *ftpTransfer) way() ftp.Way {
	if t.ftpAsked != nil {
		return t.verb.Way()
	}
	return t.carried.Way
}

// byServer reports whether the server opens the data connection; known says that it was
// told.
func (t *ftpTransfer) byServer() (server, known bool) {
	switch {
	case t.ftpAsked != nil && t.setup != nil:
		return t.setup.Method.ByServer(), true
	case t.carried != nil:
		return t.carried.ByServer, true
	}
	return false, false
}
