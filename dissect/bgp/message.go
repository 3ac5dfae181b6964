package bgp

import "netsniff/dissect/parts"

// ReadAll implements parts.Message.
func (m *Message) ReadAll(r *parts.Reader) {
	r.Octets("bgp.marker", markerLen)
	r.Uint("bgp.length", 2)
	r.Uint("bgp.type", 1)
	switch m.Type {
	case Open:
		r.Uint("bgp.open.version", 1)
		r.Uint("bgp.open.myas", 2)
		r.Uint("bgp.open.holdtime", 2)
		r.Octets("bgp.open.identifier", 4)
		readParameters(r, func(uint64) {})
	case Update:
		m.readUpdate(r)
	case Notification:
		readNotification(r)
	case RouteRefresh:
		r.Uint("bgp.route_refresh.afi", 2)
		r.Uint("bgp.route_refresh.subtype", 1)
		r.Uint("bgp.route_refresh.safi", 1)
	}
}

const (
	parameterCapabilities = 2
	capabilityWideAS      = 65
)

// readParameters reads the optional parameters of an OPEN (RFC 5492), and tells the types of
// capabilities.
func readParameters(r *parts.Reader, tell func(capability uint64)) {
	end := r.Off + 1 + int(r.Uint("bgp.open.opt.len", 1))
	for r.Off < end && !r.Short {
		kind := r.Uint("bgp.open.opt.param.type", 1)
		n := int(r.Uint("bgp.open.opt.param.len", 1))
		next := r.Off + n
		for kind == parameterCapabilities && r.Off+2 <= next && !r.Short {
			capability := r.Uint("bgp.cap.type", 1)
			size := int(r.Uint("bgp.cap.length", 1))
			tell(capability)
			if capability == capabilityWideAS && size == 4 {
				r.Uint("bgp.cap.4as", 4)
			} else {
				r.Skip(size)
			}
		}
		if r.Off = next; next > len(r.Bytes) {
			r.Short = true
		}
	}
}

// minorFields are the fields of what an error is more exactly, by the error.
var minorFields = map[uint64]string{
	1: "bgp.notify.minor_error", 2: "bgp.notify.minor_error_open", 3: "bgp.notify.minor_error_update",
	4: "bgp.notify.minor_error_expired",
	5: "bgp.notify.minor_error_state", 6: "bgp.notify.minor_error_cease", 7: "bgp.notify.minor_error_capability",
}

func readNotification(r *parts.Reader) {
	major := r.Uint("bgp.notify.major_error", 1)
	name := minorFields[major]
	if name == "" {
		name = "bgp.notify.minor_error_unknown"
	}
	r.Uint(name, 1)
	if r.Left() > 0 {
		r.Octets("bgp.notify.minor_data", r.Left())
	}
}

// Path attributes (https://www.iana.org/assignments/bgp-parameters).
const (
	attrOrigin = iota + 1
	attrASPath
	attrNextHop
	attrMED
	attrLocalPref
	attrAtomic
	attrAggregator
	attrCommunities
	attrOriginator
)

const attrAS4Path = 17

const extendedLength = 0x10 // the flag of an attribute whose length has two octets

func (m *Message) readUpdate(r *parts.Reader) {
	size := int(r.Uint("bgp.update.withdrawn_routes.length", 2))
	readPrefixes(r, "bgp.withdrawn_prefix", r.Off+min(size, r.Left()))
	size = int(r.Uint("bgp.update.path_attributes.length", 2))
	end := r.Off + min(size, r.Left())
	for r.Off+3 <= end && !r.Short {
		at := r.Off
		flags := r.Uint("bgp.update.path_attribute.flags", 1)
		r.NoteBits("bgp.update.path_attribute.flags.optional", at, 1, flags, 0x80)
		r.NoteBits("bgp.update.path_attribute.flags.transitive", at, 1, flags, 0x40)
		r.NoteBits("bgp.update.path_attribute.flags.partial", at, 1, flags, 0x20)
		r.NoteBits("bgp.update.path_attribute.flags.extended_length", at, 1, flags, extendedLength)
		kind := r.Uint("bgp.update.path_attribute.type_code", 1)
		width := 1
		if flags&extendedLength != 0 {
			width = 2
		}
		n := int(r.Uint("bgp.update.path_attribute.length", width))
		next := min(r.Off+n, end)
		m.readAttribute(r, kind, next)
		r.Off = next
	}
	r.Off = end
	readPrefixes(r, "bgp.nlri_prefix", len(r.Bytes))
}

// readPrefixes reads prefixes of IPv4: a length in bits, and as many octets as it needs.
func readPrefixes(r *parts.Reader, name string, end int) {
	for r.Off < end && !r.Short {
		bits := r.Uint("bgp.prefix_length", 1)
		n := int(bits+7) / 8
		if n > 4 {
			break
		}
		r.Prefix(name, n)
	}
	r.Off = max(r.Off, min(end, len(r.Bytes)))
}

func (m *Message) readAttribute(r *parts.Reader, kind uint64, end int) {
	switch kind {
	case attrOrigin:
		r.Uint("bgp.update.path_attribute.origin", 1)
	case attrASPath:
		readPath(r, end, m.wide)
	case attrAS4Path:
		readPath(r, end, true)
	case attrNextHop:
		r.Octets("bgp.update.path_attribute.next_hop", 4)
	case attrMED:
		r.Uint("bgp.update.path_attribute.multi_exit_disc", 4)
	case attrLocalPref:
		r.Uint("bgp.update.path_attribute.local_pref", 4)
	case attrAggregator:
		r.Uint("bgp.update.path_attribute.aggregator_as", max(2, min(end-r.Off-4, 4)))
		r.Octets("bgp.update.path_attribute.aggregator_origin", 4)
	case attrCommunities:
		for r.Off+4 <= end {
			r.Uint("bgp.update.path_attribute.community_as", 2)
			r.Uint("bgp.update.path_attribute.community_value", 2)
		}
	case attrOriginator:
		r.Octets("bgp.update.path_attribute.originator_id", 4)
	}
}

func readPath(r *parts.Reader, end int, wide bool) {
	name, width := "bgp.update.path_attribute.as_path_segment.as2", 2
	if wide {
		name, width = "bgp.update.path_attribute.as_path_segment.as4", 4
	}
	for r.Off+2 <= end && !r.Short {
		r.Uint("bgp.update.path_attribute.as_path_segment.type", 1)
		for n := r.Uint("bgp.update.path_attribute.as_path_segment.length", 1); n > 0 && r.Off+width <= end; n-- {
			r.Uint(name, width)
		}
	}
}
