package rfb_test

import (
	"testing"

	"netsniff/dissect"
	"netsniff/dissect/dissecttest"
	"netsniff/dissect/engine"
	"netsniff/dissect/rfb"
)

const (
	version = "RFB 003.008\n"
	desktop = "\x00\x08\x00\x02\x20\x18\x00\x01\x00\xff\x00\xff\x00\xff\x10\x08\x00\x00\x00\x00\x00\x00\x00\x04desk"
)

// begins is a conversation until both have a framebuffer.
func begins() []dissecttest.Turn {
	return []dissecttest.Turn{
		dissecttest.Server(version), dissecttest.Client(version), dissecttest.Server("\x02\x02\x01"),
		dissecttest.Client("\x01"),
		dissecttest.Server("\x00\x00\x00\x00"), dissecttest.Client("\x01"), dissecttest.Server(desktop),
	}
}

func rows(t *testing.T, turns []dissecttest.Turn, want ...string) {
	t.Helper()
	c := dissecttest.NewConnection(5900, engine.ByArrival, &rfb.Protocol)
	for i, got := range c.Rows(turns) {
		if got != "VNC "+want[i] {
			t.Errorf("%d: %q, want %q", i, got, "VNC "+want[i])
		}
	}
}

func TestRows(t *testing.T) {
	rows(t, append(begins(),
		dissecttest.Client("\x03\x01\x00\x00\x00\x00\x00\x08\x00\x02\x05\x00\x00\x01\x00\x01"), // what follows the first has no row
		dissecttest.Server("\x00\x00\x00\x01\x00\x00\x00\x00\x00\x01\x00\x01\x00\x00\x00\x00abcd\x02"),
		dissecttest.Client("\x09?"), dissecttest.Server("\x03\x00\x00\x00\x00\x00\x00\x02hi"),
	), "Server protocol version: 003.008", "Client protocol version: 003.008", "Security types supported",
		"Security type None (1) selected by client",
		"Authentication result", "Share desktop flag", "Server framebuffer parameters",
		"Client framebuffer update request", "Server framebuffer update; Server ring bell on client",
		"Unknown client message type (9)", "Server cut text")
}

// TestOld: in version 3.3 the server chooses, and whoever is refused says no more.
func TestOld(t *testing.T) {
	rows(t, []dissecttest.Turn{
		dissecttest.Server(version), dissecttest.Client("RFB 003.003\n"), dissecttest.Server("\x00\x00\x00\x02"),
		dissecttest.Server("0123456789abcdef"),
		dissecttest.Client("0123456789abcdef"), dissecttest.Server("\x00\x00\x00\x01"), dissecttest.Client("?"),
	}, "Server protocol version: 003.008", "Client protocol version: 003.003", "Security types supported",
		"Authentication challenge from server",
		"Authentication response from client", "Authentication result", "")
}

func TestFields(t *testing.T) {
	for name, want := range map[string]string{"vnc.width": "8", "vnc.height": "2", "vnc.desktop_name": "desk",
		"vnc.server_bits_per_pixel": "32"} {
		if got := dissecttest.FieldText(dissecttest.NewConnection(5900, engine.ByArrival, &rfb.Protocol).Last(begins()),
			&rfb.Protocol, name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

func TestAllocatesNothing(t *testing.T) {
	c := dissecttest.NewConnection(5900, engine.ByArrival, &rfb.Protocol)
	c.Rows(begins())
	turn := dissecttest.Turn{Dir: dissect.ToServer, Data: []byte("\x05\x00\x00\x01\x00\x01")}
	c.Send(&turn)
	if n := testing.AllocsPerRun(100, func() { c.Send(&turn) }); n != 0 {
		t.Errorf("a message allocates %v times", n)
	}
}

// FuzzRFB takes any bytes for a connection.
func FuzzRFB(f *testing.F) {
	f.Add([]byte("\x0c" + version + "\x8c" + version + "\x02\x01\x01\x81\x01\x04\x00\x00\x00\x00\x81\x01\x1c" +
		desktop + "\x82\x09a\x04\x00\x00\x00\x01"))
	f.Fuzz(func(t *testing.T, b []byte) { dissecttest.AnyConnection(t, &rfb.Protocol, 5900, b) })
}
