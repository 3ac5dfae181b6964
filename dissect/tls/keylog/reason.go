package keylog

import (
	"slices"
	"sync"
)

// Reason says why a connection is not decrypted.
type Reason uint8

// Reasons.
const (
	Known     Reason = iota // it is
	NoSecret                // nobody handed over its secret
	OtherKey                // nor the private key of its server, but another one
	Ephemeral               // a private key was handed over, which does not open what Diffie-Hellman agreed on
	NoHello                 // its beginning was not captured, by which secrets are found
	NoCipher                // its cipher suite cannot be opened here
	Failed                  // records fail their check
	reasons
)

var reasonTexts = [reasons]string{
	"decrypted", "no key of it was handed over", "the private key that was handed over is not its server's",
	"its keys were agreed on by Diffie-Hellman, which no private key opens; a key log does (--keylog)",
	"its beginning, by which keys are found, was not captured",
	"netsniff cannot decrypt its cipher suite", "what it encrypts fails its check",
}

// String returns the reason as half a sentence about a connection.
func (r Reason) String() string { return reasonTexts[r] }

// Missed collects the connections that are not decrypted, for all who read them.
type Missed struct {
	mu      sync.Mutex
	conns   map[uint32]Reason
	more    int
	ciphers []string // that cannot be opened here, the first maxCiphers
}

// maxCiphers bounds the cipher suites that are named.
const maxCiphers = 8

// Cipher notes a cipher suite that cannot be opened here.
func (m *Missed) Cipher(name string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.ciphers) < maxCiphers && !slices.Contains(m.ciphers, name) {
		m.ciphers = append(m.ciphers, name)
	}
}

// Ciphers returns the cipher suites that cannot be opened here, in order.
func (m *Missed) Ciphers() []string {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Sorted(slices.Values(m.ciphers))
}

// maxMissed bounds the connections that are told apart.
const maxMissed = 1 << 16

// Note takes it that the connection with a number is not decrypted, or Known, that it
// is after all.
func (m *Missed) Note(conn uint32, why Reason) {
	m.mu.Lock()
	defer m.mu.Unlock()
	switch {
	case why == Known:
		delete(m.conns, conn)
	case len(m.conns) >= maxMissed:
		m.more++
	default:
		if m.conns == nil {
			m.conns = map[uint32]Reason{}
		}
		m.conns[conn] = why
	}
}

func (m *Missed) restart() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.conns, m.more, m.ciphers = nil, 0, nil
}

// Of returns how many there are for a reason, and the lowest number among them.
func (m *Missed) Of(why Reason) (n int, first uint32) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for conn, r := range m.conns {
		if r != why {
			continue
		}
		if n++; n == 1 || conn < first {
			first = conn
		}
	}
	return n, first
}

// Reasons returns the reasons that there may be.
func Reasons() []Reason { return []Reason{NoSecret, OtherKey, Ephemeral, NoHello, NoCipher, Failed} }
