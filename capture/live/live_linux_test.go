package live

import (
	"bytes"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"netsniff/capture"
)

// mixedFrames are frames of many sizes, some with a VLAN tag or not IP at all.
func mixedFrames(n int) [][]byte {
	var frames [][]byte
	for i := range n {
		f := udpFrame(uint16(1000+i%50), bytes.Repeat([]byte{byte(i), byte(i >> 8)}, i*7%700))
		switch i % 10 {
		case 3:
			f = append(append(bytes.Clone(f[:12]), 0x81, 0, 0x20, 7), f[12:]...)
		case 6:
			f = append(bytes.Clone(f[:12]), 0x88, 0xcc, byte(i), byte(i>>8), 0)
		}
		frames = append(frames, f)
	}
	return frames
}

func TestSameAsTcpdump(t *testing.T) {
	enterNetwork(t)
	for _, c := range []struct {
		name   string
		o      Options
		tcp    []string
		frames int
	}{
		{"all", Options{Promiscuous: true}, nil, 2000},
		{"snap length", Options{Promiscuous: true, SnapLen: 96}, []string{"-s", "96"}, 300},
		{"filter", Options{Promiscuous: true, Filter: "udp dst portrange 1010-1030 and not port 1020"},
			[]string{"udp dst portrange 1010-1030 and not port 1020"}, 500},
		{"other station", Options{}, []string{"-p"}, 50},
	} {
		t.Run(c.name, func(t *testing.T) {
			// A subtest has a goroutine, and so a thread, of its own.
			enterNetwork(t)
			h := open(t, recvEnd, c.o)
			stop := startTcpdump(t, recvEnd, c.tcp...)
			send := sender(t, sendEnd)
			for i, f := range mixedFrames(c.frames) {
				send(f)
				if i%100 == 99 {
					time.Sleep(time.Millisecond)
				}
			}
			want := stop()
			if len(want) == 0 {
				t.Fatal("tcpdump saw nothing")
			}
			compare(t, collect(t, h, len(want)), want)
			if stats, err := h.Stats(); err != nil || stats.Received < uint64(len(want)) || stats.KernelDropped != 0 {
				t.Errorf("stats %+v, %v", stats, err)
			}
		})
	}
}

// TestVLAN: the kernel takes the outer tag out of what it receives; it is put
// back in its place, whichever kind it is.
func TestVLAN(t *testing.T) {
	enterNetwork(t)
	h := open(t, recvEnd, Options{Promiscuous: true})
	send := sender(t, sendEnd)
	plain := udpFrame(9, []byte("tagged on the way"))
	var want [][]byte
	for _, tag := range [][]byte{{0x81, 0, 0, 7}, {0x81, 0, 0, 0}, {0x88, 0xa8, 0xe0, 9},
		{0x88, 0xa8, 0, 9, 0x81, 0, 0, 7}} {
		f := append(append(bytes.Clone(plain[:12]), tag...), plain[12:]...)
		send(f)
		want = append(want, f)
	}
	for i, got := range collect(t, h, len(want)) {
		if !bytes.Equal(got.data, want[i]) || got.wire != len(want[i]) {
			t.Errorf("got %x\nwant %x", got.data, want[i])
		}
	}
}

// TestAny: all interfaces at once, in cooked frames. Tagged frames are left out
// of "not udp": libpcap filters what comes first by itself, and sees other
// bytes then than the kernel's filter does.
func TestAny(t *testing.T) {
	for _, filter := range []string{
		"udp port 1007", "ether proto 0x88cc", "not udp and not ether proto 0x8100",
		"dst net 198.51.100.0/24 and portrange 1003-1005", "udp[4:2] > 600",
	} {
		t.Run(filter, func(t *testing.T) {
			enterNetwork(t)
			h := open(t, "any", Options{Promiscuous: true, Filter: filter})
			stop := startTcpdump(t, "any", "-y", "LINUX_SLL", filter)
			send := sender(t, sendEnd)
			for _, f := range mixedFrames(200) {
				send(f)
			}
			want := stop()
			if len(want) == 0 {
				t.Fatal("tcpdump saw nothing")
			}
			compare(t, collect(t, h, len(want)+1), want)
			if link := h.Interfaces()[0].Link; link != capture.LinkSLL {
				t.Errorf("link type %d", link)
			}
		})
	}
}

