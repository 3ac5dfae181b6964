package bpf

import (
	"testing"

	"golang.org/x/sys/unix"
)

// TestKernelAccepts: the kernel's own check takes every program.
func TestKernelAccepts(t *testing.T) {
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		t.Skipf("no socket: %v", err)
	}
	defer unix.Close(fd)
	for e := range encapsulationCount {
		for _, expression := range append(append([]string{"inbound", "outbound"}, shared...), etherOnly...) {
			program, err := Compile(expression, e, 65535)
			if err == errNoMatch || err != nil && e != Ethernet {
				continue
			}
			if err != nil {
				t.Errorf("%s: %v", expression, err)
				continue
			}
			filter := make([]unix.SockFilter, len(program))
			for i, x := range program {
				filter[i] = unix.SockFilter{Code: x.Op, Jt: x.Jt, Jf: x.Jf, K: x.K}
			}
			prog := unix.SockFprog{Len: uint16(len(filter)), Filter: &filter[0]}
			if err := unix.SetsockoptSockFprog(fd, unix.SOL_SOCKET, unix.SO_ATTACH_FILTER, &prog); err != nil {
				t.Errorf("encapsulation %d, %s: %v: %v", e, expression, err, program)
			}
		}
	}
}
