package swarm

import (
	"bufio"
	"encoding/hex"
	"fmt"
	"io"
	"strings"

	"netsniff/capture"
	"netsniff/report/cells"
	"netsniff/report/table"
)

// Style is how text looks.
type Style struct {
	table.Style
	Clock   *table.Clock        // tells moments; nil: as times since the first frame
	Arrange func([]table.Table) // chooses rows and columns of tables of peers; nil: all
}

// page is where text is written; errors stay in it until Flush.
type page struct {
	*bufio.Writer
	Style
	report *Report
	wide   int // of lines
}

// usualWidth is how wide lines are that nobody bounds.
const usualWidth = 100

// WriteText writes the torrents, each with its trackers, its peers and what they
// did.
func (r *Report) WriteText(w io.Writer, s Style) error {
	p := &page{Writer: bufio.NewWriter(w), Style: s, report: r, wide: usualWidth}
	if s.Width > 0 {
		p.wide = max(40, min(s.Width, 120))
	}
	for i, t := range r.Torrents {
		if i > 0 {
			p.blank()
		}
		p.torrent(i+1, t)
	}
	for i, n := range r.Notes() {
		if i == 0 && len(r.Torrents) > 0 {
			p.blank()
		}
		p.say(n)
	}
	return p.Flush()
}

func (p *page) blank() { _ = p.WriteByte('\n') }

// say writes a text, broken into lines.
func (p *page) say(text table.Phrase) { p.lines(text.In(p.Lang), "") }

func (p *page) title(text table.Phrase) { p.lines(text.In(p.Lang), "\x1b[1m") }

func (p *page) lines(text, ink string) {
	for _, line := range cells.Break(text, p.wide) {
		if p.Colour && ink != "" {
			line = ink + line + "\x1b[0m"
		}
		_, _ = p.WriteString(line + "\n")
	}
}

// sayf is say with values, the same ones in both languages.
func (p *page) sayf(format table.Phrase, values ...any) {
	p.lines(fmt.Sprintf(format.In(p.Lang), values...), "")
}

// put writes a table.
func (p *page) put(t table.Table) {
	if p.Clock != nil {
		t.Tell(table.Clock{Origin: p.report.First, Zone: p.Clock.Zone, Layout: p.Clock.Layout})
	}
	tables := []table.Table{t}
	if t.Name == "peers" && p.Arrange != nil {
		p.Arrange(tables)
	}
	_ = table.WriteText(p.Writer, tables, p.Style.Style) // a Writer keeps its error
}

// moment tells when something was.
func (p *page) moment(at capture.Stamp) string {
	if p.Clock == nil {
		return seconds(at - p.report.First)
	}
	c := table.Clock{Origin: p.report.First, Zone: p.Clock.Zone, Layout: p.Clock.Layout}
	return c.Text(at)
}

// seconds writes a duration.
func seconds(d capture.Stamp) string {
	switch {
	case d < 1e6:
		return fmt.Sprintf("%.0f µs", float64(d)/1e3)
	case d < 1e9:
		return fmt.Sprintf("%.1f ms", float64(d)/1e6)
	}
	return fmt.Sprintf("%.3f s", float64(d)/1e9)
}

// bitRate writes bytes a second as bits.
func bitRate(bytes float64) string {
	b := 8 * bytes
	switch {
	case b >= 1e9:
		return fmt.Sprintf("%.3f Gbit/s", b/1e9)
	case b >= 1e6:
		return fmt.Sprintf("%.3f Mbit/s", b/1e6)
	case b >= 1e3:
		return fmt.Sprintf("%.1f kbit/s", b/1e3)
	}
	return fmt.Sprintf("%.0f bit/s", b)
}

// headColumns are those of what is said of a torrent itself.
var headColumns = []table.Column{
	{Name: "infohash", Label: table.Say("Info hash", "信息哈希"), Type: table.Name},
	{Name: "v2", Label: table.Say("Version 2", "v2 哈希"), Type: table.Name},
	{Name: "name", Label: table.Say("Name", "名称")},
	{Name: "size", Label: table.Say("Size", "大小")},
	{Name: "pieces", Label: table.Say("Pieces", "片")},
	{Name: "peers", Label: table.Say("Peers named", "得知的节点")},
	{Name: "magnets", Label: table.Say("Magnet link", "磁力链接")},
	{Name: "dht", Label: table.Say("Hash table", "DHT")},
	{Name: "seen", Label: table.Say("Seen", "时段")},
}

