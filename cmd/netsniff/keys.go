package main

import (
	"bytes"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"sync"

	"github.com/spf13/pflag"

	"netsniff/capture/file"
	"netsniff/dissect"
	"netsniff/dissect/detect"
	"netsniff/dissect/tls/keylog"
)

// keys are the secrets that TLS is decrypted with: of --keylog, --tls-key and the
// captures themselves. No message shows one.
type keys struct {
	logs    []string // files of --keylog
	private []string // and of --tls-key
	embed   bool
	strip   bool

	log  *keylog.Log  // nil before the flags have been read
	kept *keptSecrets // the same
}

// keptSecrets are blocks that -w writes, as they were read.
type keptSecrets struct {
	mu     sync.Mutex
	blocks []file.Secrets
}

// declareKeys declares where secrets of TLS come from.
func (o *options) declareKeys(f *pflag.FlagSet) {
	f.StringArrayVar(&o.keys.logs, "keylog", nil,
		"decrypt TLS with the secrets in `FILE`, as SSLKEYLOGFILE names it to browsers and curl; repeatable")
	f.StringArrayVar(&o.keys.private, "tls-key", nil,
		"decrypt TLS with RSA key exchange with the server's private key in `FILE` (PEM); repeatable")
}

// declareKeptKeys declares what -w does with the secrets of TLS.
func (o *options) declareKeptKeys(f *pflag.FlagSet) {
	f.BoolVar(&o.keys.embed, "embed-keys", false,
		"write the secrets of --keylog into the pcapng file of -w: who has it can decrypt it")
	f.BoolVar(&o.keys.strip, "strip-keys", false, "leave the secrets that captures bring out of the file of -w")
}

// maxKeyFile bounds a file of keys.
const maxKeyFile = 256 << 20

// loadKeys reads the files of --keylog and --tls-key.
func (o *options) loadKeys() error {
	k := &o.keys
	if k.kept != nil {
		return nil
	}
	k.log, k.kept = new(keylog.Log), new(keptSecrets)
	var wrong []error
	for _, name := range k.logs {
		wrong = append(wrong, o.loadKeyLog("--keylog", name))
	}
	for _, name := range k.private {
		key, err := privateKey(name)
		if err != nil {
			wrong = append(wrong, fmt.Errorf("--tls-key %s: %w", name, err))
			continue
		}
		k.log.Private(key)
	}
	return errors.Join(wrong...)
}

// loadKeyLog reads a key log that a flag names. That of a live capture may not exist
// yet, and is read again as it grows.
func (o *options) loadKeyLog(flag, name string) error {
	k := &o.keys
	if len(o.ifaces) > 0 {
		k.follow(name)
		return nil
	}
	text, err := readKeys(name)
	if err != nil {
		return fmt.Errorf("%s %s: %w", flag, name, err)
	}
	n := k.log.Add(text, 0)
	switch {
	case n.Secrets == 0 && n.Other > 0:
		return fmt.Errorf("%s %s: no line of it has a secret, as SSLKEYLOGFILE makes them: CLIENT_RANDOM and two words of hexadecimal digits",
			flag, name)
	case n.Other > 0:
		fmt.Fprintf(o.errs, "netsniff: %s %s: %d lines have no secret that is known here, the first is line %d\n", flag,
			name, n.Other, n.First)
	}
	if k.embed {
		k.kept.blocks = append(k.kept.blocks, file.Secrets{Kind: file.TLSKeyLog, Bytes: text})
	}
	return nil
}

// readKeys reads a file; errors do not name it.
func readKeys(name string) ([]byte, error) {
	f, err := os.Open(name)
	if err == nil {
		defer f.Close()
		var b []byte
		b, err = io.ReadAll(io.LimitReader(f, maxKeyFile+1))
		if err == nil && len(b) > maxKeyFile {
			return nil, errors.New("more than 256 MiB")
		}
		if err == nil {
			return b, nil
		}
	}
	var path *os.PathError
	if errors.As(err, &path) {
		err = path.Err
	}
	return nil, err
}

// privateKey reads the RSA key in a PEM file.
func privateKey(name string) (*rsa.PrivateKey, error) {
	b, err := readKeys(name)
	if err != nil {
		return nil, err
	}
	for {
		var p *pem.Block
		if p, b = pem.Decode(b); p == nil {
			return nil, errors.New("no RSA private key in it: PEM that begins with PRIVATE KEY or RSA PRIVATE KEY is needed")
		}
		if strings.Contains(p.Type, "ENCRYPTED") || p.Headers["DEK-Info"] != "" {
			return nil, errors.New("the key is encrypted; write it without its passphrase, with openssl rsa -in FILE -out OTHER")
		}
		if key, err := x509.ParsePKCS1PrivateKey(p.Bytes); err == nil {
			return key, nil
		}
		if key, err := x509.ParsePKCS8PrivateKey(p.Bytes); err == nil {
			if rsaKey, ok := key.(*rsa.PrivateKey); ok {
				return rsaKey, nil
			}
			return nil, errors.New("only RSA keys decrypt something, and only without Diffie-Hellman; a key log always does (--keylog)")
		}
	}
}

