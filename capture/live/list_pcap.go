//go:build windows || (!linux && cgo && libpcap)

package live

import (
	"fmt"

	"github.com/gopacket/gopacket/pcap"
)

// Flags of pcap_findalldevs(3pcap).
const (
	flagLoopback = 1 << 0
	flagUp       = 1 << 1
)

// List returns the interfaces that libpcap or Npcap can capture from.
func List() ([]Device, error) {
	found, err := pcap.FindAllDevs()
	if err != nil {
		return nil, fmt.Errorf("cannot list the interfaces: %w", err)
	}
	var devices []Device
	for _, f := range found {
		d := Device{
			Name:        f.Name,
			Description: f.Description,
			Up:          f.Flags&flagUp != 0,
			Loopback:    f.Flags&flagLoopback != 0,
		}
		for _, a := range f.Addresses {
			if p, ok := prefix(a.IP, a.Netmask); ok {
				d.Addresses = append(d.Addresses, p)
			}
		}
		devices = append(devices, d)
	}
	return number(devices), nil
}
