// Package stats has the tables of numbers that a capture can be asked for: a
// collector for each, which counts what frames, exchanges and connections tell
// (package collect).
//
// To add a table: write a collector in a file of its own, with its columns in
// a variable, and add a line to Definitions.
package stats

import (
	"fmt"
	"slices"
	"strings"

	"netsniff/dissect"
	"netsniff/dissect/registry"
	"netsniff/report/collect"
	"netsniff/report/table"
)

// Definitions returns all there are, in the order in which they are shown.
func Definitions() []collect.Definition {
	return []collect.Definition{
		{Name: "overview", Title: table.Say("What the capture is, in a few lines", "捕获概览"),
			Columns: overviewColumns, Usual: true, Rows: true, New: newOverview},
		{Name: "protocols", Title: table.Say("Protocol hierarchy", "协议分层"), Columns: protocolColumns, Usual: true,
			Rows: true, New: newProtocols},
		{Name: "conversations", Title: table.Say("Who talked to whom", "会话"), Columns: conversationColumns(TCP),
			Parts: kindNames[:], Usual: true, Rows: true, New: newConversations},
		{Name: "endpoints", Title: table.Say("Who sent and received how much", "端点"), Columns: endpointColumns(TCP),
			Parts: kindNames[:], New: newEndpoints},
		{Name: "io", Title: table.Say("Frames and bytes over time", "流量随时间的变化"), Columns: trafficColumns,
			Usual: true, New: newTraffic},
		{Name: "io-protocols", Title: table.Say("Frames and bytes over time by protocol", "各协议流量随时间的变化"),
			Columns: protocolTrafficColumns, Rows: true, New: newProtocolTraffic},
		{Name: "rtt", Title: table.Say("Round trips, a line for each leg of a connection",
			"往返时间（每个连接的两段）"), Columns: rttColumns, Totals: true, New: newRTT},
		{Name: "connections", Title: table.Say("TCP connections, a line each", "TCP 连接（逐条）"),
			Columns: connectionColumns, Totals: true, New: newConnections},
		{Name: "tcp-segments", Title: table.Say("TCP segments, a line each", "TCP 报文段（逐条）"),
			Columns: segmentColumns, New: newSegments},
		{Name: "dns", Title: table.Say("DNS: servers, names, types, codes, lookups, resolutions",
			"DNS：服务器、名称、类型、响应码、查询与解析过程"), Parts: dnsParts,
			Columns: slices.Concat(countColumns, codeColumns[:1], lookupColumns, resolutionColumns), New: newLookups},
		{Name: "http", Title: table.Say("HTTP: methods, statuses, times, caching, cookies, proxies",
			"HTTP：方法、状态码、时间、缓存、Cookie、代理"), Parts: webParts,
			Columns: slices.Concat(webMethodColumns, webStatusColumns[:2], webSummaryColumns, cachingColumns,
				cookieColumns, proxyColumns), New: newWeb},
		{Name: "http-hosts", Title: table.Say("HTTP by host", "HTTP（按主机）"), Columns: hostColumns, New: newHosts},
		{Name: "http-uris", Title: table.Say("HTTP by URI, without queries", "HTTP（按 URI）"), Columns: uriColumns,
			New: newURIs},
		{Name: "http-connections",
			Title: table.Say("HTTP against the models: connections, times of objects", "HTTP 连接模型与对象耗时"),
			Parts: pageParts, Columns: slices.Concat(pairColumns, objectColumns), Totals: true, New: newPages},
		{Name: "http-waits", Title: table.Say("HTTP: requests at once, waits for windows and behind lost segments",
			"HTTP：并行请求、窗口等待与丢包阻塞"), Columns: httpWaitColumns, New: newHTTPWaits},
		{Name: "cache", Title: table.Say("What a shared cache would do for an access link", "共享缓存对接入链路的作用"),
			Parts: cacheParts, Columns: cacheColumns, Spoken: true, New: newCache},
		{Name: "streaming", Title: table.Say("Streams over HTTP (HLS, DASH): segments, buffer, stalls",
			"HTTP 流媒体（HLS、DASH）：分段、缓冲、卡顿"), Parts: streamingParts,
			Columns: slices.Concat(viewColumns, mediaSegmentColumns, bufferColumns), New: newStreams},
		{Name: "tls", Title: table.Say("TLS: handshakes with their certificates, versions, ciphers, names",
			"TLS：握手及证书、版本、密码套件、服务器名称"), Parts: tlsParts,
			Columns: slices.Concat(handshakeColumns, tlsSumColumns), Totals: true, Rows: true, New: newTLS},
		{Name: "mail", Title: table.Say("Mail sessions: who, what, how long", "邮件会话"), Columns: mailColumns,
			New: newSessions},
		{Name: "mail-commands", Title: table.Say("Commands of SMTP, POP3 and IMAP and their response times",
			"邮件命令与响应时间"), Columns: mailCommandColumns, New: newCommands},
		{Name: "mail-servers", Title: table.Say("Mail servers: sessions, refusals, response times, replies",
			"邮件服务器：会话、拒绝、响应时间、应答"), Parts: mailServerParts,
			Columns: slices.Concat(mailServerColumns, serverPhaseColumns, serverReplyColumns), New: newMailServers},
		{Name: "dhcp", Title: table.Say("Addresses by DHCP and DHCPv6: who got which, how fast",
			"DHCP 与 DHCPv6：地址分配与用时"), Columns: leaseColumns, New: newLeases},
		{Name: "ftp", Title: table.Say("FTP: transfers and sessions", "FTP：传输与会话"), Parts: ftpParts,
			Columns: slices.Concat(ftpTransferColumns, ftpSessionColumns), Totals: true, New: newFTP},
		{Name: "gnutella", Title: table.Say("Gnutella: queries, hits and their paths, pings, hosts",
			"Gnutella：查询、命中及其路径、Ping、主机"), Parts: gnutellaParts,
			Columns: slices.Concat(gnutellaQueryColumns, gnutellaHitColumns, gnutellaPingColumns, gnutellaHostColumns),
			New:     newGnutella},
		{Name: "calls", Title: table.Say("Calls of SIP: who, how long, how they ended", "SIP 呼叫：双方、时长、结果"),
			Columns: callColumns, New: newCalls},
		{Name: "rtp", Title: table.Say("Streams of RTP: loss, order, jitter, quality",
			"RTP 流：丢包、乱序、抖动、质量"), Columns: rtpColumns, New: newRTP},
		{Name: "rtp-intervals", Title: table.Say("Streams of RTP over time: loss, jitter",
			"RTP 流随时间的变化：丢包、抖动"), Columns: rtpCourseColumns, New: newRTPCourse},
		{Name: "replies", Title: table.Say("What servers answered, refusals first", "服务器的应答（拒绝在前）"),
			Columns: replyColumns, New: newReplies},
		{Name: "logins", Title: table.Say("Who logged in where, and how", "登录记录"), Columns: loginColumns,
			New: newLogins},
		{Name: "findings", Title: table.Say("What an expert would remark", "专家提示"), Columns: findingColumns,
			Totals: true, Rows: true, Spoken: true, Content: dissect.Blocks, New: newFindings},
		{Name: "exchanges", Title: table.Say("Requests and replies, a line each", "请求与应答（逐条）"),
			Columns: exchangeColumns, New: newExchanges},
	}
}