// follow has the log look for new lines of a file whenever a secret is not found.
func (k *keys) follow(name string) {
	var mu sync.Mutex
	var read int64
	before := k.log.Refresh
	k.log.Refresh = func() (more bool) {
		mu.Lock()
		defer mu.Unlock()
		if before != nil {
			more = before()
		}
		f, err := os.Open(name)
		if err != nil {
			return more
		}
		defer f.Close()
		if st, err := f.Stat(); err != nil || st.Size() == read {
			return more
		} else if st.Size() < read {
			read = 0 // it was begun again
		}
		text, err := io.ReadAll(io.NewSectionReader(f, read, maxKeyFile))
		if err != nil {
			return more
		}
		text = text[:bytes.LastIndexByte(text, '\n')+1]
		read += int64(len(text))
		return k.log.Add(text, 0).Secrets > 0 || more
	}
}

// learn has the secrets that a capture brings known before the frames behind them.
func (o *options) learn(f *file.Source) {
	k := &o.keys
	if k.log == nil {
		return
	}
	k.log.Restart()
	k.log.Expect(f.MayBringSecrets())
	k.kept.restart()
	f.OnSecrets(func(s file.Secrets) {
		if s.Kind == file.TLSKeyLog {
			k.log.Add(s.Bytes, s.Before)
		}
		if o.write != "" && !k.strip && !o.mask {
			k.kept.add(s)
		}
	})
}

// restart forgets what a capture brought.
func (k *keptSecrets) restart() {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.blocks = slices.DeleteFunc(k.blocks, func(s file.Secrets) bool { return s.Before > 0 })
}

func (k *keptSecrets) add(s file.Secrets) {
	s.Bytes = bytes.Clone(s.Bytes)
	k.mu.Lock()
	defer k.mu.Unlock()
	k.blocks = append(k.blocks, s)
}

// before returns the blocks from the nth on that belong before a frame.
func (k *keptSecrets) before(n int, frame uint32) []file.Secrets {
	k.mu.Lock()
	defer k.mu.Unlock()
	end := n
	for end < len(k.blocks) && k.blocks[end].Before <= frame {
		end++
	}
	return k.blocks[n:end]
}

// keepable refuses flags about the secrets in the file of -w that mean nothing.
func (o *options) keepable() error {
	switch k := &o.keys; {
	case (k.embed || k.strip) && (o.write == "" || o.target.Format != file.PcapNG):
		return errors.New("--embed-keys and --strip-keys say what the pcapng file of -w has")
	case k.embed && len(k.logs) == 0:
		return errors.New("--embed-keys writes the secrets of --keylog FILE: name one")
	case k.embed && o.mask:
		return errors.New("--embed-keys with --mask: who has the keys can read what is masked")
	}
	return nil
}

// detector returns that of all protocols, as preferences have it, with the secrets.
func (o *options) detector() *detect.Detector {
	d := o.preferences.detector()
	d.Given, d.Follows = o.given(), o.keys.log.Usable
	return d
}

// given returns what all that read connections share: the secrets that TLS is decrypted
// with, and what hides those of --mask in it.
func (o *options) given() dissect.Storage {
	if o.keys.log == nil {
		o.keys.log = new(keylog.Log)
	}
	s := dissect.Storage{}
	dissect.Give(s, o.keys.log)
	if o.mask {
		dissect.Give(s, o.veils().Veiling())
	}
	return s
}

// undecrypted says which connections stay closed although there are secrets.
func (o *options) undecrypted() {
	log := o.keys.log
	if log == nil {
		return
	}
	if o.mask && o.write != "" && !log.Empty() {
		fmt.Fprintf(o.errs, "netsniff: --mask: what TLS and QUIC encrypt stands in %s as it came, without its keys: who has them can read the secrets in it\n",
			o.write)
	}
	if n := log.Dropped(); n > 0 {
		fmt.Fprintf(o.errs, "netsniff: %d secrets of TLS were left out: more than a million are known\n", n)
	}
	o.missed(&log.Missed, "TLS", "TCP")
	o.missed(&log.MissedQUIC, "QUIC", "UDP")
}

// missed says the same of those of a protocol, over a transport.
func (o *options) missed(list *keylog.Missed, protocol, transport string) {
	for _, why := range keylog.Reasons() {
		reason := why.String()
		if names := list.Ciphers(); why == keylog.NoCipher && len(names) > 0 {
			reason += ": " + strings.Join(names, ", ")
		}
		switch n, first := list.Of(why); {
		case n == 1:
			fmt.Fprintf(o.errs, "netsniff: %s of %s stream %d is not decrypted: %s\n", protocol, transport, first, reason)
		case n > 1:
			fmt.Fprintf(o.errs, "netsniff: %s of %d %s streams (the first is %d) is not decrypted: %s\n", protocol, n,
				transport, first, reason)
		}
	}
}
