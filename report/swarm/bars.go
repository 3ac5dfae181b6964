package swarm

import (
	"fmt"
	"slices"
	"strings"

	"netsniff/capture"
	"netsniff/report/cells"
	"netsniff/report/table"
)

// shades are how much of a cell's pieces somebody has: none, some, most, all.
var shades = [...]string{"·", "░", "▒", "▓", "█"}

// shade returns the sign for n of most.
func shade(n, most int) string {
	switch {
	case n <= 0 || most == 0:
		return shades[0]
	case n >= most:
		return shades[len(shades)-1]
	}
	return shades[1+n*(len(shades)-2)/most]
}

// bar draws a set of pieces of which there are n in all, cells wide at most.
func (p *Pieces) bar(n, wide int) string {
	if p.all {
		wide = cellsOf(n, wide)
		return strings.Repeat(shades[len(shades)-1], wide)
	}
	return shaded(p.have, n, wide)
}

// cellsOf returns how many cells a bar of n pieces has: few pieces have several
// cells each.
func cellsOf(n, wide int) int {
	if n < wide {
		return wide / n * n
	}
	return wide
}

func shaded(have bitmap, n, wide int) string {
	wide = cellsOf(n, wide)
	each := max(1, wide/n) // cells of a piece
	counts := make([]int, wide/each)
	have.each(func(i uint32) { counts[int(i)*len(counts)/n]++ })
	var b strings.Builder
	for i, c := range counts {
		from, to := (i*n+len(counts)-1)/len(counts), ((i+1)*n+len(counts)-1)/len(counts)
		b.WriteString(strings.Repeat(shade(c, to-from), each))
	}
	return b.String()
}

// Moment is how a seat's pieces and those of its neighbours were at one time.
type Moment struct {
	At         capture.Stamp
	Now        int // pieces that it had
	Neighbours int
	Unknown    int     // of them, those of whom it is not known what they have
	Least      int     // neighbours that have the rarest piece
	Rarest     int     // how many pieces that few have
	Mean       float64 // neighbours that have a piece, on average
	have       bitmap
}

// moments is how many are taken between the beginning and the end.
const moments = 8

// observe notes how it is at the moments that lie before an entry.
func (r *replay) observe(at capture.Stamp) {
	s := r.seat
	for len(s.Moments) < moments && r.n > 0 {
		due := s.Begin + (s.End-s.Begin)*capture.Stamp(len(s.Moments)+1)/(moments+1)
		if at <= due {
			return
		}
		s.Moments = append(s.Moments, r.moment(due))
	}
}

func (r *replay) moment(at capture.Stamp) Moment {
	m := Moment{At: at, Now: r.seat.Me.Now}
	m.have = newBitmap(r.n)
	if r.seat.Me.all {
		m.have.fill(r.n)
	} else {
		copy(m.have, r.seat.Me.have)
	}
	for _, x := range r.members {
		if x.counted {
			m.Neighbours++
			if !x.peer.Pieces.Told || x.peer.Pieces.blind {
				m.Unknown++
			}
		}
	}
	sum := 0
	for i, n := range r.there {
		have := int(n) + r.seeds
		sum += have
		switch {
		case i == 0 || have < m.Least:
			m.Least, m.Rarest = have, 1
		case have == m.Least:
			m.Rarest++
		}
	}
	m.Mean = float64(sum) / float64(r.n)
	return m
}

// Bounds of what text draws.
const (
	maxDrawn  = 24 // peers
	barWidth  = 40
	nameWidth = 20
)

