package swarm

import "netsniff/capture"

type momentJSON struct {
	Time       number `json:"time"`
	Pieces     int    `json:"pieces"`
	Neighbours int    `json:"neighbours"`
	Unknown    int    `json:"neighbours_unknown"`
	Least      int    `json:"rarest_held_by"`
	Rarest     int    `json:"rarest_pieces"`
	Mean       number `json:"mean_held_by"`
}

type rarestJSON struct {
	Pieces    int         `json:"pieces"`
	Next      int         `json:"in_order"`
	First     choicesJSON `json:"first_random"`
	Later     choicesJSON `json:"later"`
	Blind     int         `json:"unknown"`
	Endgame   *number     `json:"endgame"`
	Twice     int         `json:"endgame_requests"`
	Elsewhere int         `json:"asked_elsewhere"`
	Cancels   int         `json:"cancels"`
}

type choicesJSON struct {
	Pieces int    `json:"pieces"`
	Free   int    `json:"with_choice"`
	Rarest int    `json:"rarest"`
	Chance number `json:"rarest_by_chance"`
	Rarer  number `json:"mean_rarer"`
}

type chokingJSON struct {
	Count     int         `json:"rounds"`
	Unchokes  int         `json:"unchokes"`
	Chokes    int         `json:"chokes"`
	Slots     int         `json:"slots"`
	Contested int         `json:"contested"`
	Kept      int         `json:"let"`
	Fastest   int         `json:"let_fastest"`
	Earned    int         `json:"unchokes_earned"`
	Hopeful   int         `json:"unchokes_optimistic"`
	Between   []number    `json:"between"`
	Apart     []number    `json:"between_optimistic"`
	Rounds    []roundJSON `json:"changes"`
}

type roundJSON struct {
	Time       number       `json:"time"`
	Frame      uint32       `json:"frame"`
	Interested int          `json:"interested"`
	Let        int          `json:"let"`
	Changes    []changeJSON `json:"peers"`
}

type changeJSON struct {
	Peer    string `json:"peer"`
	Unchoke bool   `json:"unchoke"`
	Rate    number `json:"rate"`
	Rank    int    `json:"rank"`
	Hopeful bool   `json:"optimistic"`
}

type spreadingJSON struct {
	Size         int64    `json:"size"`
	Peers        int      `json:"peers"`
	Seeds        int      `json:"seeds"`
	Server       number   `json:"server_rate"`
	Least        number   `json:"least_download_rate"`
	All          number   `json:"swarm_rate"`
	Others       []number `json:"upload_rates"`
	Began        number   `json:"began"`
	Ended        *number  `json:"ended"`
	ClientServer *number  `json:"client_server_bound"`
	PeerToPeer   *number  `json:"peer_to_peer_bound"`
}

func (r *Report) moments(s *Seat) []momentJSON {
	list := []momentJSON{}
	for i := range s.Moments {
		m := &s.Moments[i]
		list = append(list, momentJSON{r.since(m.At), m.Now, m.Neighbours, m.Unknown, m.Least, m.Rarest, number(m.Mean)})
	}
	return list
}

func (r *Report) rarest(x *Rarest) rarestJSON {
	d := rarestJSON{
		Pieces: x.Pieces, Next: x.Next, First: x.First.document(), Later: x.Later.document(), Blind: x.Blind, Twice: x.Twice,
		Elsewhere: x.Elsewhere, Cancels: x.Cancels,
	}
	if x.Endgame != 0 {
		n := r.since(x.Endgame)
		d.Endgame = &n
	}
	return d
}

func (c *Choices) document() choicesJSON {
	d := choicesJSON{Pieces: c.Pieces, Free: c.Free, Rarest: c.Rarest, Chance: number(c.Chance)}
	if c.Free > 0 {
		d.Rarer = number(c.Rarer / float64(c.Free))
	}
	return d
}

func (r *Report) choking(c *Choking) chokingJSON {
	d := chokingJSON{
		Count: c.Count, Unchokes: c.Unchokes, Chokes: c.Chokes, Slots: c.Slots, Contested: c.Contested, Kept: c.Kept,
		Fastest: c.Fastest,
		Earned:  c.Earned, Hopeful: c.Hopeful, Between: durations(c.Between), Apart: durations(c.Apart),
		Rounds: []roundJSON{},
	}
	for i := range c.Rounds {
		x := &c.Rounds[i]
		round := roundJSON{Time: r.since(x.At), Frame: x.Frame, Interested: x.Interested, Let: x.Let,
			Changes: []changeJSON{}}
		for j := range x.Changes {
			k := &x.Changes[j]
			round.Changes = append(round.Changes,
				changeJSON{k.Peer.Address, k.Unchoke, number(8 * k.Rate), k.Rank, k.Hopeful})
		}
		d.Rounds = append(d.Rounds, round)
	}
	return d
}

func durations(list []capture.Stamp) []number {
	n := make([]number, 0, len(list))
	for _, x := range list {
		n = append(n, duration(x))
	}
	return n
}

func (r *Report) spreading(x *Spreading) *spreadingJSON {
	if x.Began == 0 || x.Peers == 0 {
		return nil
	}
	d := &spreadingJSON{Size: x.Size, Peers: x.Peers, Seeds: x.Seeds, Server: number(8 * x.Server),
		Least: number(8 * x.Least),
		All:   number(8 * x.All), Others: []number{}, Began: r.since(x.Began)}
	for _, u := range x.Others {
		d.Others = append(d.Others, number(8*u))
	}
	if x.Ended != 0 {
		n := r.since(x.Ended)
		d.Ended = &n
	}
	if x.known() {
		a, b := number(x.ClientServer()), number(x.PeerToPeer())
		d.ClientServer, d.PeerToPeer = &a, &b
	}
	return d
}
