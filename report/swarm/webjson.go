package swarm

import "netsniff/report/table"

func (r *Report) webSeeds(t *Torrent) []webSeedJSON {
	list := []webSeedJSON{}
	for _, x := range t.WebSeeds {
		d := webSeedJSON{URL: table.Clean(x.URL), Answers: x.Answers, Files: x.Files, Bytes: x.Bytes,
			Rate: number(8 * x.mean())}
		if x.Answers > 0 {
			first, last := r.since(x.First), r.since(x.Last)
			d.First, d.Last = &first, &last
		}
		list = append(list, d)
	}
	return list
}

func (r *Report) magnets(t *Torrent) []magnetJSON {
	list := []magnetJSON{}
	for _, x := range t.Magnets {
		list = append(list, magnetJSON{
			Frame: x.Mark.Frame, Time: r.since(x.Mark.At), In: x.Where.String(), URI: table.Clean(x.URI),
			Link: table.Clean(x.Magnet.Link),
			Name: table.Clean(x.Magnet.Name), Trackers: clean(x.Magnet.Trackers), WebSeeds: clean(x.Magnet.WebSeeds),
		})
	}
	return list
}

func clean(texts []string) []string {
	list := []string{}
	for _, s := range texts {
		list = append(list, table.Clean(s))
	}
	return list
}
