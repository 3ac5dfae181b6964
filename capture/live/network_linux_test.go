package live

import (
	"bytes"
	"encoding/binary"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"netsniff/capture"
)

// Two ends of a virtual cable inside a network namespace of the test's own.
// What is sent into one end comes out of the other.
const (
	sendEnd = "cable0"
	recvEnd = "cable1"
)

// enterNetwork moves the test to a new network namespace with a cable in it.
// The namespace ends with the test: nothing of the machine is touched.
func enterNetwork(t *testing.T) {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Skip("needs root (CAP_SYS_ADMIN, CAP_NET_ADMIN, CAP_NET_RAW) for a network namespace")
	}
	if _, err := exec.LookPath("ip"); err != nil {
		t.Skip("needs the ip command (iproute2)")
	}
	// The namespace belongs to the thread, which is never unlocked and so
	// ends with the goroutine of the test.
	runtime.LockOSThread()
	if err := unix.Unshare(unix.CLONE_NEWNET); err != nil {
		t.Skipf("needs the right to make a network namespace: %v", err)
	}
	ip(t, "link add", sendEnd, "type veth peer name", recvEnd)
	for _, end := range []string{sendEnd, recvEnd} {
		// Without IPv6 the ends send nothing on their own.
		ip(t, "link set", end, "addrgenmode none")
		ip(t, "link set", end, "up")
	}
	ip(t, "link set lo up")
	// The kernel notices a little later that both ends are up, and drops what
	// is sent until then.
	for deadline := time.Now().
		Add(10 * time.Second); strings.Count(ip(t, "-o link show up"), "state UP") < 2; time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("the ends do not come up")
		}
	}
}

// ip runs ip(8) in the namespace of the test and returns what it prints.
func ip(t *testing.T, words ...string) string {
	t.Helper()
	out, err := exec.Command("ip", strings.Fields(strings.Join(words, " "))...).CombinedOutput()
	if err != nil {
		t.Fatalf("ip %s: %v: %s", strings.Join(words, " "), err, out)
	}
	return string(out)
}

// sender returns a function that puts a frame on an interface.
func sender(t *testing.T, name string) func([]byte) {
	t.Helper()
	fd, err := unix.Socket(unix.AF_PACKET, unix.SOCK_RAW|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { unix.Close(fd) })
	index := indexOf(t, name)
	return func(frame []byte) {
		t.Helper()
		if err := unix.Sendto(fd, frame, 0, &unix.SockaddrLinklayer{Ifindex: index, Halen: 6}); err != nil {
			t.Fatalf("send: %v", err)
		}
	}
}

// tunnel makes a tun interface and returns a function that lets it receive a
// datagram.
func tunnel(t *testing.T, name string) func([]byte) {
	t.Helper()
	fd, err := unix.Open("/dev/net/tun", unix.O_RDWR|unix.O_CLOEXEC, 0)
	if err != nil {
		t.Skipf("needs /dev/net/tun: %v", err)
	}
	t.Cleanup(func() { unix.Close(fd) })
	request, err := unix.NewIfreq(name)
	if err != nil {
		t.Fatal(err)
	}
	request.SetUint16(unix.IFF_TUN | unix.IFF_NO_PI)
	if err := unix.IoctlIfreq(fd, unix.TUNSETIFF, request); err != nil {
		t.Skipf("needs tun interfaces: %v", err)
	}
	ip(t, "link set", name, "addrgenmode none")
	ip(t, "link set", name, "up")
	return func(datagram []byte) {
		// What is not IP is refused; the others decide the test.
		_, _ = unix.Write(fd, datagram)
	}
}

func indexOf(t *testing.T, name string) int {
	t.Helper()
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer unix.Close(fd)
	request, err := unix.NewIfreq(name)
	if err != nil {
		t.Fatal(err)
	}
	if err := unix.IoctlIfreq(fd, unix.SIOCGIFINDEX, request); err != nil {
		t.Fatal(err)
	}
	return int(request.Uint32())
}

