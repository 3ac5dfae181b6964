package main

import (
	"encoding/json"
	"fmt"
	"strconv"

	"netsniff/dissect/filter"
	"netsniff/report/follow"
	"netsniff/report/table"
)

// streamColumns are those of the list of streams.
var streamColumns = []table.Column{
	{Name: "stream", Label: table.Say("Stream", "流"), Type: table.Number, Importance: table.Key},
	{Name: "transport", Label: table.Say("Over", "传输层"), Type: table.Name, Importance: table.Key},
	{Name: "protocol", Label: table.Say("Protocol", "协议")},
	{Name: "client", Label: table.Say("Client", "客户端"), Type: table.Address, Importance: table.Key},
	{Name: "server", Label: table.Say("Server", "服务器"), Type: table.Address, Importance: table.Key},
	{Name: "frames", Label: table.Say("Frames", "帧"), Type: table.Count, Importance: table.Minor},
	{Name: "bytes_to_server", Label: table.Say("To server", "到服务器"), Type: table.Bytes, Importance: table.Minor},
	{Name: "bytes_to_client", Label: table.Say("To client", "到客户端"), Type: table.Bytes, Importance: table.Minor},
	{Name: "duration", Label: table.Say("Duration", "时长"), Type: table.Duration, Importance: table.Minor},
}

// listStreams prints a line for each stream.
func (w *following) listStreams(chosen *filter.Filter) error {
	found, err := w.streams(chosen)
	if err != nil {
		return err
	}
	if w.mode == "json" {
		return quietPipe(w.jsonStreams(found))
	}
	if len(found) == 0 {
		fmt.Fprintln(w.errs, "no streams")
		return nil
	}
	return quietPipe(w.printTable(w.options, table.Table{Columns: streamColumns, Rows: streamRows(found)}))
}

// streamRows are the rows of the list, made when they are printed.
type streamRows []follow.Stream

// Len implements table.Rows.
func (l streamRows) Len() int { return len(l) }

// Row implements table.Rows.
func (l streamRows) Row(i int, dst []table.Value) []table.Value {
	s := &l[i]
	return append(dst, table.Int(s.Number), table.String(s.Transport.String()), table.String(s.Protocol),
		table.String(s.Client.String()), table.String(s.Server.String()), table.Int(s.Frames), table.Int(s.Bytes[0]),
		table.Int(s.Bytes[1]), table.Nanoseconds(s.Last-s.First))
}

// streamRecord is a stream in JSON.
type streamRecord struct {
	Stream    uint32 `json:"stream"`
	Transport string `json:"transport"`
	Protocol  string `json:"protocol"`
	Client    string `json:"client"`
	Server    string `json:"server"`
	Frames    uint32 `json:"frames"`
	ToServer  uint64 `json:"bytes_to_server"`
	ToClient  uint64 `json:"bytes_to_client"`
	Start     string `json:"start"`
	Seconds   string `json:"seconds"`
}

// jsonStreams writes one object a line.
func (w *following) jsonStreams(found []follow.Stream) error {
	e := json.NewEncoder(w.out)
	for _, s := range found {
		err := e.Encode(streamRecord{
			s.Number, s.Transport.String(), s.Protocol, s.Client.String(), s.Server.String(), s.Frames,
			s.Bytes[0], s.Bytes[1],
			s.First.Time().Format("2006-01-02T15:04:05.000000000Z"),
			strconv.FormatFloat(float64(s.Last-s.First)/1e9, 'f', 9, 64),
		})
		if err != nil {
			return err
		}
	}
	return nil
}
