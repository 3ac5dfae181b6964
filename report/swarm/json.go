package swarm

import (
	"bufio"
	"encoding/hex"
	"encoding/json"
	"io"
	"math"
	"strconv"
	"time"

	"netsniff/capture"
	"netsniff/report/table"
)

// WriteJSON writes {"torrents": [TORRENT, …], "notes": […]}, with a line for each
// torrent; of several captures {"captures": [{"file", "torrents", "notes"}, …]}.
// Moments are seconds since the first frame of the capture, durations seconds,
// rates bits a second; what is not known is null or left out.
func WriteJSON(w io.Writer, reports []*Report, l table.Lang) error {
	b := bufio.NewWriter(w) // errors stay in b until Flush
	if len(reports) != 1 {
		_, _ = b.WriteString(`{"captures":[`)
	}
	for i, r := range reports {
		if i > 0 {
			_ = b.WriteByte(',')
		}
		if err := r.writeJSON(b, l); err != nil {
			return err
		}
	}
	if len(reports) != 1 {
		_, _ = b.WriteString("]}\n")
	}
	return b.Flush()
}

func (r *Report) writeJSON(b *bufio.Writer, l table.Lang) error {
	_ = b.WriteByte('{')
	if r.File != "" {
		name, err := json.Marshal(r.File)
		if err != nil {
			return err
		}
		_, _ = b.WriteString(`"file":` + string(name) + ",")
	}
	_, _ = b.WriteString(`"start":"` + r.First.Time().Format(time.RFC3339Nano) + `","torrents":[`)
	for i, t := range r.Torrents {
		if i > 0 {
			_ = b.WriteByte(',')
		}
		_ = b.WriteByte('\n')
		line := objectWriter{b: b}
		r.torrent(&line, t)
		if line.end(); line.err != nil {
			return line.err
		}
	}
	notes := []string{}
	for _, n := range append(r.Notes(), r.Absent()...) {
		notes = append(notes, n.In(l))
	}
	text, err := json.Marshal(notes)
	if err != nil {
		return err
	}
	_, _ = b.WriteString("\n],\"notes\":" + string(text) + "}\n")
	return nil
}

// number is a number in JSON with so many digits behind the point as are needed.
type number float64

// MarshalJSON implements json.Marshaler.
func (n number) MarshalJSON() ([]byte, error) {
	if f := float64(n); math.IsNaN(f) || math.IsInf(f, 0) {
		return []byte("null"), nil
	}
	const digits = 1e9
	return strconv.AppendFloat(nil, math.Round(float64(n)*digits)/digits, 'f', -1, 64), nil
}

func duration(d capture.Stamp) number { return number(float64(d) / 1e9) }

// since is a moment in JSON.
func (r *Report) since(at capture.Stamp) number { return duration(at - r.First) }

type torrentJSON struct {
	InfoHash    *string        `json:"info_hash"`
	V2          string         `json:"info_hash_v2,omitempty"`
	Name        *string        `json:"name"`
	NameBy      string         `json:"name_by,omitempty"`
	Size        *int64         `json:"size"`
	SizeBy      string         `json:"size_by,omitempty"`
	PieceLength *int64         `json:"piece_length"`
	Pieces      int            `json:"pieces"`
	Exact       bool           `json:"pieces_exact"`
	Files       []fileJSON     `json:"files"`
	FirstFrame  uint32         `json:"first_frame"`
	LastFrame   uint32         `json:"last_frame"`
	First       number         `json:"first"`
	Last        number         `json:"last"`
	Connections int            `json:"connections"`
	Trackers    []trackerJSON  `json:"trackers"`
	WebSeeds    []webSeedJSON  `json:"web_seeds"`
	Magnets     []magnetJSON   `json:"magnets"`
	Named       int            `json:"peers_named"`
	NamedBy     map[string]int `json:"peers_named_by"`
	NamedPeers  []namedJSON    `json:"named"`
	Lookups     lookupsJSON    `json:"dht"`
}

