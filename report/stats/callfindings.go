package stats

import (
	"fmt"
	"strconv"
	"strings"

	"netsniff/capture"
	"netsniff/reassembly"
	"netsniff/report/telephony"
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
	c.steps.sort(c.ask.Most(maxCallSteps, callBytes), telephony.ByStep)
	byCall := map[string][]*telephony.Stream{}
	for i := range c.media.sorted(c.ask) {
		s := &c.media.streams.list[i]
		remarkStream(told, s)
		if id := s.Call(); id != "" {
			byCall[id] = append(byCall[id], s)
		}
	}
	for _, x := range telephony.Join(c.steps.list) {
		remarkCall(told, x, byCall[x.First.T.CallID])
	}
}

// remarkCall tells what is to be said of a call, whose streams of media are known.
func remarkCall(told *findings, x *telephony.Call, streams []*telephony.Stream) {
	s := &x.First
	between := strings.TrimSpace(shortName(s.T.From) + " → " + shortName(s.T.To))
	e := event{key: of(callNotTaken, s.Conn), what: between, at: s.At}
	if x.State() == telephony.Refused {
		e.at, e.words = x.Last.Reply, strconv.Itoa(int(x.Code))+" "+x.Phrase
		e.key.cause = strconv.Itoa(int(x.Code))
		told.add(e)
	}
	to := x.Ringing
	if to.Frame == 0 {
		to = x.Answered
	}
	if wait := to.At - s.At.At; to.Frame != 0 && wait > longPostDial {
		slow := event{key: of(callSlow, s.Conn), what: fmt.Sprintf("%s: %.1f s", between, float64(wait)/1e9), at: to,
			weight: uint64(wait)}
		told.add(slow)
	}
	if from := silent(x, streams); from != nil {
		end, _ := from.Ends()
		told.add(event{key: of(callOneWay, s.Conn), what: between + ": only from " + end.Addr.String(),
			at: from.About.First})
	}
}

// silent returns a stream of a call that went on for a while with media from one side
// alone; nil if both sent some, or none was seen of either.
func silent(x *telephony.Call, streams []*telephony.Stream) (alone *telephony.Stream) {
	if x.Answered.Frame == 0 {
		return nil
	}
	for _, s := range streams {
		from, _ := s.Ends()
		if alone != nil {
			if other, _ := alone.Ends(); other.Addr != from.Addr {
				return nil
			}
		}
		if alone == nil || s.About.Packets > alone.About.Packets {
			alone = s
		}
	}
	if alone == nil || alone.About.Packets < fewPackets ||
		alone.About.Last.At-max(x.Answered.At, alone.About.First.At) < oneWayLasting {
		return nil
	}
	return alone
}

// remarkStream tells a stream of which much was lost, or whose packets came unevenly.
func remarkStream(told *findings, s *telephony.Stream) {
	x := s.About
	if x.Packets < fewPackets {
		return
	}
	from, to := s.Ends()
	key := findingKey{client: from.Addr, server: to.Addr, port: to.Port}
	say := func(kind findingKind, at reassembly.Mark, what string, weight uint64) {
		key.kind = kind
		told.add(event{key: key, what: strings.TrimSpace(s.Payload() + " " + what), at: at, weight: weight})
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
