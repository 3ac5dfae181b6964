package live

import (
	"net"
	"net/netip"
	"strconv"
	"strings"
)

// Device is an interface that frames can be captured from.
type Device struct {
	Index       int // its number in List, from 1
	Name        string
	Description string // "" if the system has none
	Addresses   []netip.Prefix
	Up          bool
	Loopback    bool
}

// anyName is the pseudo-interface of Linux that stands for all of them.
const anyName = "any"

func (d Device) any() bool { return d.Name == anyName }

// find returns the device that name stands for: a name first, because an
// interface may be called "3", then a number, then a description.
func find(devices []Device, name string) (Device, error) {
	for _, d := range devices {
		if d.Name == name {
			return d, nil
		}
	}
	if n, err := strconv.Atoi(name); err == nil && n >= 1 && n <= len(devices) {
		return devices[n-1], nil
	}
	for _, d := range devices {
		if d.Description != "" && strings.EqualFold(d.Description, name) {
			return d, nil
		}
	}
	return Device{}, &UnknownDeviceError{Name: name, Known: names(devices)}
}

func names(devices []Device) []string {
	list := make([]string, len(devices))
	for i, d := range devices {
		list[i] = d.Name
	}
	return list
}

// number puts the devices in the order people look for them (running ones,
// then "any", then loopback, then those that are down) and numbers them.
func number(devices []Device) []Device {
	const ranks = 4
	rank := func(d Device) int {
		switch {
		case d.any():
			return 1
		case !d.Up:
			return 3
		case d.Loopback:
			return 2
		default:
			return 0
		}
	}
	sorted := make([]Device, 0, len(devices))
	for r := range ranks {
		for _, d := range devices {
			if rank(d) == r {
				d.Index = len(sorted) + 1
				sorted = append(sorted, d)
			}
		}
	}
	return sorted
}

// prefix converts an address of package net; ok is false for anything but IP.
func prefix(ip net.IP, mask net.IPMask) (p netip.Prefix, ok bool) {
	addr, ok := netip.AddrFromSlice(ip)
	if !ok {
		return p, false
	}
	ones, bits := mask.Size()
	addr = addr.Unmap()
	if bits == 0 || ones > addr.BitLen() {
		ones = addr.BitLen()
	}
	return netip.PrefixFrom(addr, ones), true
}