// TestRawIP: an interface without link layer.
func TestRawIP(t *testing.T) {
	enterNetwork(t)
	const filter = "udp port 1007 or udp portrange 1012-1014"
	send := tunnel(t, "tun0")
	h := open(t, "tun0", Options{Promiscuous: true, Filter: filter})
	stop := startTcpdump(t, "tun0", filter)
	for _, f := range mixedFrames(200) {
		send(f[14:])
	}
	want := stop()
	if len(want) == 0 {
		t.Fatal("tcpdump saw nothing")
	}
	compare(t, collect(t, h, len(want)+1), want)
	if link := h.Interfaces()[0].Link; link != capture.LinkRaw {
		t.Errorf("link type %d", link)
	}
}

// TestLoopback: lo shows each frame once.
func TestLoopback(t *testing.T) {
	enterNetwork(t)
	h := open(t, "lo", Options{Promiscuous: true})
	stop := startTcpdump(t, "lo")
	send := sender(t, "lo")
	for range 5 {
		send(udpFrame(7, []byte("once")))
	}
	want := stop()
	if len(want) != 5 {
		t.Fatalf("tcpdump has %d frames", len(want))
	}
	compare(t, collect(t, h, 6), want)
}

// TestStop: from another goroutine, without traffic, within 100 ms; and again
// after Close. A busy machine may need more than one try for that.
func TestStop(t *testing.T) {
	enterNetwork(t)
	const within, tries = 100 * time.Millisecond, 5
	var took time.Duration
	for range tries {
		if took = stop(t); took <= within {
			return
		}
	}
	t.Errorf("Stop took %v", took)
}

// stop opens an interface, stops it from another goroutine and returns how long
// that took until it was closed.
func stop(t *testing.T) time.Duration {
	h := open(t, recvEnd, Options{})
	for range 20 {
		go func() { _, _ = h.Stats() }()
	}
	stopped := make(chan time.Time, 1)
	time.AfterFunc(130*time.Millisecond, func() {
		stopped <- time.Now()
		h.Stop()
	})
	var p capture.Packet
	err := capture.ErrIdle
	for err == capture.ErrIdle {
		err = h.Next(&p)
	}
	if err != io.EOF {
		t.Errorf("after Stop: %v", err)
	}
	if err := h.Close(); err != nil {
		t.Error(err)
	}
	took := time.Since(<-stopped)
	t.Logf("%s: stopped and closed after %v", Backend(), took)
	h.Stop()
	if err := h.Next(&p); err != io.EOF {
		t.Errorf("after Close: %v", err)
	}
	if err := h.Close(); err != nil {
		t.Error(err)
	}
	return took
}

// TestOverload: what the kernel had to drop is counted, nothing else is lost.
func TestOverload(t *testing.T) {
	enterNetwork(t)
	h := open(t, recvEnd, Options{Promiscuous: true, BufferBytes: 1 << 20})
	send := sender(t, sendEnd)
	const sent = 20000
	f := udpFrame(7, make([]byte, 1400))
	for range sent {
		send(f)
	}
	got := len(collect(t, h, sent))
	s, err := h.Stats()
	if err != nil || s.KernelDropped == 0 || uint64(got)+s.KernelDropped != sent {
		t.Errorf("%d of %d frames, %+v, %v", got, sent, s, err)
	}
	_ = h.Close()
	if after, err := h.Stats(); after != s || err != nil {
		t.Errorf("after Close %+v, %v; before %+v", after, err, s)
	}
}

// TestInterfaceLost: a capture whose interface goes away ends with its name.
func TestInterfaceLost(t *testing.T) {
	enterNetwork(t)
	h := open(t, recvEnd, Options{})
	ip(t, "link del", recvEnd)
	var p capture.Packet
	err := capture.ErrIdle
	for start := time.Now(); err == capture.ErrIdle && time.Since(start) < 2*time.Second; {
		err = h.Next(&p)
	}
	if err == capture.ErrIdle || err == io.EOF || err == nil || !strings.HasPrefix(err.Error(), recvEnd+": ") {
		t.Errorf("got %v", err)
	}
	t.Log(err)
}

