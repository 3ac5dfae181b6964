package stats

import (
	"fmt"
	"strconv"
	"strings"

	"netsniff/capture"
	"netsniff/reassembly"
)

// From where on calls and streams of media are remarked: a wait that callers notice (ITU-T
// E.721 aims at a mean of 5 s for toll calls), losses that codecs do not conceal, jitter
// beyond what buffers of telephones hold; and how much of a stream must be seen to judge it.
const (
	longPostDial  = capture.Stamp(5e9)
	muchLoss      = 0.03
	muchJitter    = capture.Stamp(30e6)
	fewPackets    = 50
	oneWayLasting = capture.Stamp(1e9)
)

// remark tells calls that were refused or slow, and media that did not come through.
func (c *calls) remark(told *findings) {
	c.steps.sort(c.ask.Most(maxCallSteps, callBytes), byStep)
	byCall := map[string][]*mediaStream{}
	for i := range c.media.sorted(c.ask) {
		s := &c.media.streams.list[i]
		s.remark(told)
		if s.about.Setup != nil && s.about.Setup.Call != "" {
			byCall[s.about.Setup.Call] = append(byCall[s.about.Setup.Call], s)
		}
	}
	for _, x := range joinCalls(c.steps.list) {
		x.remark(told, byCall[x.first.t.CallID])
	}
}

// remark tells what is to be said of a call, whose streams of media are known.
func (x *call) remark(told *findings, streams []*mediaStream) {
	s := &x.first
	between := strings.TrimSpace(shortName(s.t.From) + " → " + shortName(s.t.To))
	e := event{key: of(callNotTaken, s.conn), what: between, at: s.at}
	if x.state() == callRefused {
		e.at, e.words = x.last.reply, strconv.Itoa(int(x.code))+" "+x.phrase
		e.key.cause = strconv.Itoa(int(x.code))
		told.add(e)
	}
	to := x.ringing
	if to.Frame == 0 {
		to = x.answered
	}
	if wait := to.At - s.at.At; to.Frame != 0 && wait > longPostDial {
		slow := event{key: of(callSlow, s.conn), what: fmt.Sprintf("%s: %.1f s", between, float64(wait)/1e9), at: to,
			weight: uint64(wait)}
		told.add(slow)
	}
	if from := x.silent(streams); from != nil {
		end, _ := from.ends()
		told.add(event{key: of(callOneWay, s.conn), what: between + ": only from " + end.Addr.String(),
			at: from.about.First})
	}
}

// silent returns a stream of a call that went on for a while with media from one side
// alone; nil if both sent some, or none was seen of either.
func (x *call) silent(streams []*mediaStream) (alone *mediaStream) {
	if x.answered.Frame == 0 {
		return nil
	}
	for _, s := range streams {
		from, _ := s.ends()
		if alone != nil {
			if other, _ := alone.ends(); other.Addr != from.Addr {
				return nil
			}
		}
		if alone == nil || s.about.Packets > alone.about.Packets {
			alone = s
		}
	}
	if alone == nil || alone.about.Packets < fewPackets ||
		alone.about.Last.At-max(x.answered.At, alone.about.First.At) < oneWayLasting {
		return nil
	}
	return alone
}

// remark tells a stream of which much was lost, or whose packets came unevenly.
func (s *mediaStream) remark(told *findings) {
	x := s.about
	if x.Packets < fewPackets {
		return
	}
	from, to := s.ends()
	key := findingKey{client: from.Addr, server: to.Addr, port: to.Port}
	say := func(kind findingKind, at reassembly.Mark, what string, weight uint64) {
		key.kind = kind
		told.add(event{key: key, what: strings.TrimSpace(s.payload() + " " + what), at: at, weight: weight})
	}
	if loss := x.Loss(); loss >= muchLoss {
		say(mediaLost, x.First, fmt.Sprintf("%.1f %% of %d packets lost, %d in a row", 100*loss,
			uint64(x.Packets)+uint64(x.Lost), x.LongestLoss), uint64(loss*1e6))
	}
	if x.Timed && x.MeanJitter >= muchJitter {
		say(mediaUneven, x.First,
			fmt.Sprintf("jitter of %.1f ms, at most %.1f ms", float64(x.MeanJitter)/1e6, float64(x.MaxJitter)/1e6),
			uint64(x.MeanJitter))
	}
}
