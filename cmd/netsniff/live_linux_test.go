package main

import (
	"bytes"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"netsniff/capture"
	"netsniff/capture/file"
)

// enterNetwork moves the test to a network namespace of its own that has lo.
func enterNetwork(t *testing.T) {
	t.Helper()
	if _, err := exec.LookPath("ip"); err != nil || os.Geteuid() != 0 {
		t.Skip("needs root and the ip command for a network namespace")
	}
	// The namespace belongs to the thread, which ends with the goroutine of the test.
	runtime.LockOSThread()
	if err := unix.Unshare(unix.CLONE_NEWNET); err != nil {
		t.Skipf("needs the right to make a network namespace: %v", err)
	}
	if out, err := exec.Command("ip", "link", "set", "lo", "up").CombinedOutput(); err != nil {
		t.Fatalf("ip: %v: %s", err, out)
	}
}

// send sends n datagrams over lo.
func send(t *testing.T, n int) {
	t.Helper()
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer unix.Close(fd)
	for range n {
		// Nobody listens: an answer that says so may be an error of the next one.
		_ = unix.Sendto(fd, make([]byte, 100), 0, &unix.SockaddrInet4{Port: 9, Addr: [4]byte{127, 0, 0, 1}})
	}
}

// sniffing is a netsniff that captures on lo.
type sniffing struct {
	*exec.Cmd
	t     *testing.T
	errs  bytes.Buffer
	ended chan error
}

// sniff starts one and returns when it captures. The test binary is netsniff
// under that name, see TestMain.
func sniff(t *testing.T, out io.Writer, args ...string) *sniffing {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(t.TempDir(), "netsniff")
	if err := os.Symlink(self, name); err != nil {
		t.Fatal(err)
	}
	s := &sniffing{Cmd: exec.Command(name, append([]string{"-i", "lo"}, args...)...), t: t, ended: make(chan error, 1)}
	s.Stdout = out
	said, err := s.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Process.Kill() })
	for part := make([]byte, 256); !strings.Contains(s.errs.String(), "Capturing on"); {
		n, err := said.Read(part)
		if s.errs.Write(part[:n]); err != nil {
			t.Fatalf("%s %v", &s.errs, err)
		}
	}
	go func() {
		_, _ = io.Copy(&s.errs, said)
		s.ended <- s.Wait()
	}()
	return s
}

// end waits for the end and returns how it ended.
func (s *sniffing) end() error {
	s.t.Helper()
	select {
	case err := <-s.ended:
		return err
	case <-time.After(20 * time.Second):
		s.t.Fatalf("it does not end: %s", &s.errs)
		return nil
	}
}

// framesIn returns how many frames a file has, -1 if it is none yet.
func framesIn(name string) (n int) {
	src, err := file.Open(name)
	if err != nil {
		return -1
	}
	defer src.Close()
	for p := new(capture.Packet); src.Next(p) == nil; {
		n++
	}
	return n
}

// eventually waits until something is so.
func eventually(t *testing.T, what string, is func() bool) {
	t.Helper()
	for deadline := time.Now().Add(10 * time.Second); !is(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("not in 10 s: " + what)
		}
	}
}

// TestLiveFileGrows: who follows the file of -w sees what was captured, and
// has it whatever ends the program.
func TestLiveFileGrows(t *testing.T) {
	enterNetwork(t)
	name := filepath.Join(t.TempDir(), "out.pcapng")
	s := sniff(t, nil, "-w", name, "--bpf", "udp port 9")
	eventually(t, "a file without frames", func() bool { return framesIn(name) == 0 })
	send(t, 5)
	eventually(t, "5 frames in it", func() bool { return framesIn(name) == 5 })
	_ = s.Process.Kill()
	_ = s.end()
	if n := framesIn(name); n != 5 {
		t.Errorf("%d frames when it was killed", n)
	}
}

// TestLivePipeFlows: the same through a pipe.
func TestLivePipeFlows(t *testing.T) {
	enterNetwork(t)
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	sniff(t, w, "-w", "-")
	w.Close()
	var got bytes.Buffer
	read := func(want int) {
		t.Helper()
		_ = r.SetReadDeadline(time.Now().Add(10 * time.Second))
		for part := make([]byte, 4096); got.Len() < want; {
			n, err := r.Read(part)
			if got.Write(part[:n]); err != nil {
				t.Fatalf("%d bytes: %v", got.Len(), err)
			}
		}
	}
	read(28 + 20) // the headers of a section and an interface
	before := got.Len()
	send(t, 1)
	read(before + 142)
}

// TestLiveSignals: each of the signals that ask for the end gets a whole file
// and a summary with counts that can be.
func TestLiveSignals(t *testing.T) {
	for _, sig := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP} {
		t.Run(sig.String(), func(t *testing.T) {
			if signal.Ignored(sig) {
				t.Skip("these tests run under nohup, and so would the program")
			}
			enterNetwork(t)
			name := filepath.Join(t.TempDir(), "out.pcapng")
			s := sniff(t, nil, "-w", name)
			send(t, 3)
			eventually(t, "3 frames", func() bool { return framesIn(name) >= 3 })
			n := framesIn(name)
			_ = s.Process.Signal(sig)
			if err := s.end(); err != nil {
				t.Errorf("%v: %s", err, &s.errs)
			}
			if !strings.Contains(s.errs.String(), " frames captured, 0 dropped by the kernel, 0 by the interface\n") ||
				strings.Contains(s.errs.String(), "received") {
				t.Errorf("it says %q", &s.errs)
			}
			b, err := os.ReadFile(name)
			if statistics := []byte{5, 0, 0, 0}; err != nil || framesIn(name) < n ||
				!bytes.Contains(b[len(b)-80:], statistics) {
				t.Errorf("%d frames, %v; the end is %x", framesIn(name), err, b[max(0, len(b)-80):])
			}
		})
	}
}

// TestLiveSecondInterrupt: a second Ctrl-C ends it even if nobody reads what it
// prints.
func TestLiveSecondInterrupt(t *testing.T) {
	enterNetwork(t)
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	s := sniff(t, w)
	w.Close()
	for range 20 {
		send(t, 200) // more rows than a pipe holds
	}
	time.Sleep(300 * time.Millisecond)
	_ = s.Process.Signal(os.Interrupt)
	select {
	case <-s.ended:
		t.Fatal("it was not blocked: the test shows nothing")
	case <-time.After(500 * time.Millisecond):
	}
	_ = s.Process.Signal(os.Interrupt)
	_ = s.end()
}

// TestLiveIgnoredHangUp: with nohup a closed terminal is no reason to end.
func TestLiveIgnoredHangUp(t *testing.T) {
	enterNetwork(t)
	if _, err := exec.LookPath("nohup"); err != nil {
		t.Skip("needs nohup")
	}
	s := sniff(t, nil, "-q")
	_ = s.Process.Signal(os.Interrupt)
	_ = s.end()
	s = &sniffing{Cmd: exec.Command("nohup", s.Path, "-i", "lo", "-q", "-a", "duration:2"), t: t, ended: make(chan error, 1)}
	s.Stderr = &s.errs
	if err := s.Start(); err != nil {
		t.Fatal(err)
	}
	time.Sleep(time.Second)
	_ = s.Process.Signal(syscall.SIGHUP)
	if err := s.Wait(); err != nil {
		t.Errorf("%v: %s", err, &s.errs)
	}
}
