package bittorrent

import (
	"slices"

	"netsniff/dissect/bencode"
)

// Whereabouts are where a torrent is to be found, as a magnet link, a .torrent or a
// peer says.
type Whereabouts struct {
	Trackers  []string
	WebSeeds  []string // BEP 19
	HTTPSeeds []string // BEP 17
}

// maxWhereabouts bounds the places of a kind: links of the largest sites have some 30
// trackers.
const maxWhereabouts = 64

// ReadWhereabouts reads what a .torrent says (BEP 3, 12, 17, 19).
func ReadWhereabouts(torrent []byte) (w Whereabouts) {
	root, _ := bencode.Parse(torrent)
	add(&w.Trackers, string(root.Get("announce").Text()))
	for tier := root.Get("announce-list").Entries(); tier.Next() && len(w.Trackers) < maxWhereabouts; {
		addAll(&w.Trackers, tier.Value)
	}
	addAll(&w.WebSeeds, root.Get("url-list"))
	addAll(&w.HTTPSeeds, root.Get("httpseeds"))
	return w
}

// addAll adds a place, or a list of them.
func addAll(list *[]string, v bencode.Value) {
	add(list, string(v.Text()))
	for e := v.Entries(); v.Kind == bencode.List && e.Next() && len(*list) < maxWhereabouts; {
		add(list, string(e.Value.Text()))
	}
}

// add adds a place, unless it is there or there are too many.
func add(list *[]string, place string) {
	if place == "" || len(place) > maxURL || len(*list) >= maxWhereabouts {
		return
	}
	if !slices.Contains(*list, place) {
		*list = append(*list, place)
	}
}

// Add adds what others say.
func (w *Whereabouts) Add(o *Whereabouts) {
	for _, x := range [...]struct{ to, from *[]string }{{&w.Trackers, &o.Trackers}, {&w.WebSeeds, &o.WebSeeds},
		{&w.HTTPSeeds, &o.HTTPSeeds}} {
		for _, place := range *x.from {
			add(x.to, place)
		}
	}
}