func TestOpenErrors(t *testing.T) {
	enterNetwork(t)
	if _, err := Open("nosuch0", Options{}); err == nil ||
		err.Error() != `there is no interface "nosuch0"; available: cable1, cable0, any, lo` {
		t.Errorf("unknown: %v", err)
	}
	var wrong *FilterError
	for _, filter := range []string{"http", "tcp port", "port 99999", "(tcp", "vlan and and"} {
		if _, err := Open(recvEnd, Options{Filter: filter}); !errors.As(err, &wrong) || strings.Contains(err.Error(), "\n") {
			t.Errorf("filter: %v", err)
		}
	}
	ip(t, "link set", sendEnd, "down")
	if _, err := Open(recvEnd, Options{}); err != nil {
		t.Errorf("peer down: %v", err)
	}
	if _, err := Open(sendEnd, Options{}); err == nil || !strings.Contains(err.Error(), "`sudo ip link set cable0 up`") {
		t.Errorf("down: %v", err)
	}
}

// TestPermission: without rights, one line says what to do. The test runs
// itself again without them.
func TestPermission(t *testing.T) {
	const marker = "-test.run=^TestPermissionDenied$"
	setpriv, err := exec.LookPath("setpriv")
	if err != nil {
		t.Skip("needs setpriv (util-linux)")
	}
	cmd := exec.Command(setpriv, "--reuid=65534", "--regid=65534", "--clear-groups", "--inh-caps=-all", copySelf(t),
		"-test.v", marker)
	cmd.Dir = "/"
	out, err := cmd.CombinedOutput()
	if err != nil || !bytes.Contains(out, []byte("PASS: TestPermissionDenied")) {
		t.Fatalf("%v: %s", err, out)
	}
}

// copySelf puts the test program where every user may run it.
func copySelf(t *testing.T) string {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Skip("needs root to give rights up")
	}
	path, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	program, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	dir, err := os.MkdirTemp("", "live")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	copied := filepath.Join(dir, "live.test")
	if err := errors.Join(os.Chmod(dir, 0o755), os.WriteFile(copied, program, 0o755)); err != nil {
		t.Fatal(err)
	}
	return copied
}

func TestPermissionDenied(t *testing.T) {
	h, err := Open("lo", Options{})
	if err == nil {
		_ = h.Close()
		t.Skip("this user may capture")
	}
	want := "no permission to capture on lo: run `sudo setcap cap_net_raw,cap_net_admin+eip $(command -v netsniff)` once, or use sudo"
	if !errors.Is(err, ErrPermission) || err.Error() != want {
		t.Errorf("got %v", err)
	}
}

// TestNextAllocates: nothing per frame, with a VLAN tag or without.
func TestNextAllocates(t *testing.T) {
	enterNetwork(t)
	h := open(t, recvEnd, Options{Promiscuous: true})
	send := sender(t, sendEnd)
	f := udpFrame(7, make([]byte, 100))
	tagged := append(append(bytes.Clone(f[:12]), 0x81, 0, 0x20, 7), f[12:]...)
	fill := func(n int) {
		for i := range n {
			if i%2 == 0 {
				send(f)
			} else {
				send(tagged)
			}
		}
		time.Sleep(50 * time.Millisecond)
	}
	const frames = 1000
	fill(frames)
	collect(t, h, frames)
	fill(frames)
	var p capture.Packet
	got := 0
	allocs := testing.AllocsPerRun(frames-1, func() {
		if h.Next(&p) == nil {
			got++
		}
	})
	if allocs != 0 || got < frames*9/10 {
		t.Errorf("%v allocations per frame, %d frames", allocs, got)
	}
}

// TestNames: an interface by number and by description.
func TestNames(t *testing.T) {
	enterNetwork(t)
	devices, err := List()
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{recvEnd, sendEnd, anyName, "lo"} {
		if i >= len(devices) || devices[i].Name != want || devices[i].Index != i+1 || !devices[i].Up {
			t.Fatalf("devices %+v", devices)
		}
	}
	lo := devices[3]
	if !lo.Loopback || len(lo.Addresses) == 0 || lo.Addresses[0].String() != "127.0.0.1/8" {
		t.Errorf("lo %+v", lo)
	}
	for name, want := range map[string]string{"4": "lo", "loopback": "lo", "All interfaces": anyName, "1": recvEnd} {
		if got := open(t, name, Options{}).Interfaces()[0].Name; got != want {
			t.Errorf("%s is %s, want %s", name, got, want)
		}
	}
	if i := open(t, recvEnd, Options{}).Interfaces()[0]; i.Precision != 9 || i.Link != capture.LinkEthernet ||
		i.SnapLen != DefaultSnapLen {
		t.Errorf("interface %+v", i)
	}
}
