// Package kinship says how near captures are to each other and why: whether one
// is a copy of another however it was disguised, the same packets captured a
// second time, or another recording at the same desk.
//
// A Print is what is kept of a capture, made in one pass. What identifies its
// conversations are the numbers their ends drew at random - initial sequence
// numbers (RFC 9293 §3.4.1), identifications of IP (RFC 6864), timestamps (RFC 7323
// §5.4), transaction identifiers - and the times of its frames. Of these a sample
// is kept that is chosen by its content, as winnowing does (Schleimer, Wilkerson
// and Aiken, SIGMOD 2003), so that parts of a capture keep the same ones. What was
// said proves nothing: all of a class may fetch the same page.
//
// Nothing here says who was first, and nothing is proven: a verdict names what is
// the same, with frames on both sides, for a person to look at.
package kinship

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"netsniff/capture"
)

// version is that of prints: those of another are made anew.
const version = 1

// Print is what is kept of a capture. It is written as JSON to be kept, and the
// same capture gives the same print.
type Print struct {
	Version int    `json:"version"`
	SHA256  string `json:"sha256,omitempty"` // of the file as it lies on the disk; "" if it is not one file

	Frames    uint32        `json:"frames"`
	First     capture.Stamp `json:"first"` // ns since 1970; valid iff there are frames
	Last      capture.Stamp `json:"last"`
	Precision uint8         `json:"precision"` // decimal digits of a second that all times have
	Content   uint64        `json:"content"`   // hash of the bytes of all frames in order

	Conversations []Conversation `json:"conversations,omitempty"` // by first frame
	LeftOut       uint32         `json:"left_out,omitempty"`      // conversations beyond maxConversations

	Hosts   []Host  `json:"hosts,omitempty"` // who opened conversations, most first
	Link    Samples `json:"link,omitzero"`   // of frames to all or many, and of those without conversation
	Quality Quality `json:"quality"`
}

// Conversation is a TCP connection, or what two ports said over UDP or two hosts
// by ICMP.
type Conversation struct {
	Proto  capture.Proto `json:"proto"` // ProtoTCP, ProtoUDP, ProtoICMP or ProtoICMPv6
	Client End           `json:"client"`
	Server End           `json:"server"`
	First  uint32        `json:"first"` // frame
	Last   uint32        `json:"last"`
	At     capture.Stamp `json:"at"` // of the first frame
	End    capture.Stamp `json:"end"`
	Frames uint32        `json:"frames"`
	Bytes  uint64        `json:"bytes,omitempty"` // of payload

	// Opening is a hash of both initial sequence numbers, 0 if the handshake was
	// not captured.
	Opening uint64 `json:"opening,omitempty"`
	// Numbers are hashes of frames by their sequence numbers or, without TCP, by
	// what they begin with; Clocks by their timestamps and identifications, which
	// stay when what is said is changed; Rhythm of the times between frames; Said
	// of payload alone.
	Numbers Samples `json:"numbers,omitzero"`
	Clocks  Samples `json:"clocks,omitzero"`
	Rhythm  Samples `json:"rhythm,omitzero"`
	Said    Samples `json:"said,omitzero"`
	// Times are when the first frames came, in µs since the first.
	Times []uint32 `json:"times,omitempty"`

	Missing   uint64 `json:"missing,omitempty"`   // bytes that were acknowledged but not captured
	Midstream bool   `json:"midstream,omitempty"` // the handshake of TCP was not captured
}

// End is one end of a conversation.
type End struct {
	Addr capture.Addr `json:"addr"`
	Port uint16       `json:"port,omitempty"`
	MAC  capture.Addr `json:"mac,omitzero"` // of the frame's Ethernet header; AddrNone where there is none
}

// Host is one who opened conversations.
type Host struct {
	MAC    capture.Addr   `json:"mac,omitzero"`
	Addrs  []capture.Addr `json:"addrs,omitempty"` // at most maxAddrs
	Opened uint32         `json:"opened"`
	Frames uint32         `json:"frames"` // of conversations that it opened
}

// Bounds of a print. Those of samples are in sample.go.
const (
	maxConversations = 1024 // kept; those of more frames first
	maxLive          = 8192 // open at the same time
	maxHosts         = 8
	maxAddrs         = 8
	maxTimes         = 24
)

// Own returns the hosts that the capture is likely of: those that opened at least
// a tenth of as many conversations as the busiest, with a tenth of the frames. More
// than one means that it was taken where others pass as well.
func (p *Print) Own() (list []Host) {
	frames := uint32(0)
	for _, h := range p.Hosts {
		frames = max(frames, h.Frames)
	}
	for _, h := range p.Hosts {
		if h.Opened*10 >= p.Hosts[0].Opened && h.Frames >= frames/10 {
			list = append(list, h)
		}
	}
	return list
}

// Load reads a print that was written as JSON. One that another version of this
// program made, or that is none, is an error.
func Load(r io.Reader) (*Print, error) {
	var p Print
	if err := json.NewDecoder(r).Decode(&p); err != nil {
		return nil, fmt.Errorf("no print of a capture: %w", err)
	}
	return &p, p.check()
}

func (p *Print) check() error {
	switch {
	case p.Version != version:
		return fmt.Errorf("a print of version %d, this program has %d; make it anew from the capture", p.Version, version)
	case len(p.Conversations) > maxConversations || len(p.Hosts) > maxHosts:
		return errors.New("no print of a capture: it has too many conversations")
	}
	return nil
}

// Save writes the print as JSON.
func (p *Print) Save(w io.Writer) error { return json.NewEncoder(w).Encode(p) }
