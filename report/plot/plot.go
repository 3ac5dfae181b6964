// Package plot makes pictures (package picture) of what netsniff stats counts: a kind of
// picture in a file, made of the rows of tables.
//
// To add a kind: write its Draw in a file of its own, and add a line to Kinds.
package plot

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"netsniff/dissect/registry"
	"netsniff/report/picture"
	"netsniff/report/table"
)

// Kind is a kind of picture.
type Kind struct {
	Name   string
	Title  table.Phrase
	Tables []string // of netsniff stats: what it is made of
	Takes  Takes
	Draw   func(in *Input) (*picture.Picture, error)
}

// Uses reports whether the kind is made of the table called name: one of its own, or a part of
// one.
func (k *Kind) Uses(name string) bool {
	return slices.ContainsFunc(k.Tables, func(own string) bool {
		return name == own || strings.HasPrefix(name, own+".") || strings.HasPrefix(own, name+".")
	})
}

// Takes is what a kind is told beside the capture.
type Takes uint8

// What kinds take.
const (
	Nothing Takes = iota
	Streams       // numbers of TCP connections
	Filters       // display filters: of the frames that match each there is a curve
)

// Input is what a picture is made of.
type Input struct {
	Kind   *Kind
	Tables []table.Table
	Style  Style
	From   float64 // seconds since the first frame; what is before is left out
	To     float64 // 0: to the end
}

// Style is how a time-sequence graph is drawn.
type Style uint8

// Styles.
const (
	Tcptrace Style = iota // segments as lines, with acknowledgments and window
	Stevens               // a point for each segment, as in TCP/IP Illustrated
)

var styleNames = [...]string{"tcptrace", "stevens"}

func (s Style) String() string { return styleNames[s] }

// Styles lists the names of the styles.
func Styles() []string { return styleNames[:] }

// ParseStyle returns the style called s.
func ParseStyle(s string) (Style, error) {
	for i, name := range styleNames {
		if s == name {
			return Style(i), nil
		}
	}
	return 0, fmt.Errorf("one of %s", strings.Join(styleNames[:], ", "))
}

// Kinds returns all there are, in the order in which they are listed.
func Kinds() []Kind {
	return []Kind{
		{Name: "tcp-sequence", Title: table.Say("TCP time-sequence graph of connections", "TCP 时间-序号图"),
			Tables: []string{"tcp-segments"},
			Takes:  Streams, Draw: drawSequence},
		{Name: "tcp-stevens", Title: table.Say("The same, a point for each segment", "同上，每个报文段一个点"),
			Tables: []string{"tcp-segments"},
			Takes:  Streams, Draw: drawStevens},
		{Name: "io", Title: table.Say("Traffic over time by protocol, or of each FILTER",
			"流量随时间的变化（按协议，或按各 FILTER）"),
			Tables: []string{"io", "io-protocols"}, Takes: Filters, Draw: drawTraffic},
		{Name: "rtt", Title: table.Say("Round trips of connections over time", "各连接的往返时间随时间的变化"),
			Tables: []string{"tcp-segments"},
			Takes:  Streams, Draw: drawRTT},
		{Name: "throughput", Title: table.Say("Bytes sent and acknowledged over time", "发送与确认的速率随时间的变化"),
			Tables: []string{"tcp-segments"},
			Takes:  Streams, Draw: drawThroughput},
		{Name: "window", Title: table.Say("Bytes in flight under the receive window", "在途字节与接收窗口"),
			Tables: []string{"tcp-segments"},
			Takes:  Streams, Draw: drawWindow},
		{Name: "waterfall", Title: table.Say("HTTP: what the time of objects is made of", "HTTP：各对象的耗时构成与模型"),
			Tables: []string{"http-connections", "tls"}, Draw: drawWaterfall},
		{Name: "ladder", Title: table.Say("What the ends of connections say", "连接两端的对话"),
			Tables: []string{"exchanges"},
			Takes:  Streams, Draw: drawLadder},
		{Name: "mail", Title: table.Say("What mail sessions say, logins decoded", "邮件会话的对话（登录已解码）"),
			Tables: []string{"mails"}, Draw: drawSessions},
		{Name: "response-times", Title: table.Say("Response times, histogram, percentiles", "响应时间、直方图、百分位"),
			Tables: []string{"exchanges"}, Draw: drawResponses},
		{Name: "resolution", Title: table.Say("DNS: who asked whom to find an answer", "DNS：为得到应答依次问了谁"),
			Tables: []string{"dns.lookups"},
			Draw:   drawResolution},
		{Name: "tls", Title: table.Say("TLS: what handshakes take", "TLS：各次握手的耗时"), Tables: []string{"tls"},
			Draw: drawHandshakes},
		{Name: "ftp", Title: table.Say("FTP: transfers over time", "FTP：传输过程"), Tables: []string{"ftp"},
			Draw: drawTransfers},
		{Name: "calls", Title: table.Say("Calls, and jitter and loss of RTP", "呼叫，以及 RTP 的抖动与丢包"),
			Tables: []string{"calls", "rtp-intervals"}, Draw: drawCalls},
		{Name: "streaming", Title: table.Say("HLS, DASH: buffer, downloads, qualities", "HLS、DASH：缓冲、下载与画质"),
			Tables: []string{"streaming"}, Draw: drawStreaming},
		{Name: "swarm", Title: table.Say("BitTorrent: pieces, choking, rarity", "BitTorrent：片、阻塞与稀有程度"),
			Tables: []string{"swarm"},
			Draw:   drawSwarm},
	}
}