// judgedJSON is what follows the seats of a torrent.
type judgedJSON struct {
	Spreading *spreadingJSON `json:"distribution"`
}

type fileJSON struct {
	Path   []string `json:"path"`
	Length int64    `json:"length"`
}

type lookupsJSON struct {
	Queries   uint64 `json:"queries"`
	Answered  uint64 `json:"answered"`
	Announces uint64 `json:"announces"`
	Peers     uint64 `json:"peers"`
}

type namedJSON struct {
	Address string   `json:"address"`
	By      []string `json:"by"`
	Frame   uint32   `json:"frame"`
	Time    number   `json:"time"`
}

type trackerJSON struct {
	URL       string         `json:"url"`
	Asked     int            `json:"asked"`
	Scrapes   int            `json:"scrapes"`
	Answers   int            `json:"answers"`
	Failures  int            `json:"failures"`
	Failure   string         `json:"failure,omitempty"`
	Warning   string         `json:"warning,omitempty"`
	Seeders   *uint32        `json:"seeders"`
	Leechers  *uint32        `json:"leechers"`
	Interval  *uint32        `json:"interval"`
	Peers     int            `json:"peers"`
	TookP50   *number        `json:"took_p50"`
	Announces []announceJSON `json:"announces"`
}

type webSeedJSON struct {
	URL     string  `json:"url"`
	Answers uint64  `json:"answers"`
	Files   int     `json:"files"`
	Bytes   int64   `json:"bytes"`
	Rate    number  `json:"rate"`
	First   *number `json:"first"`
	Last    *number `json:"last"`
}

type magnetJSON struct {
	Frame    uint32   `json:"frame"`
	Time     number   `json:"time"`
	In       string   `json:"in"` // "page", "redirect", "request"
	URI      string   `json:"uri"`
	Link     string   `json:"link"`
	Name     string   `json:"name"`
	Trackers []string `json:"trackers"`
	WebSeeds []string `json:"web_seeds"`
}

type announceJSON struct {
	Time       number `json:"time"`
	Frame      uint32 `json:"frame"`
	From       string `json:"from"`
	Event      string `json:"event"`
	Downloaded uint64 `json:"downloaded"`
	Uploaded   uint64 `json:"uploaded"`
	Left       uint64 `json:"left"`
}

type seatJSON struct {
	Address string     `json:"address"`
	Client  string     `json:"client"`
	First   number     `json:"first"`
	Last    number     `json:"last"`
	Pieces  piecesJSON `json:"pieces"`
}

// answersJSON is what follows the peers of a seat.
type answersJSON struct {
	Moments []momentJSON `json:"moments"`
	Rarest  rarestJSON   `json:"rarest_first"`
	Choking chokingJSON  `json:"tit_for_tat"`
}

type peerJSON struct {
	Address    string      `json:"address"`
	Client     string      `json:"client"`
	KnownBy    []string    `json:"known_by"`
	Came       bool        `json:"incoming"`
	Assumed    bool        `json:"torrent_assumed"`
	Transport  string      `json:"transport"`
	Encrypted  bool        `json:"encrypted"`
	Evidence   string      `json:"evidence,omitempty"`
	Streams    []string    `json:"streams"`
	Frame      uint32      `json:"first_frame"`
	First      number      `json:"first"`
	Last       number      `json:"last"`
	RTT        *number     `json:"rtt"`
	Carried    [2]uint64   `json:"carried"` // bytes of payload of TCP or UDP, down and up
	Down       trafficJSON `json:"down"`
	Up         trafficJSON `json:"up"`
	Pieces     piecesJSON  `json:"pieces"`
	Connection int         `json:"connections"`
}