// udpFrame makes an Ethernet frame with a UDP datagram to port.
func udpFrame(port uint16, data []byte) []byte {
	f := []byte{0, 0, 0x5e, 0, 0x53, 2, 0, 0, 0x5e, 0, 0x53, 1, 8, 0}
	f = append(f, 0x45, 0)
	f = binary.BigEndian.AppendUint16(f, uint16(28+len(data)))
	f = append(f, 0, 0, 0, 0, 64, 17, 0, 0, 192, 0, 2, 1, 198, 51, 100, 2)
	f = binary.BigEndian.AppendUint16(f, 40000)
	f = binary.BigEndian.AppendUint16(f, port)
	f = binary.BigEndian.AppendUint16(f, uint16(8+len(data)))
	f = append(f, 0, 0)
	return append(f, data...)
}

// frame is a captured frame, copied.
type frame struct {
	data []byte
	wire int
	at   capture.Stamp
}

// collect reads until n frames came, or none for a while.
func collect(t *testing.T, h *Handle, n int) []frame {
	t.Helper()
	var got []frame
	var p capture.Packet
	const patient = 10 // times 50 ms
	for idle := 0; len(got) < n && idle < patient; {
		switch err := h.Next(&p); err {
		case nil:
			idle = 0
			got = append(got, frame{bytes.Clone(p.Data), p.WireLen, p.At})
			if int(p.Frame) != len(got) || p.CapLen != len(p.Data) {
				t.Fatalf("frame %d of %d bytes, want frame %d of %d", p.Frame, p.CapLen, len(got), len(p.Data))
			}
		case capture.ErrIdle:
			idle++
		default:
			t.Fatalf("after %d frames: %v", len(got), err)
		}
	}
	return got
}

// open opens and closes with the test.
func open(t *testing.T, name string, o Options) *Handle {
	t.Helper()
	h, err := Open(name, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = h.Close() })
	return h
}

// startTcpdump captures beside the Handle; the function it returns ends that
// and gives the frames.
func startTcpdump(t *testing.T, name string, arguments ...string) (stop func() []frame) {
	t.Helper()
	if _, err := exec.LookPath("tcpdump"); err != nil {
		t.Skip("needs tcpdump to compare with")
	}
	path := filepath.Join(t.TempDir(), "tcpdump.pcap")
	// In immediate mode every frame takes a slot of the snap length.
	all := append([]string{"-i", name, "-s", "4096", "-U", "--immediate-mode", "--nano", "-Z", "root", "-B", "16384",
		"-w", path}, arguments...)
	cmd := exec.Command("tcpdump", all...)
	stderr, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	// It says "listening on …" when it captures.
	var said []byte
	for part := make([]byte, 256); !bytes.Contains(said, []byte("listening")); {
		n, err := stderr.Read(part)
		if said = append(said, part[:n]...); err != nil {
			t.Fatalf("tcpdump: %s %v", said, err)
		}
	}
	return func() []frame {
		t.Helper()
		time.Sleep(300 * time.Millisecond)
		_ = cmd.Process.Signal(syscall.SIGINT)
		_ = cmd.Wait()
		file, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		return parsePcap(t, file)
	}
}

// parsePcap reads a classic capture file of this machine's byte order, ns.
func parsePcap(t *testing.T, file []byte) (frames []frame) {
	t.Helper()
	order := binary.NativeEndian
	if len(file) < 24 || order.Uint32(file) != 0xa1b23c4d {
		t.Fatal("tcpdump wrote another format")
	}
	for rest := file[24:]; len(rest) >= 16; {
		n := int(order.Uint32(rest[8:]))
		at := int64(order.Uint32(rest))*int64(time.Second) + int64(order.Uint32(rest[4:]))
		frames = append(frames, frame{rest[16 : 16+n], int(order.Uint32(rest[12:])), capture.Stamp(at)})
		rest = rest[16+n:]
	}
	return frames
}

// compare requires that got is what tcpdump saw, in the same order.
func compare(t *testing.T, got, want []frame) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%d frames, tcpdump has %d", len(got), len(want))
	}
	for i := range got {
		if got[i].wire != want[i].wire || !bytes.Equal(got[i].data, want[i].data) {
			t.Fatalf("frame %d:\n got %d of %d bytes %x\nwant %d of %d bytes %x", i+1, len(got[i].data), got[i].wire,
				got[i].data, len(want[i].data), want[i].wire, want[i].data)
		}
		if d := time.Duration(got[i].at - want[i].at); d.Abs() > 50*time.Millisecond {
			t.Fatalf("frame %d: the stamps differ by %v", i+1, d)
		}
	}
}
