package http

import (
	"strconv"

	"netsniff/dissect"
)

// callCode is how a call of gRPC ended
// (https://grpc.github.io/grpc/core/md_doc_statuscodes.html).
type callCode struct {
	name    string
	outcome dissect.Outcome
}

var callCodes = [...]callCode{
	{"OK", dissect.Succeeded}, {"CANCELLED", dissect.Refused}, {"UNKNOWN", dissect.Failed},
	{"INVALID_ARGUMENT", dissect.Refused},
	{"DEADLINE_EXCEEDED", dissect.Failed}, {"NOT_FOUND", dissect.Refused}, {"ALREADY_EXISTS", dissect.Refused},
	{"PERMISSION_DENIED", dissect.Refused}, {"RESOURCE_EXHAUSTED", dissect.Failed}, {"FAILED_PRECONDITION", dissect.Refused},
	{"ABORTED", dissect.Refused}, {"OUT_OF_RANGE", dissect.Refused}, {"UNIMPLEMENTED", dissect.Failed},
	{"INTERNAL", dissect.Failed},
	{"UNAVAILABLE", dissect.Failed}, {"DATA_LOSS", dissect.Failed}, {"UNAUTHENTICATED", dissect.Refused},
}

// called gives the exchange of a call of gRPC, which HTTP takes for a success whatever
// comes of it, its own outcome.
func called(x *dissect.Exchange, m *dissect.Multiplexed) {
	if m.Code == "" || m.Code == "0" || x.Outcome != dissect.Succeeded {
		return
	}
	x.Status, x.Outcome = "gRPC "+shortCode(m.Code), dissect.Failed
	if n, err := strconv.ParseUint(m.Code, 10, 16); err == nil && n < uint64(len(callCodes)) {
		x.Status, x.Outcome = callCodes[n].name, callCodes[n].outcome
	}
}

// shortCode bounds what stands for a code that is none.
func shortCode(s string) string { return s[:min(len(s), 8)] }
