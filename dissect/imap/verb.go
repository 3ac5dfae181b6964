package imap

import (
	"netsniff/dissect/text"
)

// Verb is the word that tells what a command does.
type Verb uint8

// Verbs of RFC 9051 §6, RFC 3501 §6 and the extensions that servers announce.
// Unknown is any other.
const (
	Unknown Verb = iota
	CAPABILITY
	NOOP
	LOGOUT
	STARTTLS
	AUTHENTICATE
	LOGIN
	ENABLE
	SELECT
	EXAMINE
	CREATE
	DELETE
	RENAME
	SUBSCRIBE
	UNSUBSCRIBE
	LIST
	LSUB
	NAMESPACE
	STATUS
	APPEND
	IDLE
	CHECK
	CLOSE
	UNSELECT
	EXPUNGE
	SEARCH
	FETCH
	STORE
	COPY
	MOVE
	UID
	ID
	SORT
	THREAD
	ESEARCH
	REPLACE
	COMPRESS
	NOTIFY
	GETQUOTA
	GETQUOTAROOT
	SETQUOTA
	GETACL
	SETACL
	DELETEACL
	LISTRIGHTS
	MYRIGHTS
	GETMETADATA
	SETMETADATA
	UNAUTHENTICATE
	XLIST
)

var verbNames = [...]string{
	"unknown", "CAPABILITY", "NOOP", "LOGOUT", "STARTTLS", "AUTHENTICATE", "LOGIN", "ENABLE", "SELECT", "EXAMINE",
	"CREATE", "DELETE",
	"RENAME", "SUBSCRIBE", "UNSUBSCRIBE", "LIST", "LSUB", "NAMESPACE", "STATUS", "APPEND", "IDLE", "CHECK", "CLOSE",
	"UNSELECT", "EXPUNGE",
	"SEARCH", "FETCH", "STORE", "COPY", "MOVE", "UID", "ID", "SORT", "THREAD", "ESEARCH", "REPLACE", "COMPRESS",
	"NOTIFY", "GETQUOTA",
	"GETQUOTAROOT", "SETQUOTA", "GETACL", "SETACL", "DELETEACL", "LISTRIGHTS", "MYRIGHTS", "GETMETADATA", "SETMETADATA",
	"UNAUTHENTICATE", "XLIST",
}

// String returns the verb as RFC 9051 writes it, or "unknown".
func (v Verb) String() string { return verbNames[v] }

// verbOf looks up a verb without regard to case.
func verbOf(word []byte) Verb {
	for v := CAPABILITY; int(v) < len(verbNames); v++ {
		if text.EqualFold(word, verbNames[v]) {
			return v
		}
	}
	return Unknown
}

// folder returns which argument of the command is a mailbox, from 1; 0: none.
func (v Verb) folder() int {
	switch v {
	case SELECT, EXAMINE, CREATE, DELETE, RENAME, SUBSCRIBE, UNSUBSCRIBE, STATUS, APPEND:
		return 1
	case COPY, MOVE:
		return 2
	}
	return 0
}
