package bpf

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// shared are expressions for every kind of interface.
var shared = []string{
	"", "ip", "ip6", "arp", "rarp", "tcp", "udp", "icmp", "icmp6", "igmp", "sctp", "esp", "ah", "pim", "vrrp",
	"host 192.0.2.1", "src 192.0.2.1", "dst host 192.0.2.130", "src and dst host 198.51.100.7",
	"src or dst host 198.51.100.7", "ip host 192.0.2.1", "arp host 192.0.2.1", "host 2001:db8::1",
	"ip6 host 2001:db8::1", "dst host ff02::fb", "host ::1",
	"net 192.0.2.0/24", "net 192.0.2.128/25", "net 192.0.2", "net 192", "net 198.51.100.0 mask 255.255.255.0",
	"src net 192.0.2.0/25", "dst net 0.0.0.0/0", "net 2001:db8::/32", "src net 2001:db8:1::/48", "ip6 net 2001:db8::/63",
	"port 80", "src port 80", "dst port 80", "src or dst port 53", "src and dst port 443", "tcp port 80", "udp port 53",
	"udp dst port 53", "sctp port 80", "tcp src port 25", "port domain", "tcp port http", "tcp port \\http",
	"portrange 50-100", "udp portrange 6881-6889", "dst portrange 80-81", "tcp src portrange 40000-60000",
	"port 80 or 443", "port 80 or 443 or 53", "tcp port 80 or udp port 53", "host 192.0.2.1 or 198.51.100.7",
	"tcp port (80 or 443)", "host (192.0.2.1 or 198.51.100.7)", "not port 80", "! tcp", "not (tcp or udp)",
	"tcp and not port 80 and not port 443", "tcp or udp and port 53", "icmp || arp && host 192.0.2.1",
	"(tcp and (port 80 or port 25)) or icmp", "not not udp", "not host 192.0.2.1 and not 198.51.100.7",
	"ip proto 47", "ip proto \\tcp", "proto 50", "ip6 proto 58", "ip6 proto \\udp", "proto \\sctp",
	"ether proto 0x0800", "ether proto \\ip6", "ether proto \\arp",
	"less 60", "greater 60", "len > 60", "len <= 54", "len != 60", "len >= 100 and len < 2000",
	"ip multicast", "ip6 multicast",
	"tcp[13] & 2 != 0", "tcp[tcpflags] & (tcp-syn|tcp-fin) != 0", "tcp[tcpflags] == tcp-syn|tcp-ack",
	"tcp[0:2] = 80", "tcp[2:2] > 100", "udp[4:2] < 14", "icmp[icmptype] == icmp-echo", "icmp[0] != 8",
	"icmp6[icmp6type] = icmp6-echo", "ip[8] = 64", "ip[0] & 0xf != 5", "ip[2:2] > 30", "ip6[6] = 44",
	"ip[12:4] = 0xc0000201", "tcp[((tcp[12] & 0xf0) >> 2):4] = 0x47455420",
	"(tcp[0] + 1) * 2 = 2", "tcp[2:2] = tcp[0:2]", "ip[2:2] - ((ip[0] & 0xf) << 2) > 20", "udp[0:2] / 2 = 26",
	"ip[9] = 6 or ip[9] = 17", "not ip[9] = 6", "80 = tcp[2:2]", "1 + 1 = 2", "len - 14 > 40",
}

// etherOnly need Ethernet addresses.
var etherOnly = []string{
	"ether host 00:00:5e:00:53:01", "ether src 00:00:5e:00:53:02", "ether dst host 00:00:5e:00:53:01",
	"ether src or dst 00:00:5e:00:53:01", "ether broadcast", "broadcast", "ether multicast", "multicast",
	"ether proto 0x88cc", "ether[0] & 1 = 1", "ether[12:2] = 0x0806", "ether[12:2] > 1500",
	"ether host 00-00-5e-00-53-01", "link[0] = 0xff",
}

