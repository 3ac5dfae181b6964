// Package bpf compiles capture filters, the language of pcap-filter(7)
// (https://www.tcpdump.org/manpages/pcap-filter.7.html), to programs for the
// packet filter of the kernel
// (https://docs.kernel.org/networking/filter.html), for builds without libpcap.
//
// It knows hosts, networks, ports, protocols, Ethernet addresses, lengths,
// broadcast and multicast, and comparisons such as tcp[tcpflags] & tcp-syn != 0.
// It does not know vlan, mpls, pppoes, geneve, gateway, protochain, nor what is
// below IEEE 802.3; those need libpcap, and the error says so.
//
// It is our own because libpcap's compiler needs cgo, which a program that is
// copied from machine to machine does without, and golang.org/x/net/bpf
// assembles instructions but reads no expressions. Where tcpdump is installed
// the tests compare which frames each expression lets through with what
// tcpdump's, that is libpcap's, lets through.
package bpf

import (
	"errors"
	"fmt"
)

// Instruction is one instruction of the classic BPF machine, as struct
// sock_filter of Linux and struct bpf_insn of libpcap have it.
type Instruction struct {
	Op     uint16
	Jt, Jf uint8
	K      uint32
}

// MaxInstructions is the longest program that kernels accept (BPF_MAXINSNS).
const MaxInstructions = 4096

// MaxExpression is the longest expression that is read, in bytes.
const MaxExpression = 64 << 10

// Encapsulation says what precedes the network header where the program runs.
type Encapsulation uint8

// Encapsulations.
const (
	Ethernet Encapsulation = iota
	RawIP                  // nothing: the frame is an IPv4 or IPv6 datagram
	Cooked                 // nothing; the kernel is asked for the EtherType (Linux only)
	encapsulationCount
)

// linkLen is the length of the link-layer header.
var linkLen = [encapsulationCount]uint32{Ethernet: 14}

// ErrTooLong is returned for an expression whose program the kernel would
// refuse.
var ErrTooLong = errors.New("the expression is too long for the kernel's packet filter")

// errNoMatch is returned for "arp" on an interface without link layer, and the
// like: an empty capture would only puzzle.
var errNoMatch = errors.New("no frame of this interface can match")

// Compile translates an expression. The program returns snapLen for frames
// that match and 0 for others; the empty expression matches all. Errors are
// one line without a full stop, meant for the user.
func Compile(expression string, e Encapsulation, snapLen uint32) ([]Instruction, error) {
	if e >= encapsulationCount {
		return nil, fmt.Errorf("unknown encapsulation %d", e)
	}
	if len(expression) > MaxExpression {
		return nil, ErrTooLong
	}
	tokens, err := scan(expression)
	if err != nil {
		return nil, err
	}
	p := &parser{tokens: tokens, link: link{e}}
	root, err := p.parse()
	if err != nil {
		return nil, err
	}
	g := &generator{link: p.link}
	return g.program(root, snapLen)
}
