package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/all"
	"netsniff/dissect/detect"
	"netsniff/dissect/engine"
	"netsniff/dissect/pipeline"
	"netsniff/dissect/registry"
)

// preferences are what -o, -d and --disable-protocol say of how frames are read.
type preferences struct {
	order    engine.Order
	absolute bool                // sequence numbers
	apart    []*dissect.Protocol // whose segments are read each for itself
	assigned []detect.Assignment
	disabled []*dissect.Protocol
	keylogs  []string // of tls.keylog_file
}

// preference is one of Wireshark's that means something here.
type preference struct {
	name string
	set  func(p *preferences, on bool) // nil: netsniff is always as fixed says
	// fixed is the only value, and why says what there is instead of the other.
	fixed bool
	why   string
}

// preferenceTable has those that are on or off.
var preferenceTable = []preference{
	{name: "tcp.reassemble_out_of_order", set: func(p *preferences, on bool) { p.setOrder(engine.BySequence, on) }},
	{name: "tcp.desegment_tcp_streams", set: func(p *preferences, on bool) { p.setOrder(engine.BySegment, !on) }},
	{name: "tcp.relative_sequence_numbers", set: func(p *preferences, on bool) { p.absolute = !on }},
	{name: "tcp.analyze_sequence_numbers", fixed: true,
		why: "segments are always analysed; leave out fields of tcp.analysis"},
	{name: "tcp.calculate_timestamps", fixed: true, why: "the fields tcp.time_relative and tcp.time_delta are always there"},
	{name: "tcp.track_bytes_in_flight", fixed: true, why: "tcp.analysis.bytes_in_flight is always there"},
	{name: "tcp.try_heuristic_first", fixed: true, why: "bytes come before ports always; -d decides by the port"},
	{name: "tcp.check_checksum", why: notVerified},
	{name: "udp.check_checksum", why: notVerified},
	{name: "ip.check_checksum", why: notVerified},
	{name: "ip.defragment", fixed: true, why: "datagrams are always put together"},
	{name: "ipv6.defragment", fixed: true, why: "datagrams are always put together"},
	{name: "http.dechunk_body", fixed: true, why: "bodies are always read without chunks; -x shows the bytes"},
	{name: "http.decompress_body", fixed: true, why: "bodies are always decompressed; -x shows the bytes"},
	{name: "nameres.network_name", why: neverResolved},
	{name: "nameres.mac_name", why: neverResolved},
	{name: "nameres.transport_name", why: neverResolved},
	{name: "nameres.dns_pkt_addr_resolution", why: neverResolved},
	{name: "nameres.use_external_name_resolver", why: neverResolved},
	{name: "nameres.vlan_name", why: neverResolved},
}

const (
	notVerified   = "checksums are not verified, as offloading leaves them empty; the fields are there"
	neverResolved = "names are never resolved; -z hosts tells those of the capture"
)

// answeredPreferences are preferences, by the beginnings of their names, that are
// something else here.
var answeredPreferences = []struct{ begin, answer string }{
	{"gui.column", "choose columns with -T fields -e _ws.col.Time -e … or with -T csv"},
	{"column.format", "choose columns with -T fields -e _ws.col.Time -e … or with -T csv"},
	{"gui.", "it is of Wireshark's windows and means nothing here"},
}

// heldPreferences are of protocols that are decoded but not as far as that: the run
// goes on without.
var heldPreferences = []struct{ name, remark string }{
	{"tls.keys_list", byFlags},
	{"tls.debug_file", "it changes nothing: what is not decrypted is said at the end"},
	{"tls.psk", "it changes nothing: a key log has the secrets of such connections too"},
}

const byFlags = "it changes nothing: name the key's file with --tls-key FILE"

func (p *preferences) setOrder(o engine.Order, on bool) {
	switch {
	case on:
		p.order = o
	case p.order == o:
		p.order = engine.ByArrival
	}
}

// set reads one NAME:VALUE. What of it is not decoded yet is returned as a
// remark: the run goes on.
func (p *preferences) set(setting string, r *registry.Registry) (remark string, err error) {
	name, value, ok := strings.Cut(setting, ":")
	if !ok {
		return "", fmt.Errorf("it takes NAME:VALUE, such as %s:FALSE", "tcp.relative_sequence_numbers")
	}
	name, value = strings.ToLower(strings.TrimSpace(name)), strings.TrimSpace(value)
	if name == "tls.keylog_file" || name == "ssl.keylog_file" {
		p.keylogs = append(p.keylogs, value)
		return "", nil
	}
	for i := range preferenceTable {
		if x := &preferenceTable[i]; x.name == name {
			return "", x.apply(p, value)
		}
	}
	for _, x := range answeredPreferences {
		if strings.HasPrefix(name, x.begin) {
			return "", fmt.Errorf("%s", x.answer)
		}
	}
	head, rest, _ := strings.Cut(name, ".")
	s, known := r.Protocol(head)
	switch {
	case known && heldBack(s.Protocol.Name+"."+rest) != "":
		return heldBack(s.Protocol.Name + "." + rest), nil
	case known && s.Protocol.Undecoded:
		return fmt.Sprintf("%s (%s) is not decoded yet: it changes nothing", s.Protocol.Name, s.Protocol.Title), nil
	case known && strings.HasPrefix(rest, "desegment_"):
		on, err := truth(value)
		if err == nil && !on {
			p.apart = append(p.apart, s.Protocol)
		}
		return "", err
	case known && (rest == "tcp.port" || rest == "udp.port"):
		return "", p.listen(s.Protocol, rest, value)
	}
	return "", fmt.Errorf("no such preference; known are %s, and of a protocol its desegment_…, tcp.port and udp.port",
		strings.Join(preferenceNames(), ", "))
}