func writeCapture(t *testing.T, link uint32, frames [][]byte) string {
	t.Helper()
	var b bytes.Buffer
	for _, x := range []any{uint32(0xa1b2c3d4), uint16(2), uint16(4), uint64(0), uint32(65535), link} {
		_ = binary.Write(&b, binary.LittleEndian, x)
	}
	for i, f := range frames {
		// The second is the number of the frame: that is how it is recognised.
		_ = binary.Write(&b, binary.LittleEndian, []uint32{uint32(i), 0, uint32(len(f)), uint32(len(f))})
		b.Write(f)
	}
	path := filepath.Join(t.TempDir(), "frames.pcap")
	if err := os.WriteFile(path, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// tcpdump returns which frames of the capture match.
func tcpdump(path, expression string) (map[int]bool, error) {
	cmd := exec.Command("tcpdump", "-r", path, "-w", "-", expression)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("%w: %s", err, stderr.String())
	}
	matched := map[int]bool{}
	for out = out[24:]; len(out) >= 16; {
		matched[int(binary.LittleEndian.Uint32(out))] = true
		out = out[16+binary.LittleEndian.Uint32(out[8:]):]
	}
	return matched, nil
}

func TestSameAsTcpdump(t *testing.T) {
	if _, err := exec.LookPath("tcpdump"); err != nil {
		t.Skip("there is no tcpdump to compare with")
	}
	for _, kind := range []struct {
		name   string
		e      Encapsulation
		link   uint32
		frames [][]byte
		list   []string
	}{
		{"ethernet", Ethernet, 1, etherFrames(), append(append([]string(nil), shared...), etherOnly...)},
		{"raw", RawIP, 101, datagrams(), shared},
	} {
		path := writeCapture(t, kind.link, kind.frames)
		for _, expression := range kind.list {
			t.Run(kind.name+"/"+expression, func(t *testing.T) {
				want, err := tcpdump(path, expression)
				program, compileErr := Compile(expression, kind.e, 65535)
				if compileErr == errNoMatch && err != nil && strings.Contains(err.Error(), "rejects all packets") {
					return
				}
				if err := errors.Join(err, compileErr); err != nil {
					t.Fatal(err)
				}
				for i, f := range kind.frames {
					kept, ok := run(program, f)
					if !ok {
						t.Fatalf("frame %d: the program is not valid", i)
					}
					if got := kept != 0; got != want[i] {
						t.Errorf("frame %d: %v, tcpdump says %v", i, got, want[i])
					}
				}
			})
		}
	}
}

func TestErrors(t *testing.T) {
	for _, c := range []struct{ expression, want string }{
		{"http", `"http" is not a word of capture filters (a host is "host http"; a display filter goes to -f)`},
		{"tcp port", `a port is missing after "port"`},
		{"port 99999", "port 99999 is above 65535"},
		{"port 80 and", `something is missing after "and"`},
		{"(tcp", "a closing parenthesis is missing"},
		{"tcp)", `")" is not expected after "tcp"`},
		{"and tcp", `"and" is not expected here`},
		{"vlan 7", `"vlan" needs a build of netsniff with libpcap`},
		{"tcp host 192.0.2.1", `"tcp" has ports, not hosts: write "tcp and host 192.0.2.1"`},
		{"icmp port 80", `"icmp" has no ports`},
		{"host 192.0.2.300", `"192.0.2.300" is not an IPv4 address`},
		{"net 192.0.2.1/24", "192.0.2.1 has bits outside of its mask; did you mean 192.0.2.0/24?"},
		{"host 192.0.2.0/24", `192.0.2.0 with a mask is a network: write "net 192.0.2.0"`},
		{"dst 192.0.2.0/24", `192.0.2.0 with a mask is a network: write "net 192.0.2.0"`},
		{"192.0.2.1", `write "host 192.0.2.1"`},
		{"tcp and 2001:db8::1", `write "host 2001:db8::1"`},
		{"net 192.0.2.0/33", `"33" is not a prefix length of 192.0.2.0`},
		{"portrange 80", `"80" is not a range of ports, such as 6881-6889`},
		{"host 00:00:5e:00:53:01", `"00:00:5e:00:53:01" is an Ethernet address: write "ether host 00:00:5e:00:53:01"`},
		{"tcp[13]", "a comparison is missing before the end"},
		{"tcp[13 = 2", "a closing bracket is missing after tcp["},
		{"tcp[0:3] = 1", `the size of a field is 1, 2 or 4, not "3"`},
		{"ip[0] / 0 = 1", "division by zero"},
		{"http.request", `"http.request" is not a word of capture filters (a host is "host http.request"; a display filter goes to -f)`},
		{"tcp.port == 80", `"tcp.port" is not a word of capture filters (a host is "host tcp.port"; a display filter goes to -f)`},
		{"port nosuchservice-x", `the service "nosuchservice-x" is not known: write its port`},
		{"tcp # comment", `"#" has no meaning here`},
		{strings.Repeat("(", 300) + "tcp", "the expression is nested too deeply"},
		{"port 80" + strings.Repeat(" or port 80", 500), ErrTooLong.Error()},
	} {
		_, err := Compile(c.expression, Ethernet, 65535)
		if err == nil || err.Error() != c.want {
			t.Errorf("%.40s:\n got %v\nwant %s", c.expression, err, c.want)
		}
	}
	if _, err := Compile("ether host 00:00:5e:00:53:01", RawIP, 65535); err != errNoEther {
		t.Errorf("ether host on raw IP: %v", err)
	}
}

// TestFarJumps: targets behind more than 255 instructions are reached.
func TestFarJumps(t *testing.T) {
	var terms []string
	for port := range 120 {
		terms = append(terms, fmt.Sprintf("tcp port %d", 1000+port))
	}
	program, err := Compile(strings.Join(terms, " or ")+" or arp", Ethernet, 96)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		frame []byte
		want  uint32
	}{
		{eth(macA, macB, 0x0800, v4(ip1, ip2, 6, 0, nil, tcp(9, 1000, 2, ""))), 96},
		{eth(macA, macB, 0x0800, v4(ip1, ip2, 6, 0, nil, tcp(1119, 9, 2, ""))), 96},
		{eth(macA, macB, 0x0800, v4(ip1, ip2, 6, 0, nil, tcp(9, 1120, 2, ""))), 0},
		{eth(macX, macA, 0x0806, arp(1, ip1, ip2)), 96},
	} {
		if kept, ok := run(program, c.frame); !ok || kept != c.want {
			t.Errorf("kept %d (valid %v), want %d", kept, ok, c.want)
		}
	}
}