type trafficJSON struct {
	Bytes      int64       `json:"bytes"`
	Rate       number      `json:"rate"`
	Peak       number      `json:"peak"`
	Requests   uint32      `json:"requests"`
	Blocks     uint32      `json:"blocks"`
	Unasked    uint32      `json:"unasked"`
	Duplicate  uint32      `json:"duplicate"`
	Rejected   uint32      `json:"rejected"`
	Cancelled  uint32      `json:"cancelled"`
	Unanswered uint32      `json:"unanswered"`
	P50        *number     `json:"latency_p50"`
	P90        *number     `json:"latency_p90"`
	Interested [][2]number `json:"interested"`
	Unchoked   [][2]number `json:"unchoked"`
	Snubbed    [][2]number `json:"snubbed"`
	More       uint32      `json:"intervals_left_out"`
}

// piecesJSON has pieces as ranges [from, to], or where these are many as a bitfield as
// peers send it (BEP 3), in base 64; and those that were gained as [seconds, piece].
type piecesJSON struct {
	Told   bool        `json:"told"`
	First  int         `json:"at_first"`
	Now    int         `json:"at_last"`
	Full   *number     `json:"complete"`
	Had    [][2]uint32 `json:"had"`
	Bits   []byte      `json:"had_bits,omitempty"`
	Gained [][2]number `json:"gained"`
}

// torrent writes one.
func (r *Report) torrent(o *objectWriter, t *Torrent) {
	o.fields(r.document(t))
	o.list("seats", len(t.Seats), func(i int, o *objectWriter) { r.seat(o, t, t.Seats[i]) })
	o.fields(judgedJSON{r.spreading(&t.Spreading)})
}

// document returns what JSON says of a torrent before its seats.
func (r *Report) document(t *Torrent) *torrentJSON {
	d := &torrentJSON{
		V2: t.V2, Pieces: t.Pieces, Exact: t.Exact, Files: []fileJSON{}, FirstFrame: t.First.Frame, LastFrame: t.Last.Frame,
		First: r.since(t.First.At), Last: r.since(t.Last.At), Connections: t.Links, Trackers: []trackerJSON{}, Named: len(t.named),
		NamedBy: map[string]int{}, Lookups: lookupsJSON(t.Lookups),
	}
	if t.Named {
		hash := hex.EncodeToString(t.Hash[:])
		d.InfoHash = &hash
	}
	if t.Size > 0 {
		d.Size, d.SizeBy = &t.Size, t.SizeBy.String()
	}
	if t.PieceLength > 0 {
		d.PieceLength = &t.PieceLength
	}
	if t.Info != nil || t.Name != "" {
		name := table.Clean(t.Name)
		if d.Name = &name; t.NameBy != ByMetadata {
			d.NameBy = t.NameBy.String()
		}
	}
	if x := t.Info; x != nil {
		for i := range x.Files {
			f := fileJSON{Path: []string{}, Length: x.Files[i].Length}
			for _, part := range x.Files[i].Path {
				f.Path = append(f.Path, table.Clean(string(part)))
			}
			if !x.Files[i].Pad {
				d.Files = append(d.Files, f)
			}
		}
	}
	for i, n := range t.counts() {
		if n > 0 {
			d.NamedBy[sources(1 << i).words()[0]] = n
		}
	}
	d.NamedPeers = []namedJSON{}
	for _, x := range t.namedPeers() {
		d.NamedPeers = append(d.NamedPeers, namedJSON{x.end.String(), x.by.words(), x.first.Frame, r.since(x.first.At)})
	}
	for _, x := range t.Trackers {
		d.Trackers = append(d.Trackers, r.tracker(x))
	}
	d.WebSeeds, d.Magnets = r.webSeeds(t), r.magnets(t)
	return d
}

func (r *Report) tracker(x *Tracker) trackerJSON {
	d := trackerJSON{
		URL: table.Clean(x.URL), Asked: x.Asks, Scrapes: x.Scrapes, Answers: x.Answers, Failures: x.Failures, Failure: table.Clean(x.Failure),
		Warning: table.Clean(x.Warning), Peers: x.Peers, Announces: []announceJSON{},
	}
	if x.Known {
		d.Seeders, d.Leechers, d.Interval = &x.Seeders, &x.Leechers, &x.Interval
	}
	if x.took.Count() > 0 {
		n := duration(x.took.Percentile(50))
		d.TookP50 = &n
	}
	for i := range x.Events {
		e := &x.Events[i]
		d.Announces = append(d.Announces, announceJSON{r.since(e.At), e.Frame, e.From.String(), e.Event, e.Downloaded, e.Uploaded, e.Left})
	}
	return d
}