// heldBack returns what is to be said of a preference that changes nothing yet.
func heldBack(name string) string {
	for _, x := range heldPreferences {
		if x.name == name {
			return x.remark
		}
	}
	return ""
}

func (x *preference) apply(p *preferences, value string) error {
	on, err := truth(value)
	switch {
	case err != nil:
		return err
	case x.set != nil:
		x.set(p, on)
	case on != x.fixed:
		return fmt.Errorf("%s", x.why)
	}
	return nil
}

func truth(value string) (bool, error) {
	on, err := strconv.ParseBool(strings.ToUpper(value))
	if err != nil {
		return false, fmt.Errorf("TRUE or FALSE is needed")
	}
	return on, nil
}

// listen takes the ports of a protocol: numbers and ranges with commas between.
func (p *preferences) listen(protocol *dissect.Protocol, layer, ports string) error {
	for one := range strings.SplitSeq(ports, ",") {
		a, err := assignment(layer, strings.TrimSpace(one), protocol)
		if err != nil {
			return err
		}
		p.assigned = append(p.assigned, a)
	}
	return nil
}

// preferenceNames lists the preferences that can be set.
func preferenceNames() (list []string) {
	for _, x := range preferenceTable {
		if x.set != nil {
			list = append(list, x.name)
		}
	}
	return list
}

// preferred reads -o, -d and --disable-protocol.
func (o *options) preferred() error {
	p, r := preferences{}, all.Names()
	for _, setting := range o.prefs {
		remark, err := p.set(setting, r)
		if err != nil {
			return fmt.Errorf("-o %s: %w", setting, err)
		}
		if remark != "" {
			o.note("-o %s: %s", setting, remark)
		}
	}
	for _, rule := range o.decodeAs {
		a, err := parseDecodeAs(rule, r)
		if err != nil {
			return fmt.Errorf("-d %s: %w", rule, err)
		}
		if a.Protocol.Undecoded {
			o.note("-d %s: %s is not decoded yet: its frames are recognised, but its fields stay empty", rule,
				a.Protocol.Name)
		}
		p.assigned = append(p.assigned, a)
	}
	for _, names := range o.disabled {
		for name := range strings.SplitSeq(names, ",") {
			s, ok := r.Protocol(name)
			if !ok || s.Protocol.NewStream == nil && s.Protocol.NewDatagram == nil && !s.Protocol.Undecoded {
				return fmt.Errorf("--disable-protocol %s: not a protocol above TCP and UDP; netsniff fields --protocols lists them",
					name)
			}
			p.disabled = append(p.disabled, s.Protocol)
		}
	}
	for _, name := range p.keylogs {
		o.keys.logs = append(o.keys.logs, name)
		if err := o.loadKeyLog("-o tls.keylog_file", name); err != nil {
			return err
		}
	}
	o.preferences = p
	return nil
}

// detector returns that of all protocols, as the preferences have it.
func (p *preferences) detector() *detect.Detector {
	list := slices.DeleteFunc(all.Recognisable(), func(x *dissect.Protocol) bool { return slices.Contains(p.disabled, x) })
	d := detect.New(list)
	d.Assign(p.assigned)
	return d
}

// apply has a run read frames as the preferences say.
func (p *preferences) apply(run *pipeline.Options) {
	run.Order, run.Absolute, run.Apart = p.order, p.absolute, p.apart
}

// parseDecodeAs reads tcp.port==8080,http: the selector is a port, the first and
// the last of several (8000-8080), or the first and how many (8000:3).
func parseDecodeAs(rule string, r *registry.Registry) (a detect.Assignment, err error) {
	head, name, ok := strings.Cut(rule, ",")
	layer, selector, also := strings.Cut(head, "==")
	if !ok || !also {
		return a, fmt.Errorf("it takes LAYER==PORTS,PROTOCOL, such as tcp.port==8080,http")
	}
	name = strings.ToLower(strings.TrimSpace(name))
	s, ok := r.Protocol(name)
	if !ok {
		hint := "netsniff fields --protocols lists them"
		if near := r.NearestProtocol(name); near != "" {
			hint = "did you mean " + near + "?"
		}
		return a, fmt.Errorf("no protocol is called %s; %s", name, hint)
	}
	return assignment(strings.TrimSpace(layer), strings.TrimSpace(selector), s.Protocol)
}

func assignment(layer, selector string, p *dissect.Protocol) (a detect.Assignment, err error) {
	a.Protocol = p
	switch layer {
	case "tcp.port":
		a.Transport = capture.ProtoTCP
		if p.NewStream == nil && !p.Undecoded {
			return a, fmt.Errorf("%s is not carried by TCP here", p.Name)
		}
	case "udp.port":
		a.Transport = capture.ProtoUDP
		if p.NewDatagram == nil && !p.Undecoded {
			return a, fmt.Errorf("%s is not carried by UDP here", p.Name)
		}
	default:
		return a, fmt.Errorf("protocols are chosen by tcp.port and udp.port; %q is neither", layer)
	}
	first, last, isRange := strings.Cut(selector, "-")
	if !isRange {
		last = first
	}
	first, count, isCount := strings.Cut(first, ":")
	from, err1 := strconv.ParseUint(first, 0, 16)
	to, err2 := from, error(nil)
	switch {
	case isCount:
		var n uint64
		if n, err2 = strconv.ParseUint(count, 0, 16); n > 0 {
			to = from + n - 1
		}
	case isRange:
		to, err2 = strconv.ParseUint(last, 0, 16)
	}
	if err1 != nil || err2 != nil || to < from || to > 0xffff {
		return a, fmt.Errorf("%q is no port: a number, 8000-8080, or 8000:3 for three from 8000", selector)
	}
	a.From, a.To = uint16(from), uint16(to)
	return a, nil
}
