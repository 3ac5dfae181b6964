package stats

import (
	"slices"
	"strconv"

	"netsniff/capture"
	"netsniff/dissect/streaming"
	"netsniff/report/table"
)

// bufferNote says what the buffer is an estimate by.
var bufferNote = table.Say(
	"The buffer is estimated: media that has come whole, less what was shown since the first segment of each track had come; after a stall the next segment ends it.",
	"缓冲是估算值：已完整到达的媒体减去自各轨首个分段到达以来播放的部分；卡顿在下一个分段到达时结束。")

var viewColumns = []table.Column{
	{Name: "view", Label: table.Say("View", "观看"), Type: table.Number, Importance: table.Minor},
	{Name: "frame", Label: table.Say("Frame", "帧"), Type: table.Frame, Importance: table.Minor},
	{Name: "start", Label: table.Say("Time", "时间"), Type: table.Duration, Moment: true, Importance: table.Minor},
	{Name: "client", Label: table.Say("Client", "客户端"), Type: table.Address},
	{Name: "uri", Label: table.Say("Stream", "流"), Importance: table.Key, Ends: true},
	{Name: "format", Label: table.Say("By", "格式"), Importance: table.Minor},
	{Name: "live", Label: table.Say("Live", "直播"), Importance: table.Minor},
	{Name: "segments", Label: table.Say("Segments", "分段"), Type: table.Count, Importance: table.Key},
	{Name: "failed", Label: table.Say("Failed", "失败"), Type: table.Count, Importance: table.Minor},
	{Name: "media_duration", Label: table.Say("Media", "媒体时长"), Type: table.Duration, Importance: table.Key},
	{Name: "bytes", Label: table.Say("Bytes", "字节"), Type: table.Bytes, Importance: table.Minor},
	{Name: "bitrate", Label: table.Say("Bit rate", "码率"), Type: table.Rate},
	{Name: "throughput", Label: table.Say("Throughput", "吞吐量"), Type: table.Rate, Importance: table.Minor},
	{Name: "startup", Label: table.Say("Start-up", "起播时延"), Type: table.Duration, Importance: table.Key},
	{Name: "qualities", Label: table.Say("Qualities", "画质数"), Type: table.Count, Importance: table.Minor},
	{Name: "switches", Label: table.Say("Switches", "切换"), Type: table.Count, Importance: table.Key},
	{Name: "stalls", Label: table.Say("Stalls", "卡顿"), Type: table.Count, Importance: table.Key},
	{Name: "stall_time", Label: table.Say("Stalled", "卡顿时间"), Type: table.Duration, Importance: table.Key},
	{Name: "buffer_max", Label: table.Say("Most buffered", "最大缓冲"), Type: table.Duration, Importance: table.Minor},
}

// viewTable has a line for each view.
func viewTable(views []*view, origin capture.Stamp) table.Table {
	var rows table.RowList
	for i, v := range views {
		rows = append(rows, v.row(i, origin))
	}
	return table.Table{Name: "streaming.views", Title: table.Say("Streams over HTTP", "HTTP 流媒体"),
		Columns: viewColumns, Rows: rows, Notes: []table.Phrase{bufferNote}}
}

func (v *view) row(i int, origin capture.Stamp) []table.Value {
	var media, loading, stalledFor, most capture.Stamp
	var bytes int64
	segments, failed, tracks := 0, 0, map[*track]bool{}
	for j := range v.fetched {
		x := &v.fetched[j]
		switch {
		case x.counts:
			segments++
			bytes += x.bytes
			loading += x.at.At - x.asked.At
			tracks[x.track] = true
			most = max(most, x.buffer)
		case x.code >= 400 || !x.whole:
			failed++
		}
	}
	media = v.shown()
	for _, s := range v.stalls {
		stalledFor += s.to - s.from
	}
	startup := table.None()
	if v.started {
		startup = table.Nanoseconds(v.begun - v.first.At)
	}
	return []table.Value{table.Int(i), table.Int(v.first.Frame), table.Nanoseconds(v.first.At - origin),
		addressed(v.client), known(v.uri), table.String(v.format.String()),
		table.YesNo(v.live), table.Int(segments), table.Int(failed), table.Nanoseconds(media), table.Int(bytes),
		rateOf(bytes, media), rateOf(bytes, loading), startup,
		table.Int(len(tracks)), table.Int(v.switches()), table.Int(len(v.stalls)), table.Nanoseconds(stalledFor),
		table.Nanoseconds(most)}
}

