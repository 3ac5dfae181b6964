package checks

import (
	"strings"

	"netsniff/report/grade/model"
	"netsniff/report/grade/verdict"
	"netsniff/report/table"
)

var callChecks = []Check{
	{Name: "sip.call", Expects: "sip",
		Doc: table.Say("a call of SIP: who called whom, what became of it, how long it took and lasted",
			"SIP 呼叫：主叫、被叫、结果、拨号后延迟和通话时长"),
		Args: []Arg{
			{Name: "caller", Form: Text, Doc: "who called: alice, alice@example.com; * stands for any part"},
			{Name: "callee", Form: Text, Doc: "who was called, in the same way"},
			{Name: "state", Form: Choice, Default: "answered",
				Words: []string{"any", "answered", "refused", "cancelled", "unanswered"}, Doc: "what became of it"},
			{Name: "status", Form: Whole, Doc: "of the final response, such as 486"},
			{Name: "hung_up", Form: Choice, Default: "any", Words: []string{"any", "caller", "callee"}, Doc: "who hung up"},
			{Name: "post_dial", Form: Seconds, Doc: "longest post-dial delay: time until the ringing"},
			{Name: "duration", Form: Seconds, Doc: "shortest time from the answer to the end"}}, Run: sipCall},
	{Name: "rtp.media",
		Doc: table.Say("media streams of RTP: codec, packets, loss, jitter, quality", "RTP 媒体流：编码、分组、丢失、抖动、质量"),
		Args: []Arg{
			{Name: "from", Form: Text, Doc: "IP address of the sender"},
			{Name: "codec", Form: Text, Doc: "such as PCMU; with the clock rate: PCMU/8000; * stands for any part"},
			{Name: "streams", Form: Whole, Default: "1", Doc: "least number of streams that are so; 2 for both ways"},
			{Name: "packets", Form: Whole, Default: "1", Doc: "least number of packets of each"},
			{Name: "lost", Form: Whole, Doc: "greatest number of packets of each that were lost"},
			{Name: "jitter", Form: Seconds, Doc: "greatest mean jitter of each"},
			{Name: "r_factor", Form: Whole, Doc: "least R-factor of each, from 0 to 100"}}, Run: rtpMedia},
}

// stateNames are the states of calls in Chinese.
var stateNames = map[string]string{"answered": "已接听", "refused": "被拒绝", "cancelled": "已取消", "unanswered": "无应答"}

// partyNames are the sides of calls in Chinese.
var partyNames = map[string]string{"caller": "主叫", "callee": "被叫"}

// calls reports whether an address of SIP is the one that is meant: whole, without its
// scheme, or its user alone.
func calls(wanted, uri string) bool {
	_, rest, _ := strings.Cut(uri, ":")
	user, _, _ := strings.Cut(rest, "@")
	return wanted == "" || globbed(wanted, uri) || globbed(wanted, rest) || globbed(wanted, user)
}

func sipCall(c *Context) verdict.Finding {
	var other *model.Call
	var wrong table.Phrase
	for _, x := range c.Capture.Calls {
		if !calls(c.Text("caller"), x.Caller) || !calls(c.Text("callee"), x.Callee) {
			continue
		}
		is, right := c.wrongCall(x)
		if c.step(right, verdict.Say("frame %d: %s calls %s, %s", "第 %d 帧：%s 呼叫 %s，%s", x.Frame, x.Caller, x.Callee,
			table.Say(x.State, stateNames[x.State]))) {
			return verdict.Passed(verdict.Say("The call of %s to %s: %s (frames %d to %d).",
				"%s 对 %s 的呼叫：%s（第 %d 至 %d 帧）。", x.Caller, x.Callee, table.Say(x.State, stateNames[x.State]),
				x.Frame, x.Last), x.Frame, x.Last)
		}
		other, wrong = x, is
	}
	if other == nil {
		return noExchange(c.Capture, "sip", verdict.Say("There is no such call in the capture.", "抓包中没有这样的呼叫。"))
	}
	if f, bad := Quality(c.Capture, "sip", []*model.Conn{other.Conn}); bad {
		return f
	}
	return verdict.Failed(verdict.Say("The call of %s to %s (frame %d) %s.", "%s 对 %s 的呼叫（第 %d 帧）%s。", other.Caller,
		other.Callee, other.Frame, wrong), other.Frame, other.Last)
}

