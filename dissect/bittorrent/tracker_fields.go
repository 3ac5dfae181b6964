package bittorrent

import "netsniff/dissect"

var trackerFields = []dissect.Field{
	trackerNumber("bt-tracker.protocol_id", "Protocol ID", isRequest(Connect), 0, 8, dissect.Hex8),
	{Name: "bt-tracker.connection_id", Title: "Connection ID", Type: dissect.Octets, Get: dissect.Of(getConnectionID)},
	{Name: "bt-tracker.action", Title: "Action", Type: dissect.Uint, Names: actionName,
		Get: dissect.Of(func(m *TrackerMessage, v *dissect.Values) {
			at := 8
			if m.Response {
				at = 0
			}
			v.Uint(uint64(m.Action)).At(at, 4)
		})},
	{Name: "bt-tracker.transaction_id", Title: "Transaction ID", Type: dissect.Uint, Base: dissect.Hex8,
		Get: dissect.Of(func(m *TrackerMessage, v *dissect.Values) {
			at := 12
			if m.Response {
				at = 4
			}
			v.Uint(uint64(m.Transaction)).At(at, 4)
		})},
	{Name: "bt-tracker.info_hash", Title: "Info Hash", Type: dissect.Octets, Get: dissect.Of(getInfoHashes)},
	{Name: "bt-tracker.peer_id", Title: "Peer ID", Type: dissect.Octets,
		Get: dissect.Of(func(m *TrackerMessage, v *dissect.Values) {
			if isRequest(Announce)(m) {
				v.Bytes(m.Bytes[36:56]).At(36, PeerIDSize)
			}
		})},
	{Name: "bt-tracker.client", Title: "Client", Type: dissect.String,
		Get: dissect.Of(func(m *TrackerMessage, v *dissect.Values) {
			if isRequest(Announce)(m) {
				if name := Client(m.Bytes[36:56]); name != "" {
					v.Text(name)
				}
			}
		})},
	trackerNumber("bt-tracker.downloaded", "Downloaded", isRequest(Announce), 56, 8, dissect.Dec),
	trackerNumber("bt-tracker.left", "Left", isRequest(Announce), 64, 8, dissect.Dec),
	trackerNumber("bt-tracker.uploaded", "Uploaded", isRequest(Announce), 72, 8, dissect.Dec),
	named(trackerNumber("bt-tracker.event", "Event", isRequest(Announce), eventAt, 4, dissect.Dec), eventName),
	{Name: "bt-tracker.ip_addr", Title: "IP Address", Type: dissect.IPv4,
		Get: dissect.Of(func(m *TrackerMessage, v *dissect.Values) {
			if isRequest(Announce)(m) {
				v.Bytes(m.Bytes[84:88]).At(84, 4)
			}
		})},
	trackerNumber("bt-tracker.key", "Key", isRequest(Announce), 88, 4, dissect.Hex8),
	trackerNumber("bt-tracker.num_want", "Num Want", isRequest(Announce), 92, 4, dissect.Dec),
	trackerNumber("bt-tracker.port", "Port", isRequest(Announce), 96, 2, dissect.Dec),
	{Name: "bt-tracker.url_data", Title: "URL Data", Type: dissect.String, Get: dissect.Of(getURLData)},
	trackerNumber("bt-tracker.interval", "Interval", isResponse(Announce), 8, 4, dissect.Dec),
	{Name: "bt-tracker.leechers", Title: "Leechers", Type: dissect.Uint, Get: counts(12, 8)},
	{Name: "bt-tracker.seeders", Title: "Seeders", Type: dissect.Uint, Get: counts(16, 0)},
	{Name: "bt-tracker.completed", Title: "Completed", Type: dissect.Uint, Get: counts(0, 4)},
	{Name: "bt-tracker.peer", Title: "Peer", Type: dissect.Label,
		Get: trackerPeers(func(b []byte, at int, v *dissect.Values) { v.Mark().At(at, len(b)) })},
	{Name: "bt-tracker.peer.ip", Title: "IP", Type: dissect.IPv4,
		Get: trackerPeers(func(b []byte, at int, v *dissect.Values) {
			if len(b) == compact4 {
				v.Bytes(b[:4]).At(at, 4)
			}
		})},
	{Name: "bt-tracker.peer.ip6", Title: "IP", Type: dissect.IPv6,
		Get: trackerPeers(func(b []byte, at int, v *dissect.Values) {
			if len(b) == compact6 {
				v.Bytes(b[:16]).At(at, 16)
			}
		})},
	{Name: "bt-tracker.peer.port", Title: "Port", Type: dissect.Uint,
		Get: trackerPeers(func(b []byte, at int, v *dissect.Values) {
			v.Uint(uint64(be.Uint16(b[len(b)-2:]))).At(at+len(b)-2, 2)
		})},
	{Name: "bt-tracker.error_msg", Title: "Error Message", Type: dissect.String,
		Get: dissect.Of(func(m *TrackerMessage, v *dissect.Values) {
			if m.Action == TrackerError {
				v.Bytes(m.failure()).At(responseHead, len(m.Bytes)-responseHead)
			}
		})},
}

