package stats

import (
	"encoding/hex"

	"netsniff/capture"
	"netsniff/report/table"
)

var gnutellaQueryColumns = []table.Column{
	{Name: "frame", Label: table.Say("Frame", "帧"), Type: table.Frame, Importance: table.Key},
	{Name: "start", Label: table.Say("Time", "时间"), Type: table.Duration, Moment: true, Importance: table.Minor},
	{Name: "guid", Label: table.Say("Identifier", "标识符"), Importance: table.Extra},
	{Name: "from", Label: table.Say("From", "来自"), Type: table.Address, Importance: table.Key},
	{Name: "search", Label: table.Say("Search", "搜索词"), Importance: table.Key, Ends: true},
	{Name: "ttl", Label: table.Say("TTL", "TTL"), Type: table.Number, Importance: table.Minor},
	{Name: "hops", Label: table.Say("Hops", "已经跳数"), Type: table.Number, Importance: table.Minor},
	{Name: "links", Label: table.Say("Passed over", "经过连接数"), Type: table.Count},
	{Name: "reached", Label: table.Say("Came to", "到达"), Type: table.List, Importance: table.Minor},
	{Name: "answers", Label: table.Say("Answers", "应答"), Type: table.Count, Importance: table.Key},
	{Name: "files", Label: table.Say("Files", "文件"), Type: table.Count, Importance: table.Key},
	{Name: "first_hit", Label: table.Say("First hit", "首个命中帧"), Type: table.Frame},
	{Name: "first_time", Label: table.Say("After", "用时"), Type: table.Duration, Importance: table.Key},
}

func (net *overlay) queryRows(origin capture.Stamp) (rows table.RowList) {
	for _, s := range net.queries {
		hit, took := s.firstTimes()
		rows = append(rows, []table.Value{table.Int(s.first.at.Frame), table.Nanoseconds(s.first.at.At - origin),
			table.String(hex.EncodeToString(s.first.GUID[:])), addressed(s.first.from()), known(s.first.Search),
			table.Int(int(s.first.TTL)), table.Int(int(s.first.Hops)), table.Int(len(s.copies)), table.Strings(s.reach()),
			table.Int(len(s.found)), table.Int(s.files), hit, took})
	}
	return rows
}

// firstTimes returns the frame of the first answer and the time until it came.
func (s *search) firstTimes() (frame, took table.Value) {
	a := s.firstAnswer()
	if a == nil {
		return table.None(), table.None()
	}
	return table.Int(a.at.Frame), table.Nanoseconds(a.at.At - s.first.at.At)
}

var gnutellaHitColumns = []table.Column{
	{Name: "frame", Label: table.Say("Frame", "帧"), Type: table.Frame, Importance: table.Key},
	{Name: "start", Label: table.Say("Time", "时间"), Type: table.Duration, Moment: true, Importance: table.Minor},
	{Name: "guid", Label: table.Say("Identifier", "标识符"), Importance: table.Extra},
	{Name: "search", Label: table.Say("Search", "搜索词"), Importance: table.Minor, Ends: true},
	{Name: "stream", Label: table.Say("Stream", "流"), Type: table.Number, Importance: table.Minor},
	{Name: "hops", Label: table.Say("Hops", "已经跳数"), Type: table.Number},
	{Name: "ttl", Label: table.Say("TTL", "TTL"), Type: table.Number, Importance: table.Minor},
	{Name: "servent", Label: table.Say("Found at", "文件所在"), Type: table.Address, Importance: table.Minor},
	{Name: "port", Label: table.Say("Port", "端口"), Type: table.Port, Of: "servent"},
	{Name: "files", Label: table.Say("Files", "文件"), Type: table.Count},
	{Name: "name", Label: table.Say("First file", "首个文件"), Importance: table.Minor, Ends: true},
	{Name: "query", Label: table.Say("Query", "查询帧"), Type: table.Frame, Importance: table.Key},
	{Name: "time", Label: table.Say("After", "用时"), Type: table.Duration, Importance: table.Key},
	{Name: "came", Label: table.Say("Came in", "到达帧"), Type: table.Frame, Importance: table.Minor},
	{Name: "way", Label: table.Say("Goes back", "返回方式"), Type: table.Word, Importance: table.Key},
	{Name: "came_by", Label: table.Say("Path so far", "已走路径"), Importance: table.Key, Below: true},
}

