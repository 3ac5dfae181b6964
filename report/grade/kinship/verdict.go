package kinship

import "netsniff/report/table"

// Verdict is how near two captures are.
type Verdict uint8

// Verdicts, nearest last.
const (
	// Unrelated: nothing is the same that chance or the exercise does not explain.
	Unrelated Verdict = iota
	// SameServer: both talked to a server, or were recorded on a link at the same
	// time; conversations are their own.
	SameServer
	// SameDesk: recorded on the same machine; conversations are their own.
	SameDesk
	// TwoPlaces: the same conversations, captured at their two ends or at two places
	// on the way. Those who talk to each other hand in such captures.
	TwoPlaces
	// SameRhythm: all numbers differ, but frames came at the same times.
	SameRhythm
	// CapturedTwice: the same packets, but each was recorded by itself: at one
	// mirror port, or by two programs on one machine.
	CapturedTwice
	// Copy: the same packets from the same recording.
	Copy
	// SameBytes: the files are the same.
	SameBytes
)

var verdicts = [...]struct {
	name string
	text table.Phrase
}{
	Unrelated:  {"unrelated", table.Say("unrelated", "无关")},
	SameServer: {"same-server", table.Say("same server or network, own conversations", "同一服务器或网络，通信各自独立")},
	SameDesk:   {"same-desk", table.Say("same machine, own conversations", "同一台机器，通信各自独立")},
	TwoPlaces:  {"two-places", table.Say("the same conversations seen from two places", "同一通信，在两处抓取")},
	SameRhythm: {"same-rhythm",
		table.Say("other numbers, but the same times between frames", "数值不同，但帧间时间相同")},
	CapturedTwice: {"captured-twice", table.Say("the same packets captured twice", "同样的分组被抓取了两次")},
	Copy:          {"copy", table.Say("the same recording", "同一份录制")},
	SameBytes:     {"same-bytes", table.Say("the same file", "同一个文件")},
}

// String returns the name that programs compare.
func (v Verdict) String() string { return verdicts[v].name }

// Text says the verdict.
func (v Verdict) Text() table.Phrase { return verdicts[v].text }

// MarshalText writes the name.
func (v Verdict) MarshalText() ([]byte, error) { return []byte(v.String()), nil }

// NeedsLook reports whether a person should look at both captures.
func (v Verdict) NeedsLook() bool { return v >= SameRhythm }

// Changes are the differences between two captures of the same packets.
type Changes uint16

// Changes.
const (
	Saved     Changes = 1 << iota // the same frames in another file format or resolution
	Part                          // one has frames before, behind or within what is shared
	Merged                        // one has conversations while the other was recorded that it lacks
	Shifted                       // another time of day
	Retimed                       // other times between frames
	MACs                          // other MAC addresses
	Addresses                     // other addresses
	Ports                         // other ports
	Payload                       // other payload
	Sequence                      // other sequence numbers
	Snapped                       // frames were cut in one of them
)

// named is a flag: as programs compare it and as people read it.
type named struct {
	name string
	text table.Phrase
}

var changes = [...]named{
	{"saved", table.Say("saved again", "重新保存")},
	{"part", table.Say("one begins earlier or ends later", "一个开始更早或结束更晚")},
	{"merged", table.Say("one has other conversations in between", "一个中间夹有其他通信")},
	{"shifted", table.Say("another time of day", "时刻不同")},
	{"retimed", table.Say("other times between frames", "帧间时间不同")},
	{"macs", table.Say("other MAC addresses", "MAC 地址不同")},
	{"addresses", table.Say("other addresses", "地址不同")},
	{"ports", table.Say("other ports", "端口不同")},
	{"payload", table.Say("other payload", "载荷不同")},
	{"sequence", table.Say("other sequence numbers", "序列号不同")},
	{"snapped", table.Say("frames of one are cut", "一个的帧被截断")},
}

// Names lists the changes as programs compare them.
func (c Changes) Names() []string { return names(changes[:], uint16(c)) }

// Texts lists the changes for people.
func (c Changes) Texts(l table.Lang) []string { return texts(changes[:], uint16(c), l) }

// Features are what two conversations have in common.
type Features uint16

// Features.
const (
	ByOpening   Features = 1 << iota // both initial sequence numbers
	ByNumbers                        // sequence numbers, or what datagrams begin with
	ByIDs                            // identifications of IP
	ByClocks                         // timestamps of TCP
	ByTimes                          // times of frames, but for the time of day
	ByPorts                          // the client's port
	ByAddresses                      // both addresses
	ByMACs                           // both MAC addresses
	BySaid                           // payload
)

var features = [...]named{
	{"opening", table.Say("initial sequence numbers", "初始序列号")},
	{"numbers", table.Say("sequence numbers or identifiers", "序列号或标识符")},
	{"ip-ids", table.Say("IP identifications", "IP 标识")},
	{"clocks", table.Say("TCP timestamps", "TCP 时间戳")},
	{"times", table.Say("times of frames", "帧的时间")},
	{"ports", table.Say("client ports", "客户端端口")},
	{"addresses", table.Say("addresses", "地址")},
	{"macs", table.Say("MAC addresses", "MAC 地址")},
	{"said", table.Say("payload", "载荷")},
}

// Names lists the features as programs compare them.
func (f Features) Names() []string { return names(features[:], uint16(f)) }

// Texts lists the features for people.
func (f Features) Texts(l table.Lang) []string {
	if f&ByOpening != 0 {
		f &^= ByNumbers // goes without saying
	}
	return texts(features[:], uint16(f), l)
}

// names returns the names of the flags that are set.
func names(all []named, set uint16) (list []string) {
	for i := range all {
		if set&(1<<i) != 0 {
			list = append(list, all[i].name)
		}
	}
	return list
}

// texts returns what people read of them.
func texts(all []named, set uint16, l table.Lang) (list []string) {
	for i := range all {
		if set&(1<<i) != 0 {
			list = append(list, all[i].text.In(l))
		}
	}
	return list
}