func actionName(u uint64) string { return Action(u).String() }
func eventName(u uint64) string  { return AnnounceEvent(u).String() }

func isRequest(a Action) func(*TrackerMessage) bool {
	return func(m *TrackerMessage) bool { return !m.Response && m.Action == a }
}

func isResponse(a Action) func(*TrackerMessage) bool {
	return func(m *TrackerMessage) bool { return m.Response && m.Action == a }
}

// named gives the numbers of a field names.
func named(f dissect.Field, names func(uint64) string) dissect.Field {
	f.Names = names
	return f
}

// trackerNumber returns a field of n bytes in messages of a kind.
func trackerNumber(name, title string, kind func(*TrackerMessage) bool, at, n int, base dissect.Base) dissect.Field {
	return dissect.Field{Name: name, Title: title, Type: dissect.Uint, Base: base,
		Get: dissect.Of(func(m *TrackerMessage, v *dissect.Values) {
			if !kind(m) || at+n > len(m.Bytes) {
				return
			}
			u := uint64(0)
			for _, c := range m.Bytes[at : at+n] {
				u = u<<8 | uint64(c)
			}
			v.Uint(u).At(at, n)
		})}
}

func getConnectionID(m *TrackerMessage, v *dissect.Values) {
	switch {
	case isResponse(Connect)(m):
		v.Bytes(m.Bytes[8:16]).At(8, 8)
	case !m.Response && m.Action != Connect:
		v.Bytes(m.Bytes[:8]).At(0, 8)
	}
}

func getInfoHashes(m *TrackerMessage, v *dissect.Values) {
	if m.Response || m.Action == Connect {
		return
	}
	for at := infoAt; at+HashSize <= len(m.Bytes); at += HashSize {
		v.Bytes(m.Bytes[at:at+HashSize]).At(at, HashSize)
		if m.Action == Announce {
			return
		}
	}
}

// getURLData appends the path and query that the peer's URL has (BEP 41).
func getURLData(m *TrackerMessage, v *dissect.Values) {
	const end, nothing, url = 0, 1, 2
	if !isRequest(Announce)(m) {
		return
	}
	for at := announceSize; at < len(m.Bytes); {
		switch kind := m.Bytes[at]; {
		case kind == end:
			return
		case kind == nothing:
			at++
			continue
		case at+2 > len(m.Bytes) || at+2+int(m.Bytes[at+1]) > len(m.Bytes):
			return
		case kind == url:
			n := int(m.Bytes[at+1])
			v.Bytes(m.Bytes[at+2:at+2+n]).At(at+2, n)
		}
		at += 2 + int(m.Bytes[at+1])
	}
}

// counts returns the getter of a number of peers: at one place in the answer to an
// announce (0: it has none), at another in each entry of that to a scrape.
func counts(announced, scraped int) dissect.Getter {
	return dissect.Of(func(m *TrackerMessage, v *dissect.Values) {
		switch {
		case isResponse(Announce)(m) && announced > 0 && len(m.Bytes) >= announcedSize:
			v.Uint(uint64(be.Uint32(m.Bytes[announced:]))).At(announced, 4)
		case isResponse(Scrape)(m):
			for at := responseHead; at+scrapeEntry <= len(m.Bytes); at += scrapeEntry {
				v.Uint(uint64(be.Uint32(m.Bytes[at+scraped:]))).At(at+scraped, 4)
			}
		}
	})
}

// trackerPeers returns the getter of a field of each peer in an answer.
func trackerPeers(get func(b []byte, at int, v *dissect.Values)) dissect.Getter {
	return dissect.Of(func(m *TrackerMessage, v *dissect.Values) {
		a, ok := m.announced()
		if !ok {
			return
		}
		n := m.peerSize()
		for at := 0; at+n <= len(a.peers); at += n {
			get(a.peers[at:at+n], announcedSize+at, v)
		}
	})
}
