package ftp

import "netsniff/dissect/text"

// Verb is the word that a command begins with.
type Verb uint8

// Verbs of RFC 959 §4.1, RFC 2228, RFC 2389, RFC 2428, RFC 3659 and of what is in
// use beside them. Unknown is any other, None that there was no command.
const (
	None Verb = iota
	Unknown
	USER
	PASS
	ACCT
	CWD
	CDUP
	SMNT
	QUIT
	REIN
	PORT
	PASV
	TYPE
	STRU
	MODE
	RETR
	STOR
	STOU
	APPE
	ALLO
	REST
	RNFR
	RNTO
	ABOR
	DELE
	RMD
	MKD
	PWD
	LIST
	NLST
	SITE
	SYST
	STAT
	HELP
	NOOP
	AUTH
	ADAT
	PBSZ
	PROT
	CCC
	MIC
	CONF
	ENC
	FEAT
	OPTS
	LANG
	EPRT
	EPSV
	MDTM
	SIZE
	MLST
	MLSD
	XPWD
	XCWD
	XCUP
	XMKD
	XRMD
	CLNT
	HOST
	MFMT
)

var verbNames = [...]string{
	"none", "unknown", "USER", "PASS", "ACCT", "CWD", "CDUP", "SMNT", "QUIT", "REIN", "PORT", "PASV", "TYPE", "STRU", "MODE",
	"RETR", "STOR", "STOU", "APPE", "ALLO", "REST", "RNFR", "RNTO", "ABOR", "DELE", "RMD", "MKD", "PWD", "LIST",
	"NLST", "SITE",
	"SYST", "STAT", "HELP", "NOOP", "AUTH", "ADAT", "PBSZ", "PROT", "CCC", "MIC", "CONF", "ENC", "FEAT", "OPTS",
	"LANG", "EPRT",
	"EPSV", "MDTM", "SIZE", "MLST", "MLSD", "XPWD", "XCWD", "XCUP", "XMKD", "XRMD", "CLNT", "HOST", "MFMT",
}

// String returns the verb as RFC 959 writes it, "unknown" or "none".
func (v Verb) String() string {
	if int(v) < len(verbNames) {
		return verbNames[v]
	}
	return verbNames[Unknown]
}

// verbOf looks up a verb without regard to case.
func verbOf(word []byte) Verb {
	for v := USER; int(v) < len(verbNames); v++ {
		if text.EqualFold(word, verbNames[v]) {
			return v
		}
	}
	return Unknown
}

// Transfers reports whether the command has a data connection carry something.
func (v Verb) Transfers() bool { return v.Way() != Nowhere }

// Way is where a transfer goes.
type Way uint8

// Ways of a transfer. Nowhere: it is none, or not known.
const (
	Nowhere Way = iota
	Download
	Upload
)

var wayNames = [...]string{"", "download", "upload"}

// String returns "download", "upload" or "".
func (w Way) String() string { return wayNames[w] }

// Way returns where the data of a command goes.
func (v Verb) Way() Way {
	switch v {
	case RETR, LIST, NLST, MLSD:
		return Download
	case STOR, STOU, APPE:
		return Upload
	}
	return Nowhere
}

// secret reports whether the argument of a command is not to be told.
func (v Verb) secret() bool {
	switch v {
	case PASS, ACCT, ADAT, MIC, CONF, ENC, Unknown:
		return true
	}
	return false
}
