package main

import (
	"errors"
	"fmt"
	"slices"

	"netsniff/report/follow"
	"netsniff/report/plot"
	"netsniff/report/table"
)

// known is a TCP connection of the capture.
type known struct {
	stream int64
	weight int64 // the most of what is drawn: bytes of whole frames both ways, or exchanges
}

// connections lists those that the capture holds.
func (x *plotCmd) connections() (list []known, err error) {
	if name, once := onlyOnce(x.files); once {
		return nil, errors.New(name + " can be read only once: name the stream, such as 0")
	}
	h, err := x.read([]string{"connections"}, nil, nil)
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

// talkers lists those with exchanges.
func (x *plotCmd) talkers() (list []known, err error) {
	if name, once := onlyOnce(x.files); once {
		return nil, errors.New(name + " can be read only once: name the stream, such as 0")
	}
	chosen := x.filter
	defer func() { x.filter = chosen }()
	if x.filter = "tcp"; chosen != "" {
		x.filter = "tcp and (" + chosen + ")"
	}
	h, err := x.read([]string{"exchanges"}, nil, nil)
	if h == nil {
		return nil, err
	}
	at := map[int64]int{}
	for _, t := range h.set.Tables(h.about) {
		c := t.Cursor()
		for stream := c.Column("stream"); c.Next(); {
			n := c.Int(stream)
			if _, is := at[n]; !is {
				at[n] = len(list)
				list = append(list, known{stream: n})
			}
			list[at[n]].weight++
		}
	}
	return list, err
}

// most returns the connection of which there is most to draw: bytes, or exchanges if those are
// drawn; nothing if there is none, of which the picture will say why. It says which one that is, if there are
// others.
func (x *plotCmd) most(kind *plot.Kind) ([]follow.Target, error) {
	of, find := table.Say("bytes", "字节"), x.connections
	if slices.Contains(kind.Tables, "exchanges") {
		of, find = table.Say("exchanges", "交互"), x.talkers
	}
	list, err := find()
	if err != nil || len(list) == 0 {
		return nil, err
	}
	most := list[0]
	for _, k := range list {
		if k.weight > most.weight {
			most = k
		}
	}
	if len(list) > 1 {
		x.tellMost(most.stream, of, len(list))
	}
	return []follow.Target{{Number: uint32(most.stream)}}, nil
}

// tellMost says which of several connections is drawn.
func (x *plotCmd) tellMost(stream int64, what table.Phrase, of int) {
	x.say(table.Say("stream %[1]d has the most %[2]s of %[3]d; name others to see them",
		"%[3]d 个流中，流 %[1]d 的%[2]s最多；指定其他流即可查看"), stream, what.In(x.lang), of)
}

// say says something on standard error.
func (x *plotCmd) say(text table.Phrase, values ...any) {
	fmt.Fprintf(x.errs, "netsniff: "+text.In(x.lang)+"\n", values...)
}

// nothingOf says why nothing is drawn of the streams that were asked for.
func (x *plotCmd) nothingOf(targets []follow.Target, absent *plot.Absent) error {
	if x.filter != "" {
		x.say(table.Say("no frame of the stream matches the filter, or nothing that is drawn",
			"流中没有匹配过滤器的帧，或没有可画的内容"))
		return errNoMatch
	}
	list, err := x.connections()
	if err != nil {
		return err
	}
	for _, t := range targets {
		if t.Paired || slices.ContainsFunc(list, func(k known) bool { return k.stream == int64(t.Number) }) {
			x.say(table.Say("%s", "%s"), absent.In(x.lang))
			return errNoMatch
		}
	}
	return noStream(follow.Options{Target: targets[0]}, follow.Counts{TCP: uint32(len(list))})
}
