package kinship

import (
	"fmt"
	"slices"

	"netsniff/capture"
	"netsniff/report/table"
)

// Quality is how well a capture was taken.
type Quality struct {
	Damaged    string   `json:"damaged,omitempty"`    // what is wrong with the file
	Dropped    uint64   `json:"dropped,omitempty"`    // packets the capturing program did not get, as pcapng says
	Cut        uint32   `json:"cut,omitempty"`        // frames that the snap length cut
	SnapLen    int      `json:"snap_length,omitzero"` // the least one that cut, in bytes
	Malformed  uint32   `json:"malformed,omitempty"`  // frames with a header that contradicts itself or the frame
	Interfaces []string `json:"interfaces,omitempty"` // names, at most maxInterfaces
	Loopback   uint32   `json:"loopback,omitempty"`   // frames a host sent to itself
	Missing    uint64   `json:"missing,omitempty"`    // bytes of TCP that were acknowledged but not captured
	Gaps       uint32   `json:"gaps,omitempty"`       // connections they are missing in
	Midstream  uint32   `json:"midstream,omitempty"`  // TCP connections whose handshake was not captured
}

const maxInterfaces = 8

func (q *Quality) interfaces(list []capture.Interface) {
	for _, x := range list {
		if x.Name != "" && len(q.Interfaces) < maxInterfaces && !slices.Contains(q.Interfaces, x.Name) {
			q.Interfaces = append(q.Interfaces, x.Name)
		}
	}
}

func (q *Quality) frame(p *capture.Packet) {
	if p.CapLen < p.WireLen {
		if q.Cut++; q.SnapLen == 0 || p.CapLen < q.SnapLen {
			q.SnapLen = p.CapLen
		}
	}
	if p.State == capture.Malformed {
		q.Malformed++
	}
	if loopback(p.Src) && loopback(p.Dst) {
		q.Loopback++
	}
}

// loopback reports whether an address is that of the host itself (RFC 1122
// §3.2.1.3, RFC 4291 §2.5.3).
func loopback(a capture.Addr) bool {
	switch a.Kind {
	case capture.AddrIPv4:
		return a.B[0] == 127
	case capture.AddrIPv6:
		return a.B == [16]byte{15: 1}
	}
	return false
}

func (q *Quality) conversations(list []Conversation) {
	for i := range list {
		c := &list[i]
		q.Missing += c.Missing
		if c.Missing > 0 {
			q.Gaps++
		}
		if c.Midstream {
			q.Midstream++
		}
	}
}

// Flaw is what may keep a capture from being judged.
type Flaw uint8

// Flaws.
const (
	Empty Flaw = iota
	Damaged
	Dropped
	CutShort
	Unseen
	NoHandshake
	OnlyLoopback
	NoConversation
)

var flaws = [...]struct {
	name   string
	advice table.Phrase
}{
	Empty: {"empty", table.Say("Stop the capture first, then save it, and open the file before handing it in.",
		"先停止抓包，再保存；提交前请打开文件检查。")},
	Damaged: {"damaged", table.Say("Save the capture again from the program that recorded it, and hand in that file.",
		"请在抓包程序中重新保存，并提交该文件。")},
	Dropped: {"dropped", table.Say("Capture with a filter for the exercise, or close what else uses the network.",
		"抓包时使用针对本实验的过滤器，或关闭其他占用网络的程序。")},
	CutShort: {"cut-short", table.Say("Capture without a snap length (tcpdump -s 0).",
		"抓包时不要限制长度（tcpdump -s 0）。")},
	Unseen: {"unseen", table.Say("Capture on the machine that takes part, over a cable if possible.",
		"在参与通信的机器上抓包，尽量使用有线网络。")},
	NoHandshake: {"no-handshake", table.Say("Start capturing before the program connects.", "在程序建立连接之前开始抓包。")},
	OnlyLoopback: {"only-loopback", table.Say("Choose the interface that leads to the network, not lo or Loopback.",
		"选择连接网络的接口，而不是 lo 或 Loopback。")},
	NoConversation: {"no-conversation",
		table.Say("Nothing here is from one host to another: choose the interface that the traffic takes.",
			"抓包中没有主机之间的通信：请选择实际使用的网络接口。")},
}

func (f Flaw) String() string { return flaws[f].name }

// Problem is a flaw of a capture: what is wrong, and what to do about it.
type Problem struct {
	Flaw Flaw
	What table.Phrase
}

// Advice says what to do.
func (p Problem) Advice() table.Phrase { return flaws[p.Flaw].advice }

// Sentence says what is wrong and what to do about it.
func (p Problem) Sentence(l table.Lang) string {
	return fmt.Sprintf(table.Say("%s. %s", "%s。%s").In(l), p.What.In(l), p.Advice().In(l))
}

// Problems returns what may keep the capture from being judged, in order of Flaw.
func (p *Print) Problems() (list []Problem) {
	q := &p.Quality
	tell := func(wrong bool, f Flaw, en, zh string, args ...any) {
		if wrong {
			list = append(list, Problem{f, table.Say(fmt.Sprintf(en, args...), fmt.Sprintf(zh, args...))})
		}
	}
	tell(p.Frames == 0, Empty, "there is no frame in it", "其中没有任何帧")
	tell(q.Damaged != "", Damaged, "the file is damaged: %s", "文件已损坏：%s", q.Damaged)
	tell(q.Dropped > 0, Dropped, "%d packets were dropped while it was captured", "抓包过程中丢失了 %d 个分组", q.Dropped)
	tell(q.Cut > 0, CutShort, "%d frames were cut, to as few as %d bytes", "%d 个帧被截断，最短只剩 %d 字节",
		q.Cut, q.SnapLen)
	tell(q.Missing > 0, Unseen, "%d bytes of %d connections were sent but not captured",
		"有 %d 字节（%d 个连接）已发送但未抓到",
		q.Missing, q.Gaps)
	tell(q.Midstream > 0, NoHandshake, "the beginning of %d connections was not captured", "有 %d 个连接的开头未抓到",
		q.Midstream)
	tell(q.Loopback > 0 && q.Loopback >= frames(p), OnlyLoopback, "all of it is a host talking to itself",
		"全部是主机与自身的通信")
	tell(p.Frames > 0 && len(p.Conversations) == 0, NoConversation, "nobody talks to anybody in it",
		"其中没有主机之间的通信")
	return list
}