// Usual returns what is shown if no table is named.
func Usual() (asks []collect.Ask) {
	for _, d := range Definitions() {
		if d.Usual {
			asks = append(asks, collect.Ask{Definition: d})
		}
	}
	return asks
}

// Find returns the ask for a table by its name, NAME or NAME.PART, among the definitions and views that have
// tables as well.
func Find(name string, views ...collect.Ask) (collect.Ask, error) {
	whole, part, parted := strings.Cut(name, ".")
	for _, a := range asks(views) {
		if a.Name == whole && (!parted || slices.Contains(a.Parts, part)) {
			a.Part = part
			return a, nil
		}
	}
	return collect.Ask{}, fmt.Errorf("there is no table %q; %s", name, nearest(name, views))
}

// asks are those of all tables, and then the views.
func asks(views []collect.Ask) (list []collect.Ask) {
	for _, d := range Definitions() {
		list = append(list, collect.Ask{Definition: d, Named: true})
	}
	return append(list, views...)
}

// Names lists all names that Find takes.
func Names(views ...collect.Ask) (names []string) {
	for _, a := range asks(views) {
		names = append(names, a.Name)
		for _, p := range a.Parts {
			names = append(names, a.Name+"."+p)
		}
	}
	return names
}

// nearest says which table may have been meant.
func nearest(name string, views []collect.Ask) string {
	best, cost := "", len(name)/2+1
	for _, x := range Names(views...) {
		c := registry.Distance(strings.ToLower(name), x)
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
	for _, a := range asks(views) {
		tables = append(tables, a.Name)
	}
	return "there are " + strings.Join(tables, ", ")
}