// torrent writes all of one.
func (p *page) torrent(number int, t *Torrent) {
	title := table.Say("Torrent %d: %s", "种子 %d：%s")
	name := t.Name
	switch {
	case !t.Named:
		name = table.Say("whose name nobody says", "无人说明是哪一个").In(p.Lang)
	case name == "":
		name = hex.EncodeToString(t.Hash[:])
	}
	p.title(table.Phrase{EN: fmt.Sprintf(title.EN, number, table.Clean(name)),
		ZH: fmt.Sprintf(title.ZH, number, table.Clean(name))})
	p.put(table.Table{Columns: headColumns, Layout: table.Upright, Rows: table.RowList{p.head(t)}})
	if !t.Named {
		p.say(table.Say("The capture begins within these connections, or they are encrypted, and no tracker or peer names their ends: they may be of several torrents.",
			"抓包从这些连接中途开始，或连接已加密，且没有 tracker 或节点提到它们的两端：它们可能属于多个种子。"))
	}
	if len(t.Trackers) > 0 {
		p.blank()
		p.put(t.trackers())
	}
	if len(t.WebSeeds) > 0 {
		p.blank()
		p.put(t.webSeeds(p.report.First))
	}
	for _, s := range t.Seats {
		p.blank()
		p.put(p.report.peers(number, s))
		p.pieces(t, s)
		p.allowing(s)
		p.rarest(s)
		p.choking(s)
	}
	p.spreading(t)
	p.limits(t)
}

// sizes say how big a torrent is whose metadata did not pass.
var sizes = [...]table.Phrase{
	ByAnnounce: table.Say("%s bytes, by what a peer lacked at first", "%s 字节（由节点最初所缺推得）"),
	ByRequests: table.Say("%s bytes, by the blocks that were asked for", "%s 字节（由所请求的块推得）"),
}

// head are the values of headColumns.
func (p *page) head(t *Torrent) (row []table.Value) {
	row = append(row, table.None(), table.Some(t.V2), table.Some(t.Name), table.None(), table.None(), table.None(),
		table.None(), table.None())
	if t.NameBy == ByMagnet && t.Name != "" {
		row[2] = table.String(fmt.Sprintf(table.Say("%s, by a magnet link", "%s（据磁力链接）").In(p.Lang), t.Name))
	}
	if n := len(t.Magnets); n > 0 {
		row[6] = table.String(p.linked(&t.Magnets[0], n-1))
	}
	if t.Named {
		row[0] = table.String(hex.EncodeToString(t.Hash[:]))
	}
	if x := t.Info; x != nil {
		files := len(x.Files)
		text := table.Say("%s bytes, files: %d", "%s 字节，文件：%d")
		if !x.V1 {
			text = table.Say("%s bytes, files: %d (version 2)", "%s 字节，文件：%d（v2）")
		} else if x.V2 {
			text = table.Say("%s bytes, files: %d (versions 1 and 2)", "%s 字节，文件：%d（v1 与 v2）")
		}
		row[3] = table.String(fmt.Sprintf(text.In(p.Lang), table.Grouped(uint64(t.Size)), files))
	} else if t.Size > 0 {
		row[3] = table.String(fmt.Sprintf(sizes[t.SizeBy].In(p.Lang), table.Grouped(uint64(t.Size))))
	}
	switch {
	case t.Pieces > 0 && t.PieceLength > 0:
		row[4] = table.String(fmt.Sprintf(table.Say("%d of %s bytes", "%d 片，每片 %s 字节").In(p.Lang), t.Pieces,
			table.Grouped(uint64(t.PieceLength))))
	case t.Exact:
		row[4] = table.String(fmt.Sprintf(table.Say("%d, as peers told; the metadata did not pass",
			"%d（由节点得知；未见元数据）").In(p.Lang), t.Pieces))
	case t.Pieces > 0:
		row[4] = table.String(fmt.Sprintf(table.Say("at least %d; the metadata did not pass", "至少 %d（未见元数据）").
			In(p.Lang), t.Pieces))
	}
	if len(t.named) > 0 {
		row[5] = table.String(fmt.Sprintf("%d (%s)", len(t.named), t.sources()))
	}
	if x := t.Lookups; x.Queries > 0 {
		row[7] = table.String(fmt.Sprintf(table.Say("queries: %d, answered: %d, announces: %d",
			"查询 %d 次，应答 %d 次，通告 %d 次").In(p.Lang),
			x.Queries, x.Answered, x.Announces))
	}
	if t.First.Frame != 0 {
		row = append(row, table.String(p.moment(t.First.At)+" – "+p.moment(t.Last.At)))
		return row
	}
	return append(row, table.None())
}

// linked tells where a magnet link was, and how many there are beside it.
func (p *page) linked(x *Linked, more int) string {
	places := [...]table.Phrase{
		inPage:     table.Say("in %s, frame %d", "在 %s 中，第 %d 帧"),
		inRedirect: table.Say("%s redirects to it, frame %d", "%s 重定向到它，第 %d 帧"),
		inRequest:  table.Say("sent to %s, frame %d", "发往 %s，第 %d 帧"),
	}
	text := fmt.Sprintf(places[x.Where].In(p.Lang), table.Clean(x.URI), x.Mark.Frame)
	if more > 0 {
		text += fmt.Sprintf(table.Say("; others: %d", "；另有 %d 处").In(p.Lang), more)
	}
	return text
}

// sources tells how many peers each source named.
func (t *Torrent) sources() string {
	var list []string
	for i, n := range t.counts() {
		if n > 0 {
			list = append(list, fmt.Sprintf("%s: %d", sources(1 << i).words()[0], n))
		}
	}
	return strings.Join(list, ", ")
}

func (t *Torrent) counts() (n [sourceCount]int) {
	for _, x := range t.named {
		for i := range n {
			if x.by&(1<<i) != 0 {
				n[i]++
			}
		}
	}
	return n
}
