// Package keylog knows the secrets of TLS that were handed over with a capture: as
// lines of a key log (SSLKEYLOGFILE, draft-ietf-tls-keylogfile), from a file or from
// a capture's own Decryption Secrets Blocks, and as private RSA keys.
//
// Nothing here makes text of a secret: errors say a line's number, never what it has.
package keylog

import (
	"crypto/rsa"
	"maps"
	"slices"
	"sync"
	"sync/atomic"
)

// Label says what a secret is for.
type Label uint8

// Labels.
const (
	noLabel      Label = iota
	Master             // CLIENT_RANDOM: the master secret, before TLS 1.3
	Premaster          // PMS_CLIENT_RANDOM
	RSA                // the premaster secret, by the beginning of what it was encrypted to
	Session            // the master secret, by session id
	EarlyTraffic       // secrets of TLS 1.3, named as in RFC 8446 §7.1
	ClientHandshake
	ServerHandshake
	ClientTraffic
	ServerTraffic
)

// Log has the secrets. Many may read it while one adds to it. The zero value is
// empty.
type Log struct {
	mu      sync.RWMutex
	secrets map[name]secret
	added   []uint32 // frames before which some came, ascending
	keys    []*rsa.PrivateKey
	size    atomic.Int64
	first   atomic.Int64 // one more than the frame that knows the first secret; 0: there is none
	dropped atomic.Int64
	coming  atomic.Bool // a capture may bring some, before any frame

	// Refresh, unless nil, is called when a secret is not found, to look whether
	// there are new ones. It returns whether there are.
	Refresh func() bool

	// Missed are connections of TLS over TCP, MissedQUIC conversations of UDP.
	Missed, MissedQUIC Missed
}

// name is what a secret is found by: the client's random, a session id, or the
// beginning of an encrypted premaster secret.
type name struct {
	label Label
	of    [32]byte
}

type secret struct {
	from  uint32 // the first frame that may know it
	size  uint8
	bytes [maxSecret]byte
}

// Bounds of a log.
const (
	maxSecret  = 64
	maxSecrets = 1 << 20
)

// Empty reports whether there are neither secrets nor keys so far, and none are to come
// but those that a capture may bring for frames that nobody has read.
func (l *Log) Empty() bool { return l.size.Load() == 0 && l.Refresh == nil }

// Usable reports whether a frame may know a secret.
func (l *Log) Usable(frame uint32) bool {
	first := l.first.Load()
	return first > 0 && first-1 <= int64(frame) || l.Refresh != nil
}

// Expect says whether the capture that is read may bring secrets.
func (l *Log) Expect(coming bool) { l.coming.Store(coming) }

// Coming reports whether it may.
func (l *Log) Coming() bool { return l.coming.Load() }

// Worthwhile reports whether it is worth keeping in a frame what secrets are found by: it
// knows some, or frames behind it may.
func (l *Log) Worthwhile(frame uint32) bool { return l.coming.Load() || l.Usable(frame) }

// Size returns how many secrets and keys are known.
func (l *Log) Size() int64 { return l.size.Load() }

// Dropped returns how many secrets were left out because there were too many.
func (l *Log) Dropped() int64 { return l.dropped.Load() }

// Restart forgets what a capture brought, and which connections stayed closed: another
// one is read.
func (l *Log) Restart() {
	l.mu.Lock()
	defer l.mu.Unlock()
	maps.DeleteFunc(l.secrets, func(_ name, s secret) bool { return s.from > 0 })
	l.added = slices.DeleteFunc(l.added, func(from uint32) bool { return from > 0 })
	n := len(l.secrets) + len(l.keys)
	l.size.Store(int64(n))
	l.first.Store(int64(min(n, 1)))
	l.Missed.restart()
	l.MissedQUIC.restart()
}

// Private has the log use a server's private key for connections whose premaster
// secret is encrypted for it.
func (l *Log) Private(k *rsa.PrivateKey) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.keys = append(l.keys, k)
	l.size.Add(1)
	l.first.Store(1)
}

// PrivateKeys returns those keys.
func (l *Log) PrivateKeys() []*rsa.PrivateKey {
	if l.Empty() {
		return nil
	}
	l.mu.RLock()
	defer l.mu.RUnlock()
	return l.keys
}

// Find appends the secret with a label to dst, if it is known in a frame: of is what
// the label says it is found by.
func (l *Log) Find(dst []byte, label Label, of []byte, frame uint32) ([]byte, bool) {
	if len(of) > len(name{}.of) {
		return dst, false
	}
	n := name{label: label}
	copy(n.of[:], of)
	s, ok := l.get(n)
	if !ok && l.Refresh != nil && l.Refresh() {
		s, ok = l.get(n)
	}
	if !ok || s.from > frame {
		return dst, false
	}
	return append(dst, s.bytes[:s.size]...), true
}

func (l *Log) get(n name) (secret, bool) {
	l.mu.RLock()
	defer l.mu.RUnlock()
	s, ok := l.secrets[n]
	return s, ok
}

// Since reports whether secrets were added between two frames, so that it is worth
// asking again.
func (l *Log) Since(asked, frame uint32) bool {
	if l.Refresh != nil {
		return true
	}
	l.mu.RLock()
	defer l.mu.RUnlock()
	i, _ := slices.BinarySearch(l.added, asked+1)
	return i < len(l.added) && l.added[i] <= frame
}

// put adds a secret that frames know from a given one on. What was there stays.
func (l *Log) put(n name, s secret) {
	if old, ok := l.secrets[n]; ok && old.from <= s.from {
		return
	}
	if len(l.secrets) >= maxSecrets {
		l.dropped.Add(1)
		return
	}
	if l.secrets == nil {
		l.secrets = map[name]secret{}
	}
	l.secrets[n] = s
	l.size.Add(1)
	if first := l.first.Load(); first == 0 || int64(s.from) < first-1 {
		l.first.Store(int64(s.from) + 1)
	}
	if i, found := slices.BinarySearch(l.added, s.from); !found {
		l.added = slices.Insert(l.added, i, s.from)
	}
}