func (net *overlay) hitRows(origin capture.Stamp) (rows table.RowList) {
	for _, a := range net.hits {
		search, query, took, came := table.None(), table.None(), table.None(), table.None()
		if a.search != nil {
			search = known(a.search.first.Search)
		}
		if a.query != nil {
			query, took = table.Int(a.query.at.Frame), table.Nanoseconds(a.at.At-a.query.at.At)
		}
		if a.brought != nil {
			came = table.Int(a.brought.at.Frame)
		}
		rows = append(rows, []table.Value{table.Int(a.at.Frame), table.Nanoseconds(a.at.At - origin),
			table.String(hex.EncodeToString(a.GUID[:])), search, table.Int(a.conn.ID), table.Int(int(a.Hops)),
			table.Int(int(a.TTL)), addressed(a.Host.Addr), table.Int(a.Host.Port), table.Int(a.Files), known(a.Name),
			query, took, came, table.String(a.way()), table.String(a.path())})
	}
	return rows
}

var gnutellaPingColumns = []table.Column{
	{Name: "frame", Label: table.Say("Frame", "帧"), Type: table.Frame, Importance: table.Key},
	{Name: "start", Label: table.Say("Time", "时间"), Type: table.Duration, Moment: true, Importance: table.Minor},
	{Name: "guid", Label: table.Say("Identifier", "标识符"), Importance: table.Extra},
	{Name: "from", Label: table.Say("From", "来自"), Type: table.Address, Importance: table.Key},
	{Name: "to", Label: table.Say("To", "去往"), Type: table.Address, Importance: table.Key},
	{Name: "ttl", Label: table.Say("TTL", "TTL"), Type: table.Number, Importance: table.Key},
	{Name: "hops", Label: table.Say("Hops", "已经跳数"), Type: table.Number},
	{Name: "links", Label: table.Say("Passed over", "经过连接数"), Type: table.Count},
	{Name: "pongs", Label: table.Say("Pongs", "Pong"), Type: table.Count, Importance: table.Key},
	{Name: "first_pong", Label: table.Say("First pong", "首个 Pong 帧"), Type: table.Frame},
	{Name: "first_time", Label: table.Say("After", "用时"), Type: table.Duration, Importance: table.Key},
}

func (net *overlay) pingRows(origin capture.Stamp) (rows table.RowList) {
	for _, s := range net.pings {
		pong, took := s.firstTimes()
		rows = append(rows, []table.Value{table.Int(s.first.at.Frame), table.Nanoseconds(s.first.at.At - origin),
			table.String(hex.EncodeToString(s.first.GUID[:])), addressed(s.first.from()), addressed(s.first.to()),
			table.Int(int(s.first.TTL)), table.Int(int(s.first.Hops)), table.Int(len(s.copies)), table.Int(len(s.found)),
			pong, took})
	}
	return rows
}

var gnutellaHostColumns = []table.Column{
	{Name: "frame", Label: table.Say("Frame", "帧"), Type: table.Frame, Importance: table.Minor},
	{Name: "servent", Label: table.Say("Host", "主机"), Type: table.Address, Importance: table.Key},
	{Name: "port", Label: table.Say("Port", "端口"), Type: table.Port, Of: "servent"},
	{Name: "files", Label: table.Say("Shares files", "共享文件"), Type: table.Count, Importance: table.Key},
	{Name: "kilobytes", Label: table.Say("Kilobytes", "千字节"), Type: table.Count},
	{Name: "pongs", Label: table.Say("In pongs", "Pong 次数"), Type: table.Count},
	{Name: "hits", Label: table.Say("In hits", "命中次数"), Type: table.Count},
	{Name: "hops", Label: table.Say("Least hops", "最少跳数"), Type: table.Number},
}

func (net *overlay) hostRows(capture.Stamp) (rows table.RowList) {
	for _, h := range net.hosts {
		files, kilobytes := table.None(), table.None()
		if h.pongs > 0 {
			files, kilobytes = table.Int(h.files), table.Int(h.kilobytes)
		}
		rows = append(rows, []table.Value{table.Int(h.first.at.Frame), addressed(h.host.Addr), table.Int(h.host.Port),
			files, kilobytes, table.Int(h.pongs), table.Int(h.hits), table.Int(int(h.hops))})
	}
	return rows
}
