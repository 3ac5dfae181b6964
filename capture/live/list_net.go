//go:build !windows && (linux || !(cgo && libpcap))

package live

import (
	"fmt"
	"net"
	"runtime"
)

// List returns the interfaces of this machine. On Linux the list is the same
// with and without libpcap, so that a number means the same interface; "any"
// is part of it.
func List() ([]Device, error) {
	interfaces, err := net.Interfaces()
	if err != nil {
		return nil, fmt.Errorf("cannot list the interfaces: %w", err)
	}
	var devices []Device
	for _, i := range interfaces {
		d := Device{
			Name:     i.Name,
			Up:       i.Flags&net.FlagUp != 0,
			Loopback: i.Flags&net.FlagLoopback != 0,
		}
		if d.Loopback {
			d.Description = "Loopback"
		}
		// An interface that goes away meanwhile is listed without addresses.
		addresses, _ := i.Addrs()
		for _, a := range addresses {
			if n, isNet := a.(*net.IPNet); isNet {
				if p, ok := prefix(n.IP, n.Mask); ok {
					d.Addresses = append(d.Addresses, p)
				}
			}
		}
		devices = append(devices, d)
	}
	if runtime.GOOS == "linux" {
		devices = append(devices, Device{Name: anyName, Description: "All interfaces", Up: true})
	}
	return number(devices), nil
}
