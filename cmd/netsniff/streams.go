package main

import (
	"encoding/json"
	"fmt"
	"strconv"

	"netsniff/dissect/filter"
	"netsniff/report/follow"
	"netsniff/report/table"
)

// streamColumns head the list of streams.
var streamColumns = []table.Head{
	{Title: "Stream", Right: true}, {Title: "Transport"}, {Title: "Protocol"}, {Title: "Client"}, {Title: "Server"},
	{Title: "Frames", Right: true}, {Title: "To server", Right: true}, {Title: "To client", Right: true}, {Title: "Seconds", Right: true},
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
	rows := make([][]string, 0, len(found))
	for _, s := range found {
		rows = append(rows, []string{
			strconv.Itoa(int(s.Number)), s.Transport.String(), s.Protocol, s.Client.String(), s.Server.String(),
			strconv.Itoa(int(s.Frames)), strconv.FormatUint(s.Bytes[0], 10), strconv.FormatUint(s.Bytes[1], 10),
			strconv.FormatFloat(float64(s.Last-s.First)/1e9, 'f', 6, 64),
		})
	}
	return quietPipe(table.Align(w.out, streamColumns, rows))
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
