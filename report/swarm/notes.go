package swarm

import (
	"fmt"

	"netsniff/report/table"
)

// Notes says what bounds let go, and if there is no torrent, what there was
// instead.
func (r *Report) Notes() (notes []table.Phrase) {
	say := func(n uint64, en, zh string) {
		if n > 0 {
			notes = append(notes, table.Say(fmt.Sprintf(en, table.Grouped(n)), fmt.Sprintf(zh, table.Grouped(n))))
		}
	}
	x := &r.Left
	say(uint64(r.Others), "Torrents that the hash table was asked for only: %s.", "仅在 DHT 中被查询的种子：%s。")
	say(uint64(r.Unwanted), "Torrents that --info-hash leaves out: %s.", "--info-hash 未选的种子：%s。")
	say(uint64(r.Unasked), "Magnet links to more torrents than are told: %s.", "超出上限、未讲述其种子的磁力链接：%s。")
	say(x.Links, "Connections of peers beyond those kept, of which nothing is told: %s.", "超出上限、未讲述的节点连接：%s。")
	if x.Entries > 0 {
		say(x.Entries, "Events beyond those kept: %s. The piece maps and the answers end at "+seconds(x.Until-r.First)+
			"; sums go on.",
			"超出上限的事件：%s。片的分布与各项回答截止于 "+seconds(x.Until-r.First)+"；总数不受影响。")
	}
	say(uint64(x.MapsBlind), "Peers whose pieces are not followed, as there was no room: %s.",
		"因空间不足而未跟踪其片的节点：%s。")
	say(uint64(x.Rounds), "Rounds of choking beyond those judged: %s.", "超出上限、未评判的阻塞轮次：%s。")
	say(uint64(x.Candidates), "Peers of whose view nothing is told: %s.", "未从其角度讲述的节点：%s。")
	say(x.Asks, "Announces and scrapes beyond those kept: %s.", "超出上限的 announce 与 scrape：%s。")
	if x.Namings {
		say(x.Namers, "Peers were named %s times; those named last are not kept.", "节点共被提到 %s 次；最后提到的未保留。")
	}
	if x.Lookups {
		notes = append(notes, table.Say("The hash table was asked for so many torrents that these queries are not counted by torrent.",
			"DHT 中被查询的种子过多，查询未按种子计数。"))
	}
	if x.Metadata {
		notes = append(notes, table.Say("Some metadata is not kept, as there was no room.",
			"因空间不足，部分元数据未保留。"))
	}
	return notes
}

// Absent says that there is no BitTorrent, and what there is, nil if there is some.
func (r *Report) Absent() []table.Phrase {
	if len(r.Torrents) > 0 {
		return nil
	}
	if r.Unwanted > 0 {
		return []table.Phrase{table.Say("There is no such torrent.", "没有这样的种子。")}
	}
	notes := []table.Phrase{table.Say("There is no BitTorrent.", "没有 BitTorrent。")}
	return append(notes, r.absence.Notes("BitTorrent", r.run)...)
}