// wrongCall says what a call is not that is asked for; right if it is all.
func (c *Context) wrongCall(x *model.Call) (is table.Phrase, right bool) {
	state, status, by := c.Text("state"), c.Int("status"), c.Text("hung_up")
	delay, lasting := c.Seconds("post_dial"), c.Seconds("duration")
	switch {
	case state != "any" && state != x.State && x.Status != 0:
		return verdict.Say("was %s (%d %s), asked for is: %s", "%s（%d %s），要求：%s",
			table.Say(x.State, stateNames[x.State]), x.Status, x.Reason, table.Say(state, stateNames[state])), false
	case state != "any" && state != x.State:
		return verdict.Say("was %s, asked for is: %s", "%s，要求：%s", table.Say(x.State, stateNames[x.State]),
			table.Say(state, stateNames[state])), false
	case status != 0 && status != x.Status:
		return verdict.Say("has the final response %d, asked for is %d", "最终应答为 %d，要求 %d", x.Status, status), false
	case by != "any" && x.HungUp == "":
		return verdict.Say("has no BYE in the capture", "在抓包中没有 BYE"), false
	case by != "any" && by != x.HungUp:
		return verdict.Say("was ended by the %s, not by the %s", "由%s挂断，而不是%s", table.Say(x.HungUp,
			partyNames[x.HungUp]), table.Say(by, partyNames[by])), false
	case delay > 0 && x.PostDial < 0:
		return verdict.Say("shows nothing of the callee: no ringing, no response", "没有被叫的任何回应：既无振铃也无应答"), false
	case delay > 0 && x.PostDial > delay:
		return verdict.Say("took %.3g s until the ringing, at most %.3g s are asked for",
			"拨号后 %.3g 秒才振铃，要求至多 %.3g 秒", x.PostDial, delay), false
	case lasting > 0 && x.Duration < 0:
		return verdict.Say("does not show how long it lasted: answer or BYE is missing", "看不出通话时长：缺少应答或 BYE"), false
	case lasting > 0 && x.Duration < lasting:
		return verdict.Say("lasted %.3g s, at least %.3g s are asked for", "持续 %.3g 秒，要求至少 %.3g 秒", x.Duration,
			lasting), false
	}
	return is, true
}

func rtpMedia(c *Context) verdict.Finding {
	var frames []int64
	var other *model.Media
	var wrong table.Phrase
	n, want := int64(0), c.Int("streams")
	for _, x := range c.Capture.Media {
		if from := c.Text("from"); from != "" && from != x.Src || !c.coded(x) {
			continue
		}
		is, right := c.wrongMedia(x)
		if c.step(right, verdict.Say("frame %d: %s from %s to %s, %d packets, %d lost",
			"第 %d 帧：%s，%s → %s，%d 个分组，丢失 %d 个", x.Frame, x.Codec, x.Src, x.Dst, x.Packets, x.Lost)) {
			n++
			frames = append(frames, x.Frame)
			continue
		}
		other, wrong = x, is
	}
	switch {
	case n >= want:
		return verdict.Passed(verdict.Say("%d media streams are as asked for.", "%d 个媒体流符合要求。", n), frames...)
	case c.Capture.Frames == 0 || c.Capture.Cut > 0:
		f, _ := Quality(c.Capture, "", nil)
		return f
	case other != nil:
		return verdict.Failed(verdict.Say("The media stream %s from %s to %s (%s, frame %d) %s.",
			"媒体流 %s（%s → %s，%s，第 %d 帧）%s。", other.SSRC, other.Src, other.Dst, other.Codec, other.Frame, wrong),
			other.Frame, other.Last)
	}
	return noExchange(c.Capture, "rtp", verdict.Say("The capture has %d such media streams, %d are asked for.",
		"抓包中有 %d 个这样的媒体流，要求 %d 个。", n, want))
}

// coded reports whether a stream carries the codec that is meant, in capitals or not.
func (c *Context) coded(x *model.Media) bool {
	wanted, codec := strings.ToUpper(c.Text("codec")), strings.ToUpper(x.Codec)
	name, _, _ := strings.Cut(codec, "/")
	return wanted == "" || globbed(wanted, codec) || globbed(wanted, name)
}

// wrongMedia says what a stream is not that is asked for; right if it is all.
func (c *Context) wrongMedia(x *model.Media) (is table.Phrase, right bool) {
	packets, jitter, quality := c.Int("packets"), c.Seconds("jitter"), c.Int("r_factor")
	switch {
	case x.Packets < packets:
		return verdict.Say("has %d packets, at least %d are asked for", "有 %d 个分组，要求至少 %d 个", x.Packets, packets), false
	case c.Text("lost") != "" && x.Lost > c.Int("lost"):
		return verdict.Say("lost %d packets, at most %d are asked for", "丢失 %d 个分组，要求至多 %d 个", x.Lost,
			c.Int("lost")), false
	case jitter > 0 && x.Jitter < 0:
		return verdict.Say("has a clock that nobody told, so its jitter is not known", "时钟频率未知，无法得出抖动"), false
	case jitter > 0 && x.Jitter > jitter:
		return verdict.Say("has a mean jitter of %.3g ms, at most %.3g ms are asked for",
			"平均抖动为 %.3g 毫秒，要求至多 %.3g 毫秒", 1e3*x.Jitter, 1e3*jitter), false
	case quality > 0 && x.RFactor < 0:
		return verdict.Say("cannot be judged by the E-model: its codec is not known to it, or it has very few packets",
			"无法用 E 模型评估：编码未知或分组太少"), false
	case quality > 0 && x.RFactor < float64(quality):
		return verdict.Say("has an R-factor of %.1f, at least %d are asked for", "R 值为 %.1f，要求至少 %d", x.RFactor,
			quality), false
	}
	return is, true
}
