package http

import (
	"strconv"

	"netsniff/dissect"
	"netsniff/dissect/http/status"
)

// hasCode reports whether the status line has a code at all, be it 0.
func (r *Response) hasCode() bool { return r.Phrase != nil || r.Code != 0 }

func getCodeName(r *Response, v *dissect.Values) {
	if !r.hasCode() {
		return
	}
	if s := status.Name(uint64(r.Code)); s != "" {
		v.Text(s)
		return
	}
	v.Text("Unknown (" + strconv.Itoa(int(r.Code)) + ")")
}
