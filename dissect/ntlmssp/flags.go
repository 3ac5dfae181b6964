package ntlmssp

import "netsniff/dissect"

// flag is a bit of NEGOTIATE ([MS-NLMP] §2.2.2.5).
type flag uint32

// Flags that say how a message is read.
const (
	unicodeFlag  flag = 1 << 0  // names are UTF-16, not in the sender's code page
	extendedFlag flag = 1 << 19 // the answers of NTLM have a challenge of the client
	versionFlag  flag = 1 << 25
)

// flags names the bits, highest first, as Wireshark does.
var flags = [...]struct {
	bit         uint
	name, title string
}{
	{31, "negotiate56", "Negotiate 56"},
	{30, "negotiatekeyexch", "Negotiate Key Exchange"},
	{29, "negotiate128", "Negotiate 128"},
	{28, "negotiatent10000000", "Negotiate 0x10000000"},
	{27, "negotiatent08000000", "Negotiate 0x08000000"},
	{26, "negotiatent04000000", "Negotiate 0x04000000"},
	{25, "negotiateversion", "Negotiate Version"},
	{24, "negotiatent01000000", "Negotiate 0x01000000"},
	{23, "negotiatetargetinfo", "Negotiate Target Info"},
	{22, "requestnonntsession", "Request Non-NT Session"},
	{21, "negotiatent00200000", "Negotiate 0x00200000"},
	{20, "negotiateidentify", "Negotiate Identify"},
	{19, "negotiatentlm2", "Negotiate Extended Security"},
	{18, "targettypeshare", "Target Type Share"},
	{17, "targettypeserver", "Target Type Server"},
	{16, "targettypedomain", "Target Type Domain"},
	{15, "negotiatealwayssign", "Negotiate Always Sign"},
	{14, "negotiate00004000", "Negotiate 0x00004000"},
	{13, "negotiateoemworkstationsupplied", "Negotiate OEM Workstation Supplied"},
	{12, "negotiateoemdomainsupplied", "Negotiate OEM Domain Supplied"},
	{11, "negotiateanonymous", "Negotiate Anonymous"},
	{10, "negotiatentonly", "Negotiate NT Only"},
	{9, "negotiatentlm", "Negotiate NTLM key"},
	{8, "negotiate00000100", "Negotiate 0x00000100"},
	{7, "negotiatelmkey", "Negotiate Lan Manager Key"},
	{6, "negotiatedatagram", "Negotiate Datagram"},
	{5, "negotiateseal", "Negotiate Seal"},
	{4, "negotiatesign", "Negotiate Sign"},
	{3, "negotiate00000008", "Request 0x00000008"},
	{2, "requesttarget", "Request Target"},
	{1, "negotiateoem", "Negotiate OEM"},
	{0, "negotiateunicode", "Negotiate UNICODE"},
}

// flagNames are the names of the fields of the bits.
func flagNames() (names []string) {
	for i := range flags {
		names = append(names, "ntlmssp."+flags[i].name)
	}
	return names
}

// flagWords are the words by which a summary of the bits names them.
func flagWords() (words []dissect.Set) {
	for i := range flags {
		words = append(words, dissect.Set{Mask: 1 << flags[i].bit, Word: flags[i].title})
	}
	return words
}

// flagFields are the fields of the bits.
func flagFields() (fields []dissect.Field) {
	for i := range flags {
		x := &flags[i]
		fields = append(fields, dissect.Field{Name: "ntlmssp." + x.name, Title: x.title, Type: dissect.Bool, Little: true,
			Get: of(func(m *Message, v *dissect.Values) {
				if at, f, ok := m.flags(); ok {
					v.Bool(f>>x.bit&1 != 0).Masked(1<<x.bit).At(at, 4)
				}
			})})
	}
	return fields
}
