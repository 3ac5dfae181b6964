// Package stats counts what the frames of a capture say and writes the results
// as tables: text, JSON or CSV, with the same names and numbers in all three.
//
// A Definition is a name that can be asked for. It makes a Collector for each
// worker, which sees the worker's frames; at the end the collectors are merged
// and give Tables. The result is the same for any number of workers.
//
// To add a table: write a collector in a file of its own, with its columns in
// a variable, and add a line to Definitions.
package stats

import (
	"fmt"
	"slices"
	"strings"

	"netsniff/capture"
	"netsniff/dissect"
)

// Collector counts frames for one worker. One that is a dissect.Listener hears
// exchanges and connections as well.
type Collector interface {
	// Frame counts a frame, which is borrowed until return.
	Frame(f *dissect.Frame)
	// Merge adds what a collector of the same Ask counted. It may keep parts of
	// other, which is not used afterwards.
	Merge(other Collector)
	// Tables returns what was counted so far; more frames may follow. Tables
	// that have nothing to say are left out, unless they are asked for by name
	// (Ask.Named): then a note says what there was instead.
	Tables(r *Run) []Table
}

// Definition is a table, or several of one kind, that can be asked for.
type Definition struct {
	Name    string
	Title   Phrase
	Parts   []string // of NAME.PART, which asks for one of several tables
	Columns []Column // of all of them, to sort by
	Usual   bool     // shown if no table is named
	Content bool     // its collector wants what exchanges carry
	Totals  bool     // and what connections add up to
	// Searches: its collector is a Searcher.
	Searches bool
	New      func(a *Ask) Collector
}

// Definitions returns all there are, in the order in which they are shown.
func Definitions() []Definition {
	return []Definition{
		{Name: "overview", Title: Phrase{"What the capture is, in a few lines", "捕获概览"}, Columns: overviewColumns, Usual: true, New: newOverview},
		{Name: "protocols", Title: Phrase{"Protocol hierarchy", "协议分层"}, Columns: protocolColumns, Usual: true, New: newProtocols},
		{Name: "conversations", Title: Phrase{"Who talked to whom", "会话"}, Columns: conversationColumns(TCP), Parts: kindNames[:], Usual: true, New: newConversations},
		{Name: "endpoints", Title: Phrase{"Who sent and received how much", "端点"}, Columns: endpointColumns(TCP), Parts: kindNames[:], New: newEndpoints},
		{Name: "io", Title: Phrase{"Frames and bytes over time", "流量随时间的变化"}, Columns: trafficColumns, Usual: true, New: newTraffic},
		{Name: "rtt", Title: Phrase{"Round trips, a line for each leg of a connection", "往返时间（每个连接的两段）"}, Columns: rttColumns, Totals: true, New: newRTT},
		{Name: "connections", Title: Phrase{"TCP connections, a line each", "TCP 连接（逐条）"}, Columns: connectionColumns, Totals: true, New: newConnections},
		{Name: "dns", Title: Phrase{"DNS: servers, names, types, codes, lookups, resolutions", "DNS：服务器、名称、类型、响应码、查询与解析过程"}, Parts: dnsParts, Columns: slices.Concat(countColumns, codeColumns[:1], lookupColumns, resolutionColumns), New: newLookups},
		{Name: "http", Title: Phrase{"HTTP: methods, statuses, times, caching, cookies, proxies", "HTTP：方法、状态码、时间、缓存、Cookie、代理"}, Parts: webParts, Columns: slices.Concat(webMethodColumns, webStatusColumns[:2], webSummaryColumns, cachingColumns, cookieColumns, proxyColumns), New: newWeb},
		{Name: "http-hosts", Title: Phrase{"HTTP by host", "HTTP（按主机）"}, Columns: hostColumns, New: newHosts},
		{Name: "http-uris", Title: Phrase{"HTTP by URI, without queries", "HTTP（按 URI）"}, Columns: uriColumns, New: newURIs},
		{Name: "http-connections", Title: Phrase{"HTTP against the models: connections, times of objects", "HTTP 连接模型与对象耗时"}, Parts: pageParts, Columns: slices.Concat(pairColumns, objectColumns), Totals: true, New: newPages},
		{Name: "mail", Title: Phrase{"Mail sessions: who, what, how long", "邮件会话"}, Columns: mailColumns, New: newSessions},
		{Name: "mail-commands", Title: Phrase{"Commands of SMTP, POP3 and IMAP and their response times", "邮件命令与响应时间"}, Columns: mailCommandColumns, New: newCommands},
		{Name: "logins", Title: Phrase{"Who logged in where, and how", "登录记录"}, Columns: loginColumns, New: newLogins},
		{Name: "findings", Title: Phrase{"What an expert would remark", "专家提示"}, Columns: findingColumns, Totals: true, New: newFindings},
		{Name: "exchanges", Title: Phrase{"Requests and replies, a line each", "请求与应答（逐条）"}, Columns: exchangeColumns, New: newExchanges},
	}
}

// Match reports whether a frame counts. It belongs to one worker.
type Match func(f *dissect.Frame) bool

// Filter says which frames count.
type Filter struct {
	Text string // as the user wrote it
	New  func() Match
}

// Ask is a definition that was asked for, and how.
type Ask struct {
	Definition
	Part     string  // one of Parts, or "" for all
	Named    bool    // by the user: it is shown even if there is nothing to show
	Filter   *Filter // beside that of the Plan; nil: none
	Interval capture.Stamp
	Beside   []*Filter // io: what has columns of its own
	Reveal   bool      // logins: secrets are shown
}

// Usual returns what is shown if no table is named.
func Usual() (asks []Ask) {
	for _, d := range Definitions() {
		if d.Usual {
			asks = append(asks, Ask{Definition: d})
		}
	}
	return asks
}

// Find returns the ask for a table by its name: NAME or NAME.PART.
func Find(name string) (Ask, error) {
	whole, part, parted := strings.Cut(name, ".")
	for _, d := range Definitions() {
		if d.Name == whole && (!parted || slices.Contains(d.Parts, part)) {
			return Ask{Definition: d, Part: part, Named: true}, nil
		}
	}
	return Ask{}, fmt.Errorf("there is no table %q; %s", name, nearest(name))
}

// Names lists all names that Find takes.
func Names() (names []string) {
	for _, d := range Definitions() {
		names = append(names, d.Name)
		for _, p := range d.Parts {
			names = append(names, d.Name+"."+p)
		}
	}
	return names
}

// nearest says which table may have been meant.
func nearest(name string) string {
	best, cost := "", len(name)/2+1
	for _, x := range Names() {
		c := dissect.Distance(strings.ToLower(name), x)
		if len(name) >= 3 && strings.HasPrefix(x, strings.ToLower(name[:3])) {
			c = min(c, len(name)/2)
		}
		if c < cost {
			best, cost = x, c
		}
	}
	if best != "" {
		return "did you mean " + best + "?"
	}
	var tables []string
	for _, d := range Definitions() {
		tables = append(tables, d.Name)
	}
	return "there are " + strings.Join(tables, ", ")
}

// Run is what is known of a run beside its frames.
type Run struct {
	Files      []string
	Interface  string // of a live capture
	Lang       Lang   // of what tables say in words
	Evicted    uint64 // connections forgotten to save memory
	Unfinished uint64 // messages given up
	Faults     uint64 // frames whose dissection failed
	Dropped    uint64 // by the kernel or the interface of a live capture
	Vitals            // of all frames, whether they count or not
}
