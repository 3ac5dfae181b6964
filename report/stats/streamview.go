package stats

import (
	"netsniff/capture"
	"netsniff/dissect/streaming"
	"netsniff/reassembly"
)

// view is what one client fetched of a show.
type view struct {
	*show
	client  capture.Addr
	first   reassembly.Mark // the playlist, else the first segment
	fetched []fetched       // in the order in which they were asked for
	points  []bufferPoint
	begun   capture.Stamp // when it plays first; valid iff started
	started bool
	stalls  []stall
}

// fetched is a segment of a view.
type fetched struct {
	*fetch
	part
	jump   bool          // it is not the next one of its track
	turn   int           // -1 if its quality is lower than that of the one before, 1 if it is higher
	buffer capture.Stamp // when it had come
	counts bool          // it came, and brought media
}

// watch finds out who watched what.
func watch(playlists []heardPlaylist, fetches []fetch) (views []*view) {
	c := newCatalogue()
	for _, p := range playlists {
		c.hear(p.Playlist)
	}
	type watcher struct {
		client capture.Addr
		of     *show
	}
	open := map[watcher]*view{}
	last := map[capture.Addr]*show{}
	begin := func(w watcher, at reassembly.Mark) *view {
		v := &view{show: w.of, client: w.client, first: at}
		open[w] = v
		views = append(views, v)
		return v
	}
	for len(playlists)+len(fetches) > 0 {
		if len(fetches) == 0 || len(playlists) > 0 && playlists[0].at.Frame < fetches[0].asked.Frame {
			p := playlists[0]
			playlists = playlists[1:]
			w := watcher{p.client, c.showOf(p.Playlist)}
			if w.of == nil {
				continue
			}
			if v := open[w]; v == nil || p.Master() && !p.Live && len(v.fetched) > 0 {
				begin(w, p.at)
			}
			last[p.client] = w.of
			continue
		}
		f := &fetches[0]
		fetches = fetches[1:]
		p, ok := c.find(f, last[f.client])
		if !ok {
			continue
		}
		w := watcher{f.client, p.show}
		v := open[w]
		if v == nil {
			v = begin(w, f.asked)
		}
		v.fetched = append(v.fetched, fetched{fetch: f, part: p})
	}
	for _, v := range views {
		v.judge()
	}
	return views
}

// showOf returns the show that a playlist is of.
func (c *catalogue) showOf(p *streaming.Playlist) *show {
	if p.Master() {
		return c.shows[p.URI]
	}
	if t := c.tracks[p.URI]; t != nil {
		return t.show
	}
	return nil
}

// judge finds changes of quality and follows the buffer.
func (v *view) judge() {
	before := map[streaming.Kind]*fetched{}
	for i := range v.fetched {
		x := &v.fetched[i]
		x.counts = x.whole && !x.Init && (x.code == 200 || x.code == 206) && x.Kind != streaming.Text
		if !x.counts {
			continue
		}
		if b := before[x.Kind]; b != nil && b.track != x.track {
			switch {
			case x.Bandwidth > b.Bandwidth:
				x.turn = 1
			case x.Bandwidth < b.Bandwidth:
				x.turn = -1
			}
		}
		before[x.Kind] = x
	}
	v.play()
}

// switches counts changes of quality.
func (v *view) switches() (n uint64) {
	for i := range v.fetched {
		if v.fetched[i].turn != 0 {
			n++
		}
	}
	return n
}