func (r *Report) seat(o *objectWriter, t *Torrent, s *Seat) {
	o.fields(seatJSON{Address: s.Address, Client: table.Clean(s.Client), First: r.since(s.Begin), Last: r.since(s.End), Pieces: r.pieces(t, &s.Me)})
	o.list("peers", len(s.Peers), func(i int, o *objectWriter) { o.fields(r.peer(t, s.Peers[i])) })
	o.fields(answersJSON{Moments: r.moments(s), Rarest: r.rarest(&s.Rarest), Choking: r.choking(&s.Choking)})
}

func (r *Report) peer(t *Torrent, p *Peer) *peerJSON {
	x := &peerJSON{
		Address: p.Address, Client: table.Clean(p.Client), KnownBy: append([]string{}, p.Sources.words()...), Came: p.Came, Assumed: p.Assumed,
		Transport: p.Transport, Encrypted: p.Encrypted, Evidence: p.evidenceWords(), Streams: p.Streams, Frame: p.First.Frame,
		First: r.since(p.First.At), Last: r.since(p.Last), Down: r.traffic(&p.Down), Up: r.traffic(&p.Up), Pieces: r.pieces(t, &p.Pieces),
		Connection: p.Links, Carried: p.Carried,
	}
	if p.RTT > 0 {
		n := duration(p.RTT)
		x.RTT = &n
	}
	return x
}

func (r *Report) traffic(x *Traffic) trafficJSON {
	d := trafficJSON{
		Bytes: x.bytes, Rate: number(8 * x.mean()), Peak: number(8 * x.best()), Requests: x.Requests, Blocks: x.blocks, Unasked: x.unasked,
		Duplicate: x.Duplicate, Rejected: x.Rejected, Cancelled: x.Cancelled, Unanswered: x.Unanswered,
		Interested: r.stretches(&x.Interested), Unchoked: r.stretches(&x.Allowed), Snubbed: r.stretches(&x.Snubbed),
	}
	for _, s := range [...]*stretches{&x.Interested, &x.Allowed, &x.Snubbed} {
		d.More += s.count - uint32(len(s.list))
	}
	if x.Latency.Count() > 0 {
		p50, p90 := duration(x.Latency.Percentile(50)), duration(x.Latency.Percentile(90))
		d.P50, d.P90 = &p50, &p90
	}
	return d
}

func (r *Report) stretches(s *stretches) [][2]number {
	list := [][2]number{}
	for _, x := range s.list {
		list = append(list, [2]number{r.since(x.From), r.since(x.To)})
	}
	return list
}

// maxRanges is how many ranges JSON has before a bitfield is shorter.
const maxRanges = 1024

func (r *Report) pieces(t *Torrent, p *Pieces) piecesJSON {
	d := piecesJSON{Told: p.Told, First: p.First, Now: p.Now, Had: [][2]uint32{}, Gained: [][2]number{}}
	if p.Full != 0 {
		n := r.since(p.Full)
		d.Full = &n
	}
	if p.First == t.Pieces && t.Pieces > 0 {
		d.Had = append(d.Had, [2]uint32{0, uint32(t.Pieces - 1)})
	}
	if p.had.ranges() > maxRanges {
		d.Bits = p.had.field(t.Pieces)
		p = &Pieces{Gained: p.Gained}
	}
	p.had.each(func(i uint32) {
		if n := len(d.Had); n > 0 && d.Had[n-1][1]+1 == i {
			d.Had[n-1][1] = i
			return
		}
		d.Had = append(d.Had, [2]uint32{i, i})
	})
	for _, g := range p.Gained {
		d.Gained = append(d.Gained, [2]number{r.since(g.At), number(g.Index)})
	}
	return d
}
