package main

import (
	"errors"
	"fmt"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/report/collect"
	"netsniff/report/follow"
	"netsniff/report/table"
)

// within returns a filter for the frames of these streams that match f; if no stream is named,
// for those of all.
func within(targets []follow.Target, f *collect.Filter) *collect.Filter {
	if len(targets) == 0 {
		return f
	}
	x := collect.Filter{Reads: collect.Headers}
	if f != nil {
		x = *f
	}
	x.New = func() collect.Match {
		match := f.Match()
		return func(f *dissect.Frame) bool {
			if f.Conn == nil || f.Conn.Transport != capture.ProtoTCP {
				return false
			}
			for i := range targets {
				if targets[i].Is(f.Conn) {
					return match == nil || match(f)
				}
			}
			return false
		}
	}
	return &x
}

// known is a TCP connection of the capture.
type known struct {
	stream int64
	bytes  int64 // of whole frames, both ways
}

// connections lists those that the capture holds.
func (x *plotCmd) connections() (list []known, err error) {
	if name, once := onlyOnce(x.files); once {
		return nil, errors.New(name + " can be read only once: name the stream, such as 0")
	}
	h, err := x.read([]string{"connections"}, nil)
	if h == nil {
		return nil, err
	}
	for _, t := range h.set.Tables(h.about) {
		list = append(list, connectionsOf(&t)...)
	}
	return list, err
}

// connectionsOf reads the table of connections.
func connectionsOf(t *table.Table) (list []known) {
	c := t.Cursor()
	stream, client, server := c.Column("stream"), c.Column("client_bytes"), c.Column("server_bytes")
	for c.Next() {
		list = append(list, known{c.Int(stream), c.Int(client) + c.Int(server)})
	}
	return list
}

// busiest returns the connection with the most bytes; nothing if there is none, of which the
// picture will say why. It says which one that is, if there are others.
func (x *plotCmd) busiest() ([]follow.Target, error) {
	list, err := x.connections()
	if err != nil || len(list) == 0 {
		return nil, err
	}
	most := list[0]
	for _, k := range list {
		if k.bytes > most.bytes {
			most = k
		}
	}
	if len(list) > 1 {
		fmt.Fprintf(x.errs, "netsniff: stream %d has the most bytes of %d; name others to see them\n", most.stream, len(list))
	}
	return []follow.Target{{Number: uint32(most.stream)}}, nil
}

// noStream says what there is instead of the streams that were asked for.
func (x *plotCmd) noStream(targets []follow.Target) error {
	if x.filter != "" {
		fmt.Fprintln(x.errs, "netsniff: no frame of the stream matches the filter")
		return errNoMatch
	}
	list, err := x.connections()
	if err != nil {
		return err
	}
	return noStream(follow.Options{Target: targets[0]}, follow.Counts{TCP: uint32(len(list))})
}