// FuzzCompile: no expression panics, and every program ends on every frame.
func FuzzCompile(f *testing.F) {
	for _, expression := range append(append([]string(nil), shared...), etherOnly...) {
		f.Add(expression, uint8(0))
	}
	f.Add("port 80 or (", uint8(1))
	f.Add("tcp[len:", uint8(2))
	frame := etherFrames()[2]
	f.Fuzz(func(t *testing.T, expression string, e uint8) {
		if asksTheSystem(expression) {
			return
		}
		program, err := Compile(expression, Encapsulation(e%uint8(encapsulationCount)), 65535)
		if err != nil {
			if strings.ContainsAny(err.Error(), "\n") {
				t.Errorf("an error of several lines: %q", err)
			}
			return
		}
		if len(program) > MaxInstructions {
			t.Errorf("%d instructions", len(program))
		}
		if _, ok := run(program, frame); !ok {
			t.Errorf("the program of %q is not valid: %v", expression, program)
		}
	})
}

// asksTheSystem reports whether compiling might look up a name.
func asksTheSystem(expression string) bool {
	tokens, _ := scan(expression)
	for _, x := range tokens {
		_, constant := constants[x.text]
		_, kind := idKinds[x.text]
		switch {
		case x.kind != tokenWord && x.kind != tokenQuoted:
		case constant, kind, isProto(x.text), looksLikeIPv4(x.text), needLibpcap[x.text]:
		case strings.Contains(" and or not src dst len less greater mask broadcast multicast ", " "+x.text+" "):
		default:
			return true
		}
	}
	return false
}
