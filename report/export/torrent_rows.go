package export

import (
	"fmt"
	"strings"

	"netsniff/report/table"
)

var torrentColumns = []table.Column{
	{Name: "directory", Label: table.Say("Directory", "目录"), Importance: table.Key, Ends: true},
	{Name: "torrent", Label: table.Say("Torrent", "种子文件"), Importance: table.Extra},
	{Name: "map", Label: table.Say("Map", "分布表"), Importance: table.Extra},
	{Name: "info_hash", Label: table.Say("Info hash", "特征码"), Importance: table.Minor},
	{Name: "name", Label: table.Say("Name", "名称")},
	{Name: "version", Label: table.Say("Version", "版本"), Importance: table.Extra},
	{Name: "metadata", Label: table.Say("Known by", "元数据来源"), Importance: table.Minor},
	{Name: "size", Label: table.Say("Size", "大小"), Type: table.Bytes},
	{Name: "piece_length", Label: table.Say("Piece length", "片长"), Type: table.Bytes, Importance: table.Extra},
	{Name: "pieces", Label: table.Say("Pieces", "片数"), Type: table.Count},
	{Name: "verified", Label: table.Say("Verified", "已校验"), Type: table.Count},
	{Name: "unverified", Label: table.Say("Unverified", "未校验"), Type: table.Count, Importance: table.Minor},
	{Name: "corrupt", Label: table.Say("Corrupt", "损坏"), Type: table.Count, Importance: table.Minor},
	{Name: "bytes", Label: table.Say("Bytes", "字节"), Type: table.Bytes},
	{Name: "complete", Label: table.Say("Complete", "完整")},
	{Name: "missing_bytes", Label: table.Say("Missing", "缺失"), Type: table.Bytes, Importance: table.Minor},
	{Name: "peers", Label: table.Say("From", "来自"), Type: table.List, Importance: table.Minor},
	{Name: "notes", Label: table.Say("Notes", "备注"), Type: table.List, Importance: table.Minor},
	{Name: "first_frame", Label: table.Say("First", "首帧"), Type: table.Frame, Importance: table.Minor},
	{Name: "last_frame", Label: table.Say("Last", "末帧"), Type: table.Frame, Importance: table.Extra},
	{Name: "time", Label: table.Say("Time", "时间"), Type: table.Time, Importance: table.Minor},
	{Name: "duration", Label: table.Say("Duration", "时长"), Type: table.Duration, Importance: table.Extra},
}

// maxPeersTold is how many of those who sent blocks the index names.
const maxPeersTold = 32

func (x *producedTorrent) row() []table.Value {
	have, _ := x.have()
	size, pieces, lacks := table.Int(x.Size()), table.Int(x.Pieces()), table.Int(x.Size()-have)
	name, version := table.Some(string(x.Name)), table.None()
	switch {
	case x.guessed:
		name, size, pieces, lacks = table.None(), table.None(), table.None(), table.None()
	case x.V1 && x.V2:
		version = table.String("1, 2")
	case x.V2:
		version = table.String("2")
	default:
		version = table.String("1")
	}
	metadata := table.None()
	if x.info != nil {
		metadata = table.String(x.info.origin.String())
	}
	directory := ""
	if len(x.out.files) > 0 {
		directory = x.base
	}
	ends, more := sources(x.runs, maxPeersTold)
	var peers []string
	for _, e := range ends {
		peers = append(peers, e.String())
	}
	if more {
		peers = append(peers, "…")
	}
	return []table.Value{
		table.Some(directory), table.Some(x.file), table.Some(x.mapped), table.Some(x.hash()), name, version, metadata,
		size, table.Int(x.PieceLength), pieces, table.Int(x.counts[verified]), table.Int(x.counts[unverified]),
		table.Int(x.counts[corrupt]),
		table.Int(have), table.YesNo(x.complete()), lacks, table.Strings(peers), table.Strings(x.remarks()),
		table.Int(x.first.Frame), table.Int(x.last.Frame), table.At(x.first.At), table.Nanoseconds(x.last.At - x.first.At),
	}
}

// remarks says what is special about a torrent.
func (x *producedTorrent) remarks() []string {
	notes := x.notes
	have, sure := x.have()
	switch {
	case x.guessed && x.metadata:
		notes = append(notes, "only a part of its metadata was carried: names and hashes unknown, piece length guessed")
	case x.guessed:
		notes = append(notes, "no metadata: names and hashes unknown, piece length guessed (see --torrent)")
	case have == 0:
		notes = append(notes, "nothing of its files was carried")
	case sure < have:
		notes = append(notes, fmt.Sprintf("%s bytes are not verified", table.Grouped(uint64(have-sure))))
	}
	for _, b := range x.blame {
		from := "from " + strings.Join(b.sources, ", ")
		if b.mended {
			notes = append(notes, fmt.Sprintf("piece %d came corrupt %s, and as it has to be as well", b.piece, from))
		} else {
			notes = append(notes, fmt.Sprintf("piece %d is corrupt, %s", b.piece, from))
		}
	}
	if x.more > 0 {
		notes = append(notes, fmt.Sprintf("%d more pieces came corrupt", x.more))
	}
	return notes
}

var torrentFileColumns = []table.Column{
	{Name: "file", Label: table.Say("File", "文件"), Importance: table.Key, Ends: true},
	{Name: "torrent", Label: table.Say("Torrent", "种子"), Importance: table.Minor},
	{Name: "path", Label: table.Say("Path", "路径"), Importance: table.Minor, Ends: true},
	{Name: "size", Label: table.Say("Size", "大小"), Type: table.Bytes},
	{Name: "bytes", Label: table.Say("Bytes", "字节"), Type: table.Bytes},
	{Name: "verified_bytes", Label: table.Say("Verified", "已校验"), Type: table.Bytes},
	{Name: "complete", Label: table.Say("Complete", "完整")},
	{Name: "missing_bytes", Label: table.Say("Missing", "缺失"), Type: table.Bytes, Importance: table.Minor},
	{Name: "first_frame", Label: table.Say("First", "首帧"), Type: table.Frame, Importance: table.Minor},
	{Name: "last_frame", Label: table.Say("Last", "末帧"), Type: table.Frame, Importance: table.Extra},
	{Name: "sha256", Label: table.Say("SHA-256", "SHA-256"), Importance: table.Extra},
}

// fileRows are the rows of the torrent's files of which something was carried.
func (x *producedTorrent) fileRows() (rows [][]table.Value) {
	for _, f := range x.out.files {
		path, size, lacks := table.String(x.PathOf(f.index)), table.Int(f.length), table.Int(f.length-f.have)
		if x.guessed {
			path, size, lacks = table.None(), table.None(), table.None()
		}
		rows = append(rows, []table.Value{
			table.Some(f.path()), table.String(x.base), path, size, table.Int(f.have), table.Int(f.verified),
			table.YesNo(f.complete() && !x.guessed), lacks, frameOrNone(f.first.Frame), frameOrNone(f.last.Frame),
			table.Some(f.sha256()),
		})
	}
	return rows
}

func frameOrNone(n uint32) table.Value {
	if n == 0 {
		return table.None()
	}
	return table.Int(n)
}
