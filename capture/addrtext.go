package capture

import (
	"fmt"
	"net"
	"net/netip"
)

// MarshalText writes the address as Append does; none is empty.
func (a Addr) MarshalText() ([]byte, error) { return a.Append(nil), nil }

// UnmarshalText reads what MarshalText wrote of Ethernet, IPv4 and IPv6.
func (a *Addr) UnmarshalText(text []byte) error {
	*a = Addr{}
	if len(text) == 0 {
		return nil
	}
	if ip, err := netip.ParseAddr(string(text)); err == nil {
		a.Kind = AddrIPv6
		if ip.Is4() {
			a.Kind = AddrIPv4
		}
		copy(a.B[:], ip.AsSlice())
		return nil
	}
	mac, err := net.ParseMAC(string(text))
	if err != nil || len(mac) != 6 {
		return fmt.Errorf("%q is no address", text)
	}
	a.Kind = AddrEther
	copy(a.B[:], mac)
	return nil
}