// pieces draws who had what.
func (p *page) pieces(t *Torrent, s *Seat) {
	if t.Pieces == 0 {
		return
	}
	p.blank()
	p.title(table.Say("Pieces: █ all of those in a cell, ▓ ▒ ░ some, · none", "片：█ 该格全部拥有，▓ ▒ ░ 部分，· 没有"))
	for i := range s.Moments {
		m := &s.Moments[i]
		p.drawn(p.moment(m.At), shaded(m.have, t.Pieces, barWidth), fmt.Sprint(m.Now))
	}
	p.rarity(s.Moments)
	drawn := 0
	for _, x := range s.Peers {
		if !x.Pieces.Told || x.Pieces.blind || drawn == maxDrawn {
			continue
		}
		drawn++
		count := fmt.Sprint(x.Pieces.Now)
		if x.Pieces.First != x.Pieces.Now {
			count = fmt.Sprintf("%d→%d", x.Pieces.First, x.Pieces.Now)
		}
		p.drawn(x.Address, x.Pieces.bar(t.Pieces, barWidth), count)
	}
}

// rarity says how many neighbours had the rarest pieces, at the moments.
func (p *page) rarity(list []Moment) {
	var least []string
	for i := range list {
		m := &list[i]
		if m.Neighbours < 2 || m.Unknown > 0 {
			continue // nothing is rare, or nobody knows
		}
		least = append(least, p.moment(m.At)+fmt.Sprintf(" %d×%d/%d", m.Rarest, m.Least, m.Neighbours))
	}
	if len(least) == 0 {
		return
	}
	p.lines(table.Say("Rarest pieces (how many × who has them / neighbours): ",
		"最稀有的片（片数×拥有者/邻居）：").In(p.Lang)+
		strings.Join(least, ", "), "")
}

// drawn writes a line with a bar.
func (p *page) drawn(name, bar, count string) {
	line := "  " + cells.Pad(cells.CutMiddle(name, nameWidth), nameWidth) + " " + bar + " " + count
	_, _ = p.WriteString(strings.TrimRight(line, " ") + "\n")
}

// allowing draws when a seat's peer let others have pieces, and they it.
func (p *page) allowing(s *Seat) {
	talks := func(x *Peer) bool {
		return !x.Encrypted && x.Down.Interested.count+x.Up.Interested.count+x.Down.Allowed.count+x.Up.Allowed.count > 0
	}
	if s.End <= s.Begin || !slices.ContainsFunc(s.Peers, talks) {
		return
	}
	p.blank()
	p.title(table.Say("Choking: █ wants and may, ░ wants and is choked, ▒ may and wants not, · neither",
		"阻塞：█ 想要且获准，░ 想要但被阻塞，▒ 获准但不想要，· 皆无"))
	drawn := 0
	for _, x := range s.Peers {
		if drawn == maxDrawn {
			break
		}
		if !talks(x) {
			continue
		}
		drawn++
		p.drawn("← "+x.Address, x.Down.timeline(s, x), "")
		p.drawn("→ "+x.Address, x.Up.timeline(s, x), "")
	}
}

// timeline draws when who asks was interested, and when it was not choked.
func (x *Traffic) timeline(s *Seat, p *Peer) string {
	wants, may := covered(&x.Interested, s), covered(&x.Allowed, s)
	var b strings.Builder
	for i := range barWidth {
		at := s.Begin + (s.End-s.Begin)*capture.Stamp(2*i+1)/(2*barWidth)
		switch {
		case wants[i] && may[i]:
			b.WriteString("█")
		case wants[i]:
			b.WriteString("░")
		case may[i]:
			b.WriteString("▒")
		case at < p.First.At || at > p.Last:
			b.WriteString(" ")
		default:
			b.WriteString("·")
		}
	}
	return b.String()
}

// covered tells of each cell whether the middle of it is in a stretch, or a stretch
// is in it.
func covered(s *stretches, seat *Seat) (in [barWidth]bool) {
	span := seat.End - seat.Begin
	cell := func(at capture.Stamp) int {
		return int(min(max(0, float64(at-seat.Begin)/float64(span)*barWidth), barWidth-1))
	}
	for _, x := range s.list {
		for i := cell(x.From); i <= cell(x.To); i++ {
			in[i] = true
		}
	}
	return in
}