// shown returns how much media came, of the kind that there is most of.
func (v *view) shown() (most capture.Stamp) {
	sums := map[streaming.Kind]capture.Stamp{}
	for i := range v.fetched {
		if x := &v.fetched[i]; x.counts {
			sums[x.Kind] += x.Duration
			most = max(most, sums[x.Kind])
		}
	}
	return most
}

var mediaSegmentColumns = []table.Column{
	{Name: "view", Label: table.Say("View", "观看"), Type: table.Number, Importance: table.Minor},
	{Name: "frame", Label: table.Say("Frame", "帧"), Type: table.Frame, Importance: table.Key},
	{Name: "start", Label: table.Say("Time", "时间"), Type: table.Duration, Moment: true, Importance: table.Minor},
	{Name: "stream", Label: table.Say("Stream", "流"), Type: table.Number, Importance: table.Minor},
	{Name: "server", Label: table.Say("Server", "服务器"), Type: table.Address, Importance: table.Minor},
	{Name: "track", Label: table.Say("Track", "轨道"), Type: table.Word},
	{Name: "quality", Label: table.Say("Quality", "画质"), Importance: table.Key},
	{Name: "bandwidth", Label: table.Say("Announced", "标称码率"), Type: table.Rate, Importance: table.Minor},
	{Name: "turn", Label: table.Say("Switch", "切换"), Type: table.Word},
	{Name: "number", Label: table.Say("No.", "序号"), Type: table.Number, Importance: table.Key},
	{Name: "media_start", Label: table.Say("From", "起于"), Type: table.Duration, Importance: table.Minor},
	{Name: "media_duration", Label: table.Say("Media", "媒体时长"), Type: table.Duration, Importance: table.Key},
	{Name: "bytes", Label: table.Say("Bytes", "字节"), Type: table.Bytes, Importance: table.Key},
	{Name: "download_time", Label: table.Say("Took", "下载用时"), Type: table.Duration, Importance: table.Key},
	{Name: "throughput", Label: table.Say("Throughput", "吞吐量"), Type: table.Rate, Importance: table.Key},
	{Name: "bitrate", Label: table.Say("Bit rate", "码率"), Type: table.Rate, Importance: table.Minor},
	{Name: "buffer", Label: table.Say("Buffer", "缓冲"), Type: table.Duration, Importance: table.Key},
	{Name: "status", Label: table.Say("Status", "状态码"), Importance: table.Minor},
	{Name: "uri", Label: table.Say("URI", "URI"), Importance: table.Minor, Ends: true},
}

// mediaSegmentTable has a line for each segment.
func mediaSegmentTable(views []*view, origin capture.Stamp) table.Table {
	var rows table.RowList
	for i, v := range views {
		for j := range v.fetched {
			rows = append(rows, v.fetched[j].row(i, origin))
		}
	}
	t := table.Table{Name: "streaming.segments", Title: table.Say("Segments of streams over HTTP", "HTTP 流媒体的分段"),
		Columns: mediaSegmentColumns, Rows: rows}
	if len(rows) == 0 {
		t.Notes = append(t.Notes, table.Say("No segment was fetched.", "没有下载任何分段。"))
	}
	return t
}

// turns name changes of quality.
var turns = map[int]string{-1: "down", 1: "up"}

