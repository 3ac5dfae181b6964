package stats

import "strconv"

// bounded notes what a table with n rows did not tell apart.
func (t Table) bounded(n int, others sum) Table {
	if others.Frames > 0 {
		told, frames, bytes := grouped(uint64(n)), grouped(others.Frames), grouped(others.Bytes)
		t.Notes = append(t.Notes, Phrase{
			"Beyond the first " + told + " rows nothing is told apart: " + frames + " frames and " + bytes + " bytes are of others.",
			"只区分前 " + told + " 行：其余共 " + frames + " 帧、" + bytes + " 字节。",
		})
	}
	return t
}

// grouped returns a number with commas between thousands.
func grouped(n uint64) string { return string(appendGrouped(nil, int64(n))) }

func appendGrouped(dst []byte, n int64) []byte {
	digits := strconv.AppendInt(nil, n, 10)
	for i, c := range digits {
		if left := len(digits) - i; i > 0 && left%3 == 0 && digits[i-1] != '-' {
			dst = append(dst, ',')
		}
		dst = append(dst, c)
	}
	return dst
}

// nothing returns the tables or, if somebody asked for them and there are
// none, an empty one that says so.
func nothing(tables []Table, a *Ask) []Table {
	if len(tables) > 0 || !a.Named {
		return tables
	}
	return []Table{{Name: a.Name, Title: a.Title, Columns: a.Columns, Notes: []Phrase{{"There are none.", "没有。"}}}}
}
