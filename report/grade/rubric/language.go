package rubric

import "slices"

// form says what a value looks like.
type form uint8

const (
	formText      form = iota // a text, or one for each language
	formString                // one line
	formNumber                // points
	formBool                  // true or false
	formStrings               // a text or a list of them
	formRange                 // 3, 3.., ..5, 3..5
	formDuration              // 5s, 60 ms
	formTime                  // 2026-03-02T08:00:00+08:00
	formTolerance             // 2%, 0.1 ms, 2% or 0.1 ms
	formScalars               // a mapping of names to scalars or lists of scalars
	formObject                // a mapping with the keys of another table
	formObjects               // a list of those
	formRoles                 // a mapping of names to patterns or objects
	formParams                // a list of names, or a mapping of names to types
	formTexts                 // a mapping of verdicts to texts
	formKey                   // an expression
)

var forms = [...]string{
	"a text, or {en: …, zh: …}", "a text", "a number", "true or false", "a text or a list of texts",
	"a number or a range such as 2.. or 1..5",
	"a time such as 5s or 60 ms", "a time such as 2026-03-02T08:00:00+08:00",
	"a tolerance such as 2%, 0.1 ms or '2% or 0.1 ms'",
	"a mapping of names to values", "a mapping", "a list of mappings", "a mapping of roles to file patterns",
	"a list of names, or a mapping of names to types", "a mapping of verdicts to texts", "an expression",
}

func (f form) String() string { return forms[f] }

// key is one that a mapping may have.
type key struct {
	name     string
	form     form
	of       *object // of formObject and formObjects
	required bool
	words    []string // the values that it may have
	doc      string
}

// object is a mapping with known keys.
type object struct {
	name string
	keys []key
}

var testKeys = []key{
	{name: "in", form: formString, doc: "role of the capture to look at; needed if there are several inputs"},
	{name: "filter", form: formString, doc: "display filter: frames that it selects are counted"},
	{name: "count", form: formRange, doc: "how many frames the filter must select; 1.. if it is not given"},
	{name: "sequence", form: formObjects, of: &stepObject, doc: "frames that must come one after the other"},
	{name: "same", form: formString, words: sames[:], doc: "what the frames of a sequence share"},
	{name: "expr", form: formString,
		doc: "CEL expression over the model: true passes, a number from 0 to 1 is that share of the points"},
	{name: "evidence", form: formString, doc: "CEL expression: frames, or objects with frames, that show why"},
	{name: "check", form: formString, doc: "name of a standard check, such as http.conditional_get"},
	{name: "with", form: formScalars, doc: "arguments of the standard check or key"},
	{name: "answer", form: formString, doc: "name of a typed answer in the file of answers"},
	{name: "key", form: formString, doc: "CEL expression: the right answer, computed from the student's own capture"},
	{name: "standard", form: formString, doc: "name of a standard key, such as tcp.throughput, instead of key"},
	{name: "accept", form: formObjects, of: &acceptObject, doc: "other right answers"},
	{name: "tolerance", form: formTolerance, doc: "how far a number may be off"},
	{name: "unit", form: formString,
		doc: "unit of the key: s, ms, us, B, kB, KiB, bit/s, kbit/s, Mbit/s, B/s, kB/s, MB/s, %"},
	{name: "loose", form: formBool, doc: "texts are the same whatever their case, blanks and punctuation at their ends"},
	{name: "expects", form: formString,
		doc: "protocol that has to be there in clear text: if there is TLS instead, the item cannot be graded"},
	{name: "manual", form: formText, doc: "what a person should look at: the item needs a human"},
}

// nestedKeys are of items only: tests in them do not contain tests.
var nestedKeys = []key{
	{name: "parts", form: formObjects, of: &shareObject,
		doc: "tests with points of their own, which add up to those of the item"},
	{name: "any", form: formObjects, of: &plainObject, doc: "tests of which one must hold"},
	{name: "all", form: formObjects, of: &plainObject, doc: "tests that must all hold"},
}

var stepObject = object{"step", []key{
	{name: "filter", form: formString, required: true, doc: "display filter of the frame"},
	{name: "within", form: formDuration, doc: "longest time after the frame of the step before"},
}}

var acceptObject = object{"accept", []key{
	{name: "key", form: formString, doc: "CEL expression"},
	{name: "standard", form: formString, doc: "name of a standard key"},
	{name: "label", form: formText, doc: "what it counts: said when it was matched"},
	{name: "unit", form: formString, doc: "its unit, if another"},
}}

var itemObject = object{"item", slices.Concat([]key{
	{name: "id", form: formString, required: true, doc: "short name, unique in the rubric"},
	{name: "title", form: formText, doc: "what is asked for"},
	{name: "points", form: formNumber, required: true, doc: "points; less than 0 are taken away if the test holds"},
	{name: "bonus", form: formBool, doc: "its points come on top of the total"},
	{name: "gate", form: formBool, doc: "if it does not pass, no other item has points"},
	{name: "requires", form: formStrings, doc: "items that must have passed, else it has no points"},
	{name: "partial", form: formObjects, of: &shareObject,
		doc: "tried in order if the test fails: the first that holds gives its points"},
	{name: "feedback", form: formTexts, doc: "texts for pass, partial, fail, not_gradable, needs_human"},
}, testKeys, nestedKeys)}

var shareObject = object{"part", append([]key{
	{name: "title", form: formText, doc: "what is asked for"},
	{name: "points", form: formNumber, required: true, doc: "points"},
	{name: "feedback", form: formText, doc: "said where it decides"},
}, testKeys...)}

var plainObject = object{"test", append([]key{
	{name: "title", form: formText, doc: "what is asked for"},
	{name: "feedback", form: formText, doc: "said where it decides"},
}, testKeys...)}

var windowObject = object{"window", []key{
	{name: "from", form: formTime, doc: "when the lab began"},
	{name: "to", form: formTime, doc: "when it was over"},
}}

var inputObject = object{"input", []key{
	{name: "files", form: formStrings, required: true,
		doc: "patterns of names inside a submission, such as '*.pcapng' or 'smtp*'"},
	{name: "kind", form: formString, words: inputKinds[:],
		doc: "capture, or keylog: secrets that TLS of all captures is decrypted with"},
	{name: "optional", form: formBool, doc: "a submission may do without"},
}}

var rubricObject = object{"rubric", []key{
	{name: "rubric", form: formNumber, required: true, doc: "version of the language: 1"},
	{name: "title", form: formText, required: true, doc: "name of the lab"},
	{name: "course", form: formText, doc: "name of the course"},
	{name: "total", form: formNumber, doc: "points of all items without bonus; checked against their sum"},
	{name: "pass", form: formNumber, doc: "points from which on a submission passes; 60 % of the total if it is not given"},
	{name: "inputs", form: formRoles, doc: "captures that a submission has, by role; every capture if it is not given"},
	{name: "answers", form: formStrings, doc: "patterns of the file with typed answers: CSV, YAML or XLSX"},
	{name: "student", form: formParams, doc: "columns of the roster that items use as student.NAME and ${student.NAME}"},
	{name: "window", form: formObject, of: &windowObject, doc: "when the lab took place"},
	{name: "ignore", form: formStrings,
		doc: "paths of HTTP that never count against a student; /favicon.ico if it is not given"},
	{name: "items", form: formObjects, of: &itemObject, required: true, doc: "what points are given for"},
}}

// verdictKeys are those of feedback.
var verdictKeys = []string{"pass", "partial", "fail", "not_gradable", "needs_human"}
