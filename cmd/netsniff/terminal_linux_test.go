package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"netsniff/report/cells"
)

// onTerminal runs the command line on a pseudo-terminal of 80 columns and returns
// its lines. The test binary is netsniff under that name, see TestMain.
func onTerminal(t *testing.T, args ...string) []string {
	t.Helper()
	ours, err := os.OpenFile("/dev/ptmx", os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Skipf("needs a pseudo-terminal: %v", err)
	}
	defer ours.Close()
	control, err := ours.SyscallConn()
	if err != nil {
		t.Fatal(err)
	}
	var number int
	if e := control.Control(func(fd uintptr) {
		err = unix.IoctlSetPointerInt(int(fd), unix.TIOCSPTLCK, 0)
		if err == nil {
			number, err = unix.IoctlGetInt(int(fd), unix.TIOCGPTN)
		}
		if err == nil {
			err = unix.IoctlSetWinsize(int(fd), unix.TIOCSWINSZ, &unix.Winsize{Row: 24, Col: 80})
		}
	}); e != nil || err != nil {
		t.Skipf("needs a pseudo-terminal: %v %v", e, err)
	}
	theirs, err := os.OpenFile(filepath.Join("/dev/pts", strconv.Itoa(number)), os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Skipf("needs a pseudo-terminal: %v", err)
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(t.TempDir(), "netsniff")
	if err := os.Symlink(self, name); err != nil {
		t.Fatal(err)
	}
	c := exec.Command(name, args...)
	c.Env = append(os.Environ(), "NO_COLOR=1", "COLUMNS=200") // the terminal knows better
	c.Stdout, c.Stderr = theirs, theirs
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	theirs.Close()
	var text strings.Builder
	for part := make([]byte, 4096); ; {
		n, err := ours.Read(part)
		text.Write(part[:n])
		if err != nil { // EIO: nobody has the other side any more
			break
		}
	}
	if err := c.Wait(); err != nil {
		t.Errorf("%v: %v", args, err)
	}
	return strings.Split(strings.TrimSuffix(strings.ReplaceAll(text.String(), "\r\n", "\n"), "\n"), "\n")
}

// colours are the control sequences of colours.
var colours = regexp.MustCompile("\x1b\\[[0-9;]*m")

// TestOnATerminal: rows and tables fit a terminal of 80 columns, and --wide
// shows them whole.
func TestOnATerminal(t *testing.T) {
	name := filepath.Join(pcaps, "foxmail-coremail-smtp-send.pcap")
	for _, args := range [][]string{
		{"-r", name}, {"-r", name, "-t", "ad", "--color", "always"}, {"stats", "-r", name},
		{"mail", "--lang", "zh", "-r", name},
		{"mail", "--list", "--lang", "zh", "-r", name},
	} {
		widest := 0
		for _, line := range onTerminal(t, args...) {
			widest = max(widest, cells.Width(colours.ReplaceAllString(line, "")))
		}
		if widest > 80 || widest < 75 {
			t.Errorf("%v: %d cells", args, widest)
		}
	}
	whole := strings.Join(onTerminal(t, "-r", name, "--wide"), "\n")
	if want := strings.TrimSuffix(output(t, "-r", name), "\n"); whole != want {
		t.Errorf("--wide:\n%s\nwant\n%s", whole, want)
	}
}
