package windows

import (
	"strings"
	"testing"

	"netsniff/dissect"
)

func TestNames(t *testing.T) {
	last := uint32(0)
	for i, line := range strings.Split(strings.TrimSuffix(string(statuses), "\n"), "\n") {
		code := parseHex(Names(line[:codeLen]))
		if got := Status(code).String(); got != line[codeLen+1:] || i > 0 && code <= last {
			t.Fatalf("line %q is found as %q", line, got)
		}
		last = code
	}
	for _, code := range []Status{4, 0xdeadbeef, 0xffffffff} {
		if name := code.String(); name != "" {
			t.Errorf("%x is %q", uint32(code), name)
		}
	}
	if got := string(Status(0xdeadbeef).Append(nil)); got != "Unknown (0xDEADBEEF)" {
		t.Error(got)
	}
}

func TestOutcome(t *testing.T) {
	for s, want := range map[Status]dissect.Outcome{
		Success: dissect.Succeeded, BufferOverflow: dissect.Succeeded, MoreProcessing: dissect.Succeeded,
		LogonFailure: dissect.Refused,
	} {
		if s.Outcome() != want {
			t.Errorf("%s: %s", s, s.Outcome())
		}
	}
}

func TestGUID(t *testing.T) {
	b := []byte{0x78, 0x57, 0x34, 0x12, 0x34, 0x12, 0xcd, 0xab, 0xef, 0, 1, 0x23, 0x45, 0x67, 0x89, 0xac}
	if got := string(AppendGUID(nil, b)); got != "12345778-1234-abcd-ef00-0123456789ac" {
		t.Error(got)
	}
}

func TestTime(t *testing.T) {
	for in, want := range map[uint64]uint64{0: dissect.NoTime, 116444736000000000: 0, 116444736000000010: 1000,
		1<<64 - 1: dissect.NoTime} {
		if got := Time(in); got != want {
			t.Errorf("%d: %d, want %d", in, got, want)
		}
	}
}
