package file

// SecretsKind tells whose secrets a Decryption Secrets Block has
// (draft-ietf-opsawg-pcapng §4.7).
type SecretsKind uint32

// TLSKeyLog are lines as SSLKEYLOGFILE has them.
const TLSKeyLog SecretsKind = 0x544c534b

// Secrets are what a Decryption Secrets Block has.
type Secrets struct {
	Kind   SecretsKind
	Bytes  []byte
	Before uint32 // the frame of the run that follows them
}

// OnSecrets has take called with secrets as they are read, in the goroutine that calls
// Next. Their bytes are borrowed until it returns.
func (s *Source) OnSecrets(take func(Secrets)) {
	s.in.secrets = func(kind SecretsKind, b []byte) { take(Secrets{kind, b, s.frame + 1}) }
}

// MayBringSecrets reports whether secrets may come: in a single capture of pcap there are none.
func (s *Source) MayBringSecrets() bool {
	_, bare := s.format.(*pcap)
	return !bare || len(s.files) > 0
}

// Secrets writes a Decryption Secrets Block. It belongs before the packets that it is
// needed for.
func (x *Writer) Secrets(s Secrets) error {
	start := x.begin(blockSecrets)
	x.u32(uint32(s.Kind))
	x.u32(uint32(len(s.Bytes)))
	x.buf = append(x.buf, s.Bytes...)
	x.pad(len(s.Bytes))
	x.end(start)
	return x.full()
}
