package kinship

import (
	"cmp"
	"slices"

	"netsniff/capture"
)

// hosts gathers who opened conversations. A host is its MAC where frames have one,
// else its address.
type hosts struct{ all map[hostKey]*Host }

type hostKey struct{ mac, addr capture.Addr }

// mostHosts bounds how many are told apart while a capture is read.
const mostHosts = 4096

// add counts a conversation for who opened it.
func (h *hosts) add(c *Conversation) {
	key := hostKey{mac: c.Client.MAC}
	if key.mac.Kind == capture.AddrNone {
		key.addr = c.Client.Addr
	}
	x := h.all[key]
	if x == nil {
		if len(h.all) == mostHosts {
			return
		}
		x = &Host{MAC: c.Client.MAC}
		h.all[key] = x
	}
	x.Opened++
	x.Frames += c.Frames
	if len(x.Addrs) < maxAddrs && !slices.Contains(x.Addrs, c.Client.Addr) {
		x.Addrs = append(x.Addrs, c.Client.Addr)
	}
}

// list returns those that opened most.
func (h *hosts) list() (list []Host) {
	for _, x := range h.all {
		slices.SortFunc(x.Addrs, compareAddr)
		list = append(list, *x)
	}
	slices.SortFunc(list, func(a, b Host) int {
		return cmp.Or(cmp.Compare(b.Opened, a.Opened), cmp.Compare(b.Frames, a.Frames), compareAddr(a.MAC, b.MAC),
			slices.CompareFunc(a.Addrs, b.Addrs, compareAddr))
	})
	return list[:min(len(list), maxHosts)]
}

func compareAddr(a, b capture.Addr) int {
	return cmp.Or(cmp.Compare(a.Kind, b.Kind), slices.Compare(a.B[:], b.B[:]))
}