func (x *fetched) row(i int, origin capture.Stamp) []table.Value {
	number, from, media, rate, buffer := table.None(), table.None(), table.None(), table.None(), table.None()
	if !x.Init {
		number, from, media = table.Int(x.Number), table.Nanoseconds(x.Start), table.Nanoseconds(x.Duration)
	}
	took := x.at.At - x.asked.At
	if x.counts {
		rate, buffer = rateOf(x.bytes, x.Duration), table.Nanoseconds(x.buffer)
	}
	bandwidth := table.None()
	if x.Bandwidth > 0 {
		bandwidth = table.Float(float64(x.Bandwidth))
	}
	return []table.Value{table.Int(i), table.Int(x.asked.Frame), table.Nanoseconds(x.asked.At - origin),
		table.Int(x.stream), addressed(x.server.Addr), table.String(x.Kind.String()),
		known(x.quality()), bandwidth, table.Some(turns[x.turn]), number, from, media, table.Int(x.bytes),
		table.Nanoseconds(took), rateOf(x.bytes, took), rate, buffer,
		table.String(strconv.Itoa(int(x.code))), known(x.uri)}
}

// quality names that of a track.
func (t *track) quality() string {
	switch {
	case t.Width > 0 && t.Height > 0:
		return strconv.Itoa(t.Width) + "x" + strconv.Itoa(t.Height)
	case t.Height > 0:
		return strconv.Itoa(t.Height) + "p"
	case t.format == streaming.ByDASH && t.Bandwidth > 0: // identifiers say nothing there
		return strconv.FormatInt((t.Bandwidth+500)/1000, 10) + " kbit/s"
	}
	return t.ID
}

var bufferColumns = []table.Column{
	{Name: "view", Label: table.Say("View", "观看"), Type: table.Number, Importance: table.Minor},
	{Name: "start", Label: table.Say("Time", "时间"), Type: table.Duration, Moment: true, Importance: table.Key},
	{Name: "event", Label: table.Say("What", "事件"), Type: table.Word, Importance: table.Key},
	{Name: "buffer_before", Label: table.Say("Buffer before", "此前缓冲"), Type: table.Duration, Importance: table.Key},
	{Name: "buffer", Label: table.Say("Buffer", "缓冲"), Type: table.Duration, Importance: table.Key},
	{Name: "state", Label: table.Say("Player", "播放器"), Type: table.Word, Importance: table.Key},
	{Name: "frame", Label: table.Say("Frame", "帧"), Type: table.Frame, Importance: table.Minor},
	{Name: "quality", Label: table.Say("Quality", "画质"), Importance: table.Minor},
}

// bufferTable has the course of the buffers.
func bufferTable(views []*view, origin capture.Stamp) table.Table {
	var rows table.RowList
	for i, v := range views {
		for j := range v.points {
			p := &v.points[j]
			event, frame, quality := p.event(), table.None(), table.None()
			if p.of != nil {
				frame, quality = table.Int(p.of.at.Frame), known(p.of.quality())
			}
			rows = append(rows, []table.Value{table.Int(i), table.Nanoseconds(p.at - origin), table.String(event),
				table.Nanoseconds(p.before), table.Nanoseconds(p.after),
				table.String(p.state.String()), frame, quality})
		}
	}
	return table.Table{Name: "streaming.buffer",
		Title:   table.Say("The player's buffer over time, as estimated", "播放器缓冲随时间的变化（估算）"),
		Columns: append(slices.Clip(bufferColumns), table.Column{Name: "bar", Type: table.Bar, Of: "buffer"}),
		Rows:    rows,
		Notes:   []table.Phrase{bufferNote}}
}

// event says what happened.
func (p *bufferPoint) event() string {
	switch {
	case p.jump:
		return "jump"
	case p.of != nil:
		return "segment"
	case p.state == over:
		return "end"
	}
	return "stall"
}
