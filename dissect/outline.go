package dissect

// Outline says how the fields of a protocol are arranged where they are shown
// as a tree: in details and JSON. What it does not mention is a line below the
// protocol's own, in the order of Protocol.Fields.
type Outline struct {
	// Summary appends what the line of the protocol says behind its title:
	// ", Src Port: 25, Dst Port: 40000". nil: nothing.
	Summary func(dst []byte, f *Frame, l *Layer) []byte
	// Branches put fields below other fields or below headings.
	Branches []Branch
	// Headings adds the headings that a message has of its own, such as one
	// for each record. nil: none.
	Headings func(f *Frame, l *Layer, h *Headings)
	// Hidden fields repeat others and have no line in details (ip.addr).
	Hidden []string
	// Apart are fields for filters and lists of fields that no document (JSON, PDML) has,
	// because another says the same there: older names, lines of text.
	Apart []string
	// Dumped protocols show their bytes in hexadecimal in details.
	Dumped bool
	// Whole fields are a line by themselves: details do not title them.
	Whole []string
	// Computed fields do not stand in the frame: details put them in brackets.
	Computed []string
	// Last are the fields that come after all others, in this order.
	Last []string
	// Units are what details write behind a number.
	Units []Unit
	// Sorted has the fields just below the protocol in the order of their bytes,
	// those that stand nowhere where their turn is.
	Sorted bool
	// After is the field behind whose values headings follow that have nothing
	// below them; "": behind all.
	After string
	// Before is the field before whose values late headings follow.
	Before string
	// Structure are the fields that stand in a tree as the headings whose keys are
	// their names, with their texts as values: they are not asked for there.
	Structure []string
	// Beside are the fields that stand behind the protocol, not below it: what
	// was put together from several frames.
	Beside []string
	// Wordings are lines with words of their own.
	Wordings []Wording
	// Experts are the fields that are findings.
	Experts []Expert
	// Conditions name fields that most layers do not have; all others are asked
	// for in every layer. Of two that name a field, the later counts.
	Conditions []Condition
	// Told name what says the same whenever its bytes are the same.
	Told []Told
}

// Told names a field, or the protocol itself, of which all that is shown, with all
// that stands below it, depends on its own bytes alone, and never on its
// connection, on what else is in the frame or on where it stands: flags, addresses.
// Those who print it keep their text, and nothing below it is asked for again.
type Told struct {
	Name string
	// Unless names the layers where that is not so. nil: none.
	Unless func(f *Frame, l *Layer) bool
}

// Condition is what must hold for a layer to have any of some fields: it saves
// asking for each of them. Names may end in ".*", as in a Branch.
type Condition struct {
	Holds  func(f *Frame, l *Layer) bool
	Fields []string
}

// Branch puts fields below another one or a heading. Names may end in ".*",
// which stands for all names that begin so.
type Branch struct {
	// Above is the name of a field, the key of a heading that
	// Outline.Headings adds, or the key of a heading that appears when there
	// is something below it.
	Above string
	// Title is what details call such a heading; empty: as Above.
	Title string
	Below []string
}

// Unit is the unit of a field: "bytes".
type Unit struct{ Field, Name string }

// Heading is a line of text with fields below it: those whose values stand in
// its range of bytes, and those that a Branch puts below its key.
type Heading struct {
	Key  string // "": none
	Text []byte // owned by Headings until Reset
	// Off and Len locate it like Value's; Len 0 has no range.
	Off, Len int32
	Depth    int // 0 below the protocol, 1 below the last heading of depth 0, …
	// Late headings with nothing below them follow before Outline.Before or behind
	// all, not behind Outline.After.
	Late bool
}

// Headings collects the headings of one message. The zero value is ready.
type Headings struct {
	List  []Heading
	arena []byte
}

// Reset empties h and keeps its storage.
func (h *Headings) Reset() { h.List, h.arena = h.List[:0], h.arena[:0] }

// Begin starts the text of a heading; append to what it returns and give that
// to Add.
func (h *Headings) Begin() []byte { return h.arena }

// Add appends a heading. text is what was appended to the result of Begin.
func (h *Headings) Add(depth int, key string, text []byte, off, n int) {
	from := len(h.arena)
	h.arena = text
	h.List = append(h.List, Heading{
		Key: key, Text: text[from:len(text):len(text)], Off: int32(off), Len: int32(n), Depth: depth,
	})
}
