package records

import (
	"netsniff/capture"
	"netsniff/report/stats"
)

// Finding is what an expert would remark: what happened between two hosts, of one kind and with
// one cause, and how often.
type Finding struct {
	Place
	Start         int64    `parquet:"start,timestamp(nanosecond)" ecs:"@timestamp" about:"when it happened first; of what is about no frame, when the capture began"`
	Frame         *uint32  `parquet:"frame,optional" about:"frame in which it happened first; null: it is about none"`
	Severity      string   `parquet:"severity,dict" ecs:"log.level" about:"warning, notice, remark"`
	Name          string   `parquet:"finding,dict" ecs:"rule.id" about:"its name, as netsniff findings --only takes it"`
	Title         string   `parquet:"title,dict" ecs:"rule.name" about:"what it is"`
	Client        string   `parquet:"client,dict" ecs:"source.ip" about:"address of the client, or of who it is about; empty if of nobody"`
	ClientAddress []byte   `parquet:"client_address,optional" about:"the same in network order, 4 or 16 bytes"`
	Server        string   `parquet:"server,dict" ecs:"destination.ip" about:"address of the server; empty if it is about one host"`
	ServerAddress []byte   `parquet:"server_address,optional" about:"the same in network order, 4 or 16 bytes"`
	ServerPort    *uint32  `parquet:"server_port,optional" ecs:"destination.port" about:"its port; null: it is about none"`
	Count         uint64   `parquet:"count" about:"how often it happened"`
	Reply         string   `parquet:"reply" about:"words of the server, when it happened first"`
	Cause         string   `parquet:"cause,dict" about:"what its replies have in common"`
	What          []string `parquet:"what,list" ecs:"message" about:"the worst times that it happened, at most 5: what it was about"`
	Frames        []uint32 `parquet:"frames,list" about:"their frames, 0 of one that is about none"`
	Weights       []uint64 `parquet:"weights,list" about:"how bad they were, within a kind of finding"`
	Told          bool     `parquet:"told" about:"false: the count of those of this name beyond what is told"`
}

func (x *Finding) kind() Kind { return Findings }

func (x *Finding) began() (int64, uint32) { return x.Start, either(x.Frame) }

// findingOf makes the record of a finding; begun is when the capture began.
func findingOf(f *stats.Finding, begun capture.Stamp) *Finding {
	r := &Finding{
		Place: Place{Begun: int64(begun)}, Start: int64(f.First.At), Frame: frameOf(f.First), Severity: f.Severity.String(),
		Name: f.Name, Title: f.Title, Client: string(f.Client.Append(nil)), ClientAddress: bytesOf(f.Client),
		Server: string(f.Server.Append(nil)), ServerAddress: bytesOf(f.Server), Count: f.Count, Reply: f.Words,
		Cause: f.Cause, Told: !f.Untold,
	}
	if f.First.Frame == 0 {
		r.Start = int64(begun)
	}
	if port := uint32(f.Port); port != 0 {
		r.ServerPort = &port
	}
	for _, e := range f.Examples {
		r.What, r.Frames, r.Weights = append(r.What, e.What), append(r.Frames, e.Frame), append(r.Weights, e.Weight)
	}
	return r
}
