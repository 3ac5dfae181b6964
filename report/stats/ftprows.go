package stats

import (
	"strconv"
	"strings"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/ftp"
	"netsniff/report/table"
)

// ftpTypes name the types of RFC 959 §3.1.1 by the letters of TYPE.
var ftpTypes = map[byte]string{0: "text", 'A': "text", 'E': "EBCDIC", 'I': "image", 'L': "local"}

// row has the values of ftpTransferColumns.
func (t *ftpTransfer) row(origin capture.Stamp) []table.Value {
	at := t.at()
	client, server, port := t.ends()
	transfer, directory := t.about()
	row := []table.Value{table.Int(at.Frame), table.Nanoseconds(at.At - origin), addressed(client), addressed(server),
		table.Int(port)}
	stream, user := table.None(), table.None()
	if t.ftpAsked != nil {
		stream, user = table.Int(t.control.ID), known(t.user)
	}
	row = append(row, stream, t.dataStream(), user)
	method, kind := table.None(), table.None()
	if transfer.Verb != ftp.None {
		method, kind = table.String(transfer.Verb.String()), known(ftpTypes[transfer.Type])
	}
	setup, by := table.None(), table.None()
	if s := t.setUp(); s != nil {
		setup = table.String(s.Method.String())
	}
	if server, ok := t.byServer(); ok {
		by = table.String(peers[dissect.ToServer])
		if server {
			by = table.String(peers[dissect.ToClient])
		}
	}
	row = append(row, method, known(transfer.Argument), known(directory), table.Some(t.way().String()), kind, setup,
		by, table.Int(transfer.Offset))
	return append(t.appendPassage(row), table.String(t.state().String()), table.Some(t.replies()), t.said())
}

// appendPassage appends what passed and how fast, from the command to the last byte and
// from the first byte to that.
func (t *ftpTransfer) appendPassage(row []table.Value) []table.Value {
	bytes, announced := table.None(), table.None()
	if t.ftpAsked != nil && t.announced >= 0 {
		announced = table.Int(t.announced)
	}
	c := t.carried
	if c == nil {
		if t.silent != nil && t.state() == ftpComplete {
			bytes = table.Int(0)
		}
		return append(row, bytes, announced, table.None(), table.None(), table.None(), table.None())
	}
	flowed := c.side.Last.At - c.side.First.At
	took := flowed
	if t.ftpAsked != nil {
		took = c.side.Last.At - t.request.At
	}
	return append(row, table.Int(c.side.Bytes), announced, table.Nanoseconds(took), rateOf(c.side.Bytes, took),
		table.Nanoseconds(flowed), rateOf(c.side.Bytes, flowed))
}

// rateOf returns bits per second, none for what came in one moment.
func rateOf(bytes int64, time capture.Stamp) table.Value {
	if time <= 0 {
		return table.None()
	}
	return table.Float(8 * float64(bytes) / (float64(time) / 1e9))
}

// ends returns who transferred with whom.
func (t *ftpTransfer) ends() (client, server capture.Addr, port uint16) {
	if t.ftpAsked != nil {
		return t.control.Client.Addr, t.control.Server.Addr, t.control.Server.Port
	}
	k := t.carried.conn
	if t.carried.ByServer {
		return k.Server.Addr, k.Client.Addr, k.Client.Port
	}
	return k.Client.Addr, k.Server.Addr, k.Server.Port
}

// about returns what is transferred, and the directory that it is relative to.
func (t *ftpTransfer) about() (x ftp.Transfer, directory string) {
	switch {
	case t.ftpAsked != nil:
		return t.transfer, t.directory
	case t.carried.Setup != nil:
		return t.carried.Setup.Transfer, t.carried.Setup.Directory
	}
	return x, ""
}

// setUp returns how the data connection was set up, nil if that is not known.
func (t *ftpTransfer) setUp() *ftp.Setup {
	if t.ftpAsked != nil {
		return t.setup
	}
	return t.carried.Setup
}

func (t *ftpTransfer) dataStream() table.Value {
	switch {
	case t.carried != nil:
		return table.Int(t.carried.conn.ID)
	case t.silent != nil:
		return table.Int(t.silent.stream)
	}
	return table.None()
}

// replies returns the codes: "150, 226".
func (t *ftpTransfer) replies() string {
	var list []string
	if t.ftpAsked == nil {
		return ""
	}
	for _, code := range [...]uint16{t.opening, t.code} {
		if code != 0 {
			list = append(list, strconv.Itoa(int(code)))
		}
	}
	return strings.Join(list, ", ")
}

// said returns the words of the final reply without its code.
func (t *ftpTransfer) said() table.Value {
	if t.ftpAsked == nil {
		return table.None()
	}
	_, words, _ := strings.Cut(t.words, " ")
	return known(words)
}
