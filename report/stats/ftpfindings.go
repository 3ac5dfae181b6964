package stats

import (
	"strconv"
	"strings"

	"netsniff/dissect"
	"netsniff/dissect/ftp"
	"netsniff/reassembly"
	"netsniff/report/collect"
)

// aboutFile reports whether a reply refuses something with a file or a directory, and
// not a command as such (RFC 959 §4.2).
func aboutFile(x *dissect.Exchange) bool {
	d, ok := x.Detail.(*ftp.Exchange)
	return ok && d.Verb > ftp.Unknown && (d.Code >= 450 && d.Code <= 452 || d.Code >= 550 && d.Code <= 553)
}

// tell remarks data connections that did not come about, and transfers that were cut.
func (b *ftpBook) tell(a *collect.Ask, c *findings) {
	for _, t := range b.transfers(a) {
		if t.ftpAsked == nil {
			continue
		}
		e := event{key: of(ftpDataMissing, t.control),
			what: strings.TrimSpace(t.verb.String() + " " + shortName(t.transfer.Argument)), words: t.words,
			at: t.request}
		switch {
		case t.state() == ftpUnopened:
			if t.silent != nil && t.silent.opened == reassembly.Refused {
				e.key.kind = ftpDataRefused
			}
			if t.setup.Method.ByServer() {
				e.key.client, e.key.server = e.key.server, e.key.client
			}
			e.key.port = t.setup.Ends[0].Port
			e.what += " (" + t.setup.Method.String() + ")"
		case t.short():
			e.key.kind, e.at = ftpShort, t.carried.side.Last
			e.what += ": " + strconv.FormatInt(t.carried.side.Bytes, 10) + " of " + strconv.FormatInt(t.announced,
				10) + " bytes"
			e.weight = uint64(t.announced - t.carried.side.Bytes)
		default:
			continue
		}
		e.key.cause = patternOf(e.words)
		c.add(e)
	}
}
