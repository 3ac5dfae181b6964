package tap

import (
	"fmt"
	"strings"

	"netsniff/dissect"
	"netsniff/dissect/registry"
)

// credentials lists who logged in with a password in clear: in the frame of the
// password, and where the user was named.
type credentials struct {
	match   Match
	logins  []login
	users   map[sessionOf]user
	entries [][]byte
	lost    uint64
}

// login is how a protocol asks for a user and a password.
type login struct {
	title    string // what tshark calls it
	protocol registry.Source
	user     reader
	password reader
	userWord string // the command that names the user; "": the field is the user
	secret   string // the command that has the password; "": the field is the password
	told     string // what says the frame of the user; "": they come together
}

// user is who a connection named last, and where.
type user struct {
	name  string
	frame uint32
}

// sessionOf is a connection in which a protocol logs somebody in.
type sessionOf struct {
	conn  uint32
	login int
}

func newCredentials(c *Context, filter string) (Tap, error) {
	m, err := c.Filter(filter)
	x := &credentials{match: m, users: map[sessionOf]user{}}
	add := func(protocol string, l login, user, password string) {
		l.protocol, _ = c.Registry.Protocol(protocol)
		l.user, l.password = c.reader(user), c.reader(password)
		x.logins = append(x.logins, l)
	}
	add("ftp", login{title: "FTP", userWord: "USER", secret: "PASS", told: "Username in packet: %d"},
		"ftp.request.command", "ftp.request.arg")
	add("pop", login{title: "POP3", userWord: "USER", secret: "PASS", told: "Username in packet %d"},
		"pop.request.command", "pop.request.parameter")
	add("smtp", login{title: "SMTP", told: "Username in packet %d"}, "smtp.auth.username", "smtp.auth.password")
	add("imap", login{title: "IMAP"}, "imap.request.username", "imap.request.password")
	add("http", login{title: "HTTP basic auth"}, "http.authbasic", "http.authbasic")
	return x, err
}

// Lost implements Tap.
func (x *credentials) Lost() uint64 { return x.lost }

// Frame implements Tap.
func (x *credentials) Frame(f *dissect.Frame) {
	if f.Conn == nil || x.match != nil && !x.match(f) {
		return
	}
	for i := range x.logins {
		l := &x.logins[i]
		for m := l.protocol.Layers(f); m.Next(); {
			first, ok := l.user.of(f, m.Layer)
			second, also := l.password.of(f, m.Layer)
			of := sessionOf{f.Conn.ID, i}
			switch {
			case l.told == "":
				x.together(f, l, first, second, ok && also)
			case l.userWord == "" && ok, l.userWord != "" && strings.EqualFold(first, l.userWord) && also:
				if l.userWord != "" {
					first = second
				}
				x.named(of, user{first, f.Frame})
			case l.secret == "" && also, l.secret != "" && strings.EqualFold(first, l.secret):
				if u, ok := x.users[of]; ok {
					x.tell(f, l, u.name, fmt.Sprintf(l.told, u.frame))
				}
			}
		}
	}
}

// together tells a login whose user and password stand in one message.
func (x *credentials) together(f *dissect.Frame, l *login, name, password string, ok bool) {
	if name == password { // both in one field
		name, _, ok = strings.Cut(name, ":")
	}
	if ok {
		x.tell(f, l, name, "")
	}
}

// named notes who wants to log in.
func (x *credentials) named(of sessionOf, u user) {
	if _, known := x.users[of]; !known && len(x.users) >= maxEntries {
		x.lost++
		return
	}
	x.users[of] = u
}

// tell adds a line.
func (x *credentials) tell(f *dissect.Frame, l *login, name, where string) {
	if len(x.entries) >= maxEntries {
		x.lost++
		return
	}
	x.entries = append(x.entries, fmt.Appendf(nil, "%-10d %-16s %-16s %-16s\n", f.Frame, l.title, name, where))
}

// Append implements Tap.
func (x *credentials) Append(dst []byte) []byte {
	border := strings.Repeat("=", 67) + "\n"
	dst = fmt.Appendf(dst, "%s%-10s %-16s %-16s %-16s\n%-10s %-16s %-16s %s\n", border, "Packet", "Protocol",
		"Username", "Info",
		"------", "--------", "--------", "--------")
	for _, e := range x.entries {
		dst = append(dst, e...)
	}
	return append(dst, border...)
}
