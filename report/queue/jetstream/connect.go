// Package jetstream is a queue.Queue on NATS JetStream (https://docs.nats.io/nats-concepts/jetstream):
// on a server or a cluster of them, or on a server within this process. Nothing of NATS leaves
// this package.
package jetstream

import (
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/url"
	"strings"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// Hub says where a server is and how one logs in there.
type Hub struct {
	URL         string // nats://HOST[:PORT], tls://…; several with commas between them
	Credentials string // file with a JWT and the seed of its key (.creds)
	NKey        string // file with the seed of a key
	CA          string // file with certificates of those who sign the hub's
	Certificate string // file with the certificate of this client, and
	Key         string // its key
	// ClearText allows what goes beyond this machine to go unencrypted.
	ClearText bool
	// Told is told when the hub goes away and comes back.
	Told func(what string)
}

// Options are how queues behave.
type Options struct {
	Lease    time.Duration // see queue.Queue
	Replicas int           // of each message on a cluster; 0: three, or one on a single server
}

// DefaultLease is how long a task is leased if nobody says.
const DefaultLease = time.Minute

// Connection is a connection to a hub, on which there may be several queues.
type Connection struct {
	name string
	nc   *nats.Conn
	js   jetstream.JetStream
	end  func() // of the embedded server; nil if there is none
}

const connects = 5 * time.Second

// Connect connects to a hub. That it cannot be reached now is an error; when it goes away
// later, it is waited for.
func Connect(h Hub) (*Connection, error) {
	options := []nats.Option{nats.Name("netsniff"), nats.Timeout(connects), nats.MaxReconnects(-1), nats.ReconnectWait(time.Second)}
	if h.Told != nil {
		options = append(options,
			nats.DisconnectErrHandler(func(_ *nats.Conn, err error) {
				if err != nil {
					h.Told(fmt.Sprintf("%s is away (%v); it is waited for", shown(h.URL), err))
				}
			}),
			nats.ReconnectHandler(func(*nats.Conn) { h.Told(shown(h.URL) + " is back") }))
	}
	if h.Credentials != "" {
		options = append(options, nats.UserCredentials(h.Credentials))
	}
	if h.NKey != "" {
		key, err := nats.NkeyOptionFromSeed(h.NKey)
		if err != nil {
			return nil, fmt.Errorf("%s: no seed of a key: %w", h.NKey, err)
		}
		options = append(options, key)
	}
	if h.CA != "" {
		options = append(options, nats.RootCAs(h.CA))
	}
	if h.Certificate != "" {
		options = append(options, nats.ClientCert(h.Certificate, h.Key))
	}
	if !h.ClearText && !local(h.URL) {
		options = append(options, nats.Secure())
	}
	nc, err := nats.Connect(h.URL, options...)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", shown(h.URL), explained(err))
	}
	return connected(shown(h.URL), nc, nil)
}

func connected(name string, nc *nats.Conn, end func()) (*Connection, error) {
	js, err := jetstream.New(nc, jetstream.WithPublishAsyncTimeout(publishes), jetstream.WithDefaultTimeout(answers))
	c := &Connection{name: name, nc: nc, js: js, end: end}
	if err != nil {
		return nil, errors.Join(err, c.Close())
	}
	return c, nil
}

// Bounds of waiting for the hub: for the answer to a request, and for a message to be safe
// while a cluster chooses another leader.
const (
	answers   = 5 * time.Second
	publishes = 30 * time.Second
)

// Close ends the connection, and the embedded server if it is one to that.
func (c *Connection) Close() error {
	_ = c.nc.FlushTimeout(answers) // what was said last has to arrive
	c.nc.Close()
	if c.end != nil {
		c.end()
	}
	return nil
}

// local reports whether all of the servers are on this machine.
func local(urls string) bool {
	for one := range strings.SplitSeq(urls, ",") {
		u, err := url.Parse(strings.TrimSpace(one))
		if err != nil {
			return false
		}
		ip := net.ParseIP(u.Hostname())
		if u.Hostname() != "localhost" && (ip == nil || !ip.IsLoopback()) {
			return false
		}
	}
	return true
}

// shown is a URL without its password.
func shown(urls string) string {
	var list []string
	for one := range strings.SplitSeq(urls, ",") {
		if u, err := url.Parse(strings.TrimSpace(one)); err == nil {
			one = u.Redacted()
		}
		list = append(list, one)
	}
	return strings.Join(list, ",")
}

// explained says what to do about an error of a connection.
func explained(err error) error {
	var authority x509.UnknownAuthorityError
	switch {
	case errors.Is(err, nats.ErrNoServers):
		return errors.New("no hub answers there: check the address, and that nats-server -js runs")
	case errors.Is(err, nats.ErrSecureConnWanted):
		return errors.New("the hub has no TLS, and what is sent could be read on the way: give it a certificate, or say --clear-text")
	case errors.Is(err, nats.ErrAuthorization):
		return errors.New("the hub does not let this client in: check --creds, --nkey or the password")
	case errors.As(err, &authority):
		return errors.New("the hub's certificate is of nobody known: name the file of its authority with --ca")
	}
	return err
}
