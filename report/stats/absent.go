package stats

// absent returns the empty table that says why there is nothing of a protocol,
// if somebody asked for it.
func absent(a *Ask, protocol string, r *Run) []Table {
	if !a.Named {
		return nil
	}
	return []Table{{Name: a.Name, Title: a.Title, Columns: a.Columns, Notes: []Phrase{{"There is no " + protocol + ".", "没有 " + protocol + "。"}}}}
}
