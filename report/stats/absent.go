package stats

import (
	"netsniff/report/collect"
	"netsniff/report/table"
)

// bounded notes what a table with n rows did not tell apart.
func bounded(t table.Table, n int, others sum) table.Table {
	if others.Frames > 0 {
		told, frames, bytes := table.Grouped(uint64(n)), table.Grouped(others.Frames), table.Grouped(others.Bytes)
		t.Notes = append(t.Notes, table.Say(
			"Beyond the first "+told+" rows nothing is told apart: "+frames+" frames and "+bytes+" bytes are of others.",
			"只区分前 "+told+" 行：其余共 "+frames+" 帧、"+bytes+" 字节。",
		))
	}
	return t
}

// nothing returns the tables or, if somebody asked for them and there are
// none, an empty one that says so.
func nothing(tables []table.Table, a *collect.Ask) []table.Table {
	if len(tables) > 0 || !a.Named {
		return tables
	}
	return []table.Table{{Name: a.Name, Title: a.Title, Columns: a.Columns,
		Notes: []table.Phrase{table.Say("There are none.", "没有。")}}}
}

// absent returns the empty table that says why there is nothing of a protocol,
// if somebody asked for it.
func absent(a *collect.Ask, protocol string, r *collect.Run) []table.Table {
	if !a.Named {
		return nil
	}
	return []table.Table{{Name: a.Name, Title: a.Title, Columns: a.Columns,
		Notes: []table.Phrase{table.Say("There is no "+protocol+".", "没有 "+protocol+"。")}}}
}