// Find returns the kind called name.
func Find(name string) (Kind, error) {
	best, cost := "", len(name)/2+1
	for _, k := range Kinds() {
		if k.Name == name {
			return k, nil
		}
		if c := registry.Distance(strings.ToLower(name), k.Name); c < cost {
			best, cost = k.Name, c
		}
	}
	if best != "" {
		return Kind{}, fmt.Errorf("there is no plot %q; did you mean %s?", name, best)
	}
	return Kind{}, fmt.Errorf("there is no plot %q; there are %s", name, strings.Join(Names(), ", "))
}

// Names lists the names of the kinds.
func Names() (names []string) {
	for _, k := range Kinds() {
		names = append(names, k.Name)
	}
	return names
}

// Absent says that a capture has nothing to draw, and what there is instead.
type Absent struct{ Notes []table.Phrase }

func (a *Absent) Error() string { return a.In(table.English) }

// told is how many notes are said in a line: what there is not, and what there is instead. The table
// says the others.
const told = 2

// In says it in a language, in a line.
func (a *Absent) In(l table.Lang) string {
	var said []string
	for _, n := range a.Notes[:min(len(a.Notes), told)] {
		said = append(said, n.In(l))
	}
	if l == table.Chinese {
		return strings.Join(said, "")
	}
	return strings.Join(said, " ")
}

// Picture draws what in holds: an *Absent if there is nothing to draw.
func (in *Input) Picture() (*picture.Picture, error) {
	p, err := in.Kind.Draw(in)
	if err != nil {
		return nil, err
	}
	p.Kind, p.Tables = in.Kind.Name, in.Kind.Tables
	for i := range in.Tables {
		if in.Tables[i].Len() > 0 {
			for _, n := range in.Tables[i].Notes {
				if !slices.Contains(p.Notes, n) {
					p.Notes = append(p.Notes, n)
				}
			}
		}
		if in.Tables[i].Filter != "" && i == 0 {
			f := table.Clean(in.Tables[i].Filter)
			p.About = append(p.About, table.Say("Frames that match "+f, "与 "+f+" 匹配的帧"))
		}
	}
	if p.Empty() {
		return nil, nothingBetween
	}
	p.Reduce()
	return p, nil
}

// table returns the table called name, or an error that says why it is empty. An empty table that
// has several parts is called by the name of all of them.
func (in *Input) table(name string) (*table.Table, error) {
	whole, _, _ := strings.Cut(name, ".")
	for i := range in.Tables {
		t := &in.Tables[i]
		if t.Len() == 0 && (t.Name == name || t.Name == whole) {
			notes := t.Notes
			if f := table.Clean(t.Filter); f != "" && len(notes) == 1 { // nothing says so yet
				notes = append([]table.Phrase{table.Say("Of frames that match "+f+":", "与 "+f+" 匹配的帧：")}, notes...)
			}
			return nil, &Absent{notes}
		}
		if t.Name == name {
			return t, nil
		}
	}
	return nil, errors.New("there is no table " + name)
}

// times returns the axis of time, from the earliest to the latest moment that matters unless
// others are asked for; an *Absent if nothing is between those.
func (in *Input) times(first, last float64) (picture.Axis, error) {
	a := picture.Axis{Kind: picture.Time, Unit: picture.Seconds,
		Label: table.Say("Time since the first frame", "自首帧起的时间"), Min: first, Max: last}
	if in.From > 0 {
		a.Min = in.From
	}
	if in.To > 0 {
		a.Max = in.To
	}
	if a.Min > last || a.Max < first {
		return a, nothingBetween
	}
	a.Settle()
	return a, nil
}

// nothingBetween is said if what there is lies outside the times that are asked for.
var nothingBetween = &Absent{[]table.Phrase{table.Say("There is nothing to draw between these times.",
	"这段时间内没有可画的内容。")}}
