package dissect

// Severity tells how much a finding about a layer matters; the numbers are
// Wireshark's.
type Severity uint32

// Severities.
const (
	Chat    Severity = 0x200000 // the usual course of things
	Notable Severity = 0x400000 // out of the ordinary, as an error that a program reports to its peer
	Warning Severity = 0x600000 // trouble
	Fault   Severity = 0x800000 // malformed
)

// String returns Wireshark's word.
func (s Severity) String() string {
	switch s {
	case Chat:
		return "Chat"
	case Notable:
		return "Note"
	case Warning:
		return "Warning"
	case Fault:
		return "Error"
	}
	return ""
}

// Group tells what a finding is about; the numbers are Wireshark's.
type Group uint32

// Groups.
const (
	AboutSequence   Group = 0x2000000
	AboutUndecoded  Group = 0x5000000
	AboutMalformed  Group = 0x7000000
	AboutProtocol   Group = 0x9000000
	AboutDecryption Group = 0xc000000
	AboutAssumption Group = 0xd000000
)

// String returns Wireshark's word.
func (g Group) String() string {
	switch g {
	case AboutSequence:
		return "Sequence"
	case AboutUndecoded:
		return "Undecoded"
	case AboutMalformed:
		return "Malformed"
	case AboutProtocol:
		return "Protocol"
	case AboutDecryption:
		return "Decryption"
	case AboutAssumption:
		return "Assumption"
	}
	return ""
}

// Finding is something to be said about a layer, as in Wireshark's Expert
// Information.
type Finding struct {
	Severity Severity
	Group    Group
	Protocol *Protocol // that says it
	Text     []byte    // owned by Findings until the next frame

	matched bool // the tree of the layer says it as well
}

// Findings collects what is to be said about a frame. Its storage is used
// again for the next.
type Findings struct {
	list  []Finding
	arena []byte

	outlines map[*Protocol][]outlined
	values   Values
}

// Say adds a finding.
func (x *Findings) Say(s Severity, g Group, text string) { x.Add(s, g, append(x.Begin(), text...)) }

// Begin starts the text of a finding; append to what it returns and give that
// to Add.
func (x *Findings) Begin() []byte { return x.arena }

// Add adds a finding. text is what was appended to the result of Begin.
func (x *Findings) Add(s Severity, g Group, text []byte) {
	from := len(x.arena)
	x.arena = text
	x.list = append(x.list, Finding{Severity: s, Group: g, Text: text[from:len(text):len(text)]})
}

// Findings returns what the protocols of the frame have to say about it, outer
// layers first, with what stands in their trees only. Borrowed until the next call or frame.
func (f *Frame) Findings() []Finding {
	x := f.findings
	x.list, x.arena = x.list[:0], x.arena[:0]
	l := &f.header
	for _, h := range f.All() {
		if p := f.owners[h.Proto]; p != nil {
			*l = Layer{Protocol: p, Header: h}
			x.of(f, l)
		}
	}
	for i := range f.messages {
		if l := &f.messages[i]; l.Protocol != nil {
			x.of(f, l)
		}
	}
	return x.list
}

// of adds what the protocol of a layer has to say about it.
func (x *Findings) of(f *Frame, l *Layer) {
	from := len(x.list)
	if l.Protocol.Findings != nil {
		l.Protocol.Findings(f, l, x)
	}
	x.addOutlined(f, l, from)
	x.sign(l.Protocol)
}

// sign notes who has said what nobody signed yet.
func (x *Findings) sign(p *Protocol) {
	for i := len(x.list) - 1; i >= 0 && x.list[i].Protocol == nil; i-- {
		x.list[i].Protocol = p
	}
}
