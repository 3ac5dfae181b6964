package class

import (
	"bytes"
	"encoding/base64"
	"io"
	"math/rand/v2"
	"path/filepath"
	"strings"

	"golang.org/x/text/encoding/simplifiedchinese"

	"netsniff/capture"
	"netsniff/capture/capturetest"
	"netsniff/capture/file"
)

// Machine is a computer with one network card.
type Machine struct {
	MAC  [6]byte
	Addr [4]byte
}

// library has the recorded conversations: of a client 192.0.2.10 called alice with its
// servers, over Ethernet.
type library struct {
	recorded map[string][]capturetest.Record
}

// recordedClient is who speaks in recorded conversations.
var recordedClient = [4]byte{192, 0, 2, 10}

// backgrounds are conversations of other programs on a student's machine.
var backgrounds = []string{"http-cookies.pcap", "dns-edns-options.pcap", "imap-curl-and-wrong-password.pcap",
	"http-status-codes.pcap"}

// elsewhere has a background go to other servers for other things.
var elsewhere = variant{replace: func(*Student) [][2]string {
	return [][2]string{{"data.json", "news.json"}, {"example", "fantasy"}}
}, servers: map[[4]byte][4]byte{{192, 0, 2, 80}: {198, 51, 100, 80}, {192, 0, 2, 53}: {198, 51, 100, 53},
	{192, 0, 2, 25}: {198, 51, 100, 25}}}

func load(root string) (*library, error) {
	l := &library{recorded: map[string][]capturetest.Record{}}
	names := append([]string(nil), backgrounds...)
	for _, t := range tasks {
		for _, v := range t.variants {
			names = append(names, v.capture)
		}
	}
	for _, name := range names {
		if l.recorded[name] != nil {
			continue
		}
		frames, err := Records(filepath.Join(root, "testdata", "pcaps", name))
		if err != nil {
			return nil, err
		}
		l.recorded[name] = frames
	}
	return l, nil
}

// Records reads the frames of a capture file.
func Records(name string) (list []capturetest.Record, err error) {
	src, err := file.Open(name)
	if err != nil {
		return nil, err
	}
	defer src.Close()
	var p capture.Packet
	for {
		switch err := src.Next(&p); err {
		case nil:
			list = append(list, capturetest.Record{At: p.At, WireLen: p.WireLen, Link: p.Link, Data: bytes.Clone(p.Data)})
		case io.EOF:
			return list, nil
		default:
			return nil, err
		}
	}
}

// again has a student's machine go through a recorded conversation anew, from a moment
// on: with ports, sequence numbers, identifications and clocks of its own, and slower
// or faster.
func (l *library) again(s *Student, name string, v *variant, at capture.Stamp, r *rand.Rand) []capturetest.Record {
	frames := l.recorded[name]
	w := capturetest.Rewrite{
		Seed: r.Uint64(), Ports: !v.ports, Sequences: true, IDs: true, Clocks: true, Stretch: 0.7 + 0.6*r.Float64(),
		Addrs: map[[4]byte][4]byte{recordedClient: s.Machine.Addr}, MACs: map[[6]byte][6]byte{}, Shift: at - frames[0].At,
	}
	for from, to := range v.servers {
		w.Addrs[from] = to
	}
	for i, f := range frames {
		if p := capturetest.Packet(uint32(i+1), f.At, f.Data); p.Src.Kind == capture.AddrIPv4 &&
			[4]byte(p.Src.B[:4]) == recordedClient {
			w.MACs[[6]byte(f.Data[6:12])] = s.Machine.MAC
			break
		}
	}
	w.Replace = v.texts(s)
	return w.Apply(frames)
}

// texts are what stands for alice in the conversations of a student.
func (v *variant) texts(s *Student) (list [][2]string) {
	if v.replace != nil {
		list = v.replace(s)
	}
	encode := base64.StdEncoding.EncodeToString
	return append(list, [2]string{"alice", s.Account}, [2]string{encode([]byte("alice")), encode([]byte(s.Account))})
}

// subject has the student's id in the subject of a mail, in Chinese and encoded as
// programs do it there for every second student (RFC 2047).
func subject(s *Student) [][2]string {
	text := s.ID
	if s.number%2 == 1 {
		b, err := simplifiedchinese.GB18030.NewEncoder().Bytes([]byte("实验 " + s.ID + " " + s.Name))
		if err != nil {
			panic(err) // all of it is there
		}
		text = "=?GB2312?B?" + base64.StdEncoding.EncodeToString(b) + "?="
	}
	return [][2]string{{"Subject: ", "Subject: " + text + " "}}
}

// another has somebody else send the mail, of a name of the same length.
func another(s *Student) [][2]string {
	return append(subject(s), [2]string{"MAIL FROM:<alice@", "MAIL FROM:<carol@"})
}

// disguised writes a machine's addresses over with another's.
func disguised(frames []capturetest.Record, from, to Machine) []capturetest.Record {
	w := capturetest.Rewrite{MACs: map[[6]byte][6]byte{from.MAC: to.MAC}, Addrs: map[[4]byte][4]byte{from.Addr: to.Addr}}
	return w.Apply(frames)
}

// begins returns the number of the first frame to a port whose payload begins so, 0 if
// there is none.
func begins(frames []capturetest.Record, port uint16, text string) int {
	for i, f := range frames {
		p := capturetest.Packet(uint32(i+1), f.At, f.Data)
		if p.DstPort == port && strings.HasPrefix(string(p.Payload), text) {
			return i + 1
		}
	}
	return 0
}
