package imap

import (
	"netsniff/dissect"
	"netsniff/dissect/mail"
	"netsniff/dissect/text"
)

// Exchange is the Detail of an exchange: a command with its literals and the
// tagged response to it, untagged data in between included. IDLE makes two:
// IDLE itself, answered by a continuation, and DONE. What it refers to is
// borrowed until return.
type Exchange struct {
	mail.Step
	Verb     Verb
	UID      bool   // about unique identifiers: UID FETCH
	Tag      string // of the command; "" of what none stands for
	Argument []byte // what follows the verb, bounded; empty if it may hold a secret
	Status   Status
	Code     []byte // response code: "AUTHENTICATIONFAILED", "APPENDUID 38505 3955"
	Text     []byte // of the tagged response, behind the condition; bounded
	Untagged int    // untagged responses that came with it
	// Data are the first of them, without asterisk and literals; only if
	// somebody wants what exchanges carry.
	Data [][]byte
	// Continued are the texts of the continuation requests that came before the
	// tagged response, the first ones; only if somebody wants contents.
	Continued [][]byte
}

// AppendReply implements dissect.Replier.
func (x *Exchange) AppendReply(dst []byte) []byte { return append(dst, x.Text...) }

// Methods of exchanges that no command begins.
const (
	MethodGreeting = "greeting"
	MethodUntagged = "*" // data that the server sends unasked; Subject says what
	MethodDone     = "DONE"
)

// method returns the Method of a command.
func method(v Verb, uid bool) string {
	if uid && int(v) < len(uidNames) {
		return uidNames[v]
	}
	return v.String()
}

var uidNames = func() (names [len(verbNames)]string) {
	for v := range names {
		names[v] = "UID " + verbNames[v]
	}
	return names
}()

// outcomeOf says what a condition with its response code means.
func outcomeOf(s Status, code []byte) dissect.Outcome {
	switch s {
	case NO:
		word, _ := token(code)
		for _, fault := range [...]string{"UNAVAILABLE", "SERVERBUG", "INUSE"} {
			if text.EqualFold(word, fault) {
				return dissect.Failed
			}
		}
		return dissect.Refused
	case BAD:
		return dissect.Refused
	case BYE:
		return dissect.Failed
	}
	return dissect.Succeeded
}

// phase says what a command is for.
func (v Verb) phase() mail.Phase {
	switch v {
	case CAPABILITY, ID, ENABLE, NAMESPACE:
		return mail.Hello
	case STARTTLS:
		return mail.StartTLS
	case AUTHENTICATE, LOGIN, UNAUTHENTICATE:
		return mail.Auth
	case APPEND, REPLACE:
		return mail.Transfer
	case SELECT, EXAMINE, LIST, LSUB, XLIST, STATUS, SEARCH, ESEARCH, SORT, THREAD, FETCH, CHECK, UNSELECT, GETQUOTA,
		GETQUOTAROOT, GETACL, LISTRIGHTS, MYRIGHTS, GETMETADATA:
		return mail.Browse
	case CREATE, DELETE, RENAME, SUBSCRIBE, UNSUBSCRIBE, CLOSE, EXPUNGE, STORE, COPY, MOVE, SETQUOTA, SETACL, DELETEACL,
		SETMETADATA:
		return mail.Change
	case LOGOUT:
		return mail.Close
	}
	return mail.Other
}
