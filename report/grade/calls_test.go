package grade_test

import (
	"testing"

	"netsniff/report/grade/gradetest"
	"netsniff/report/grade/verdict"
)

const (
	phoned = "sip-call-udp.pcap"
	busy   = "sip-busy-and-register.pcap"
	lossy  = "sip-call-loss.pcap"
)

// phoneTrials are checks of calls and their media, right and wrong.
var phoneTrials = []trial{
	{"call", "check: sip.call\nwith: {caller: alice, callee: 'bob@*', hung_up: caller, post_dial: 150 ms, duration: 2s}",
		phoned, nil, "", verdict.Pass, "answered"},
	{"another", "check: sip.call\nwith: {callee: carol}", phoned, nil, "", verdict.Fail, "no such call"},
	{"by the callee", "check: sip.call\nwith: {hung_up: callee}", phoned, nil, "", verdict.Fail,
		"ended by the caller, not by the callee"},
	{"slow", "check: sip.call\nwith: {post_dial: 100 ms}", phoned, nil, "", verdict.Fail, "0.139 s until the ringing"},
	{"short", "check: sip.call\nwith: {duration: 60s}", phoned, nil, "", verdict.Fail, "lasted 2.5 s"},
	{"TCP", "check: sip.call\nwith: {callee: bob}", "sip-call-tcp.pcap", nil, "", verdict.Pass, "answered"},
	{"busy", "check: sip.call\nwith: {callee: carol, state: refused, status: 486}", busy, nil, "", verdict.Pass, "refused"},
	{"not taken", "check: sip.call\nwith: {callee: carol}", busy, nil, "", verdict.Fail, "486 Busy Here"},
	{"other status", "check: sip.call\nwith: {state: refused, status: 603}", busy, nil, "", verdict.Fail, "response 486"},
	{"not busy", "check: sip.call\nwith: {state: refused}", phoned, nil, "", verdict.Fail, "was answered (200 OK)"},
	{"no call", "check: sip.call", conditional, nil, "", verdict.Fail, "no such call"},
	{"call, cut", "check: sip.call", phoned, gradetest.Cut(cut), "", verdict.NotGradable, "cut"},
	{"typed", "answer: q\nkey: calls[0].post_dial\nunit: s", phoned, nil, "q,138.8 ms\n", verdict.Pass, ""},
	{"typed wrong", "answer: q\nkey: calls[0].ring_time\nunit: s", phoned, nil, "q,138.8 ms\n", verdict.Fail, ""},
	{"media", "check: rtp.media\nwith: {codec: pcmu, streams: 2, packets: 100, lost: 0, jitter: 10 ms, r_factor: 80}",
		phoned, nil, "", verdict.Pass, "2 media streams"},
	{"codec", "check: rtp.media\nwith: {codec: G729}", phoned, nil, "", verdict.Fail, "0 such media streams"},
	{"streams", "check: rtp.media\nwith: {streams: 3}", phoned, nil, "", verdict.Fail, "2 such media streams"},
	{"jitter", "check: rtp.media\nwith: {jitter: 1 ms}", phoned, nil, "", verdict.Fail, "mean jitter of"},
	{"loss", "check: rtp.media\nwith: {streams: 2, lost: 0}", lossy, nil, "", verdict.Fail, "lost 7 packets"},
	{"quality", "check: rtp.media\nwith: {from: 192.0.2.66, r_factor: 80}", lossy, nil, "", verdict.Fail, "R-factor of"},
	{"the good way", "check: rtp.media\nwith: {from: 192.0.2.10, lost: 0, r_factor: 80}", lossy, nil, "", verdict.Pass,
		"1 media streams"},
	{"no media", "check: rtp.media", busy, nil, "", verdict.Fail, "0 such media streams"},
	{"media, cut", "check: rtp.media", busy, gradetest.Cut(cut), "", verdict.NotGradable, "cut"},
	{"lost typed", "answer: q\nkey: media[1].lost", lossy, nil, "q,7\n", verdict.Pass, ""},
	{"lost typed wrong", "answer: q\nkey: media[1].lost", lossy, nil, "q,8\n", verdict.Fail, ""},
	{"media of a call", "expr: calls.exists(c, media.filter(m, m.call_id == c.call_id).size() == 2)", phoned, nil, "",
		verdict.Pass, ""},
}

func TestCalls(t *testing.T) { try(t, phoneTrials) }
