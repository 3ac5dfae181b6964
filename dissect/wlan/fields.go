package wlan

import (
	"strconv"

	"netsniff/dissect"
	"netsniff/dissect/tlv"
)

var fields = []dissect.Field{
	{Name: "wlan.fc.type_subtype", Title: "Type/Subtype", Type: dissect.Uint, Base: dissect.Hex4, Names: kindName,
		Get: of(func(x frame, v *dissect.Values) { v.Uint(uint64(x.kind)) })},
	{Name: "wlan.fc", Title: "Frame Control Field", Type: dissect.Uint, Base: dissect.Hex4, Get: of(getControl)},
	{Name: "wlan.fc.version", Title: "Version", Type: dissect.Uint, Get: of(control(0, 2))},
	{Name: "wlan.fc.type", Title: "Type", Type: dissect.Uint, Names: typeName, Get: of(control(2, 2))},
	{Name: "wlan.fc.subtype", Title: "Subtype", Type: dissect.Uint, Get: of(control(4, 4))},
	{Name: "wlan.flags", Title: "Flags", Type: dissect.Uint, Base: dissect.Hex2, Get: of(flags(0, 8))},
	{Name: "wlan.fc.ds", Title: "DS status", Type: dissect.Uint, Base: dissect.Hex2, Names: dsName, Get: of(flags(0, 2))},
	{Name: "wlan.fc.tods", Title: "To DS", Type: dissect.Bool, Get: of(flags(0, 1))},
	{Name: "wlan.fc.fromds", Title: "From DS", Type: dissect.Bool, Get: of(flags(1, 1))},
	{Name: "wlan.fc.frag", Title: "More Fragments", Type: dissect.Bool,
		Names: words("This is the last fragment", "More fragments follow"), Get: of(flags(2, 1))},
	{Name: "wlan.fc.retry", Title: "Retry", Type: dissect.Bool,
		Names: words("Frame is not being retransmitted", "Frame is being retransmitted"), Get: of(flags(3, 1))},
	{Name: "wlan.fc.pwrmgt", Title: "PWR MGT", Type: dissect.Bool,
		Names: words("STA will stay up", "STA will go to sleep"), Get: of(flags(4, 1))},
	{Name: "wlan.fc.moredata", Title: "More Data", Type: dissect.Bool,
		Names: words("No data buffered", "Data is buffered for STA at AP"), Get: of(flags(5, 1))},
	{Name: "wlan.fc.protected", Title: "Protected flag", Type: dissect.Bool,
		Names: words("Data is not protected", "Data is protected"), Get: of(flags(6, 1))},
	{Name: "wlan.fc.order", Title: "+HTC/Order flag", Type: dissect.Bool,
		Names: words("Not strictly ordered", "Strictly ordered"), Get: of(flags(7, 1))},
	{Name: "wlan.duration", Title: "Duration", Type: dissect.Uint, Get: of(getDuration)},
	{Name: "wlan.ra", Title: "Receiver address", Type: dissect.Ether, Get: of(address(receiver))},
	{Name: "wlan.ta", Title: "Transmitter address", Type: dissect.Ether, Get: of(address(transmitter))},
	{Name: "wlan.da", Title: "Destination address", Type: dissect.Ether, Get: of(address(destination))},
	{Name: "wlan.sa", Title: "Source address", Type: dissect.Ether, Get: of(address(source))},
	{Name: "wlan.bssid", Title: "BSS Id", Type: dissect.Ether, Get: of(address(bssid))},
	{Name: "wlan.staa", Title: "STA address", Type: dissect.Ether, Get: of(address(station))},
	{Name: "wlan.addr", Title: "Hardware address", Type: dissect.Ether, Get: of(getAddresses)},
	{Name: "wlan.frag", Title: "Fragment number", Type: dissect.Uint, Get: of(sequence(0, 4))},
	{Name: "wlan.seq", Title: "Sequence number", Type: dissect.Uint, Get: of(sequence(4, 12))},
	{Name: "wlan.qos", Title: "Qos Control", Type: dissect.Uint, Base: dissect.Hex4, Get: of(qos(0, 16))},
	{Name: "wlan.qos.tid", Title: "TID", Type: dissect.Uint, Get: of(qos(0, 4))},
	{Name: "wlan.qos.ack", Title: "Ack Policy", Type: dissect.Uint, Base: dissect.Hex4, Get: of(qos(5, 2))},
	{Name: "wlan.qos.amsdupresent", Title: "Payload Type", Type: dissect.Bool, Names: words("MSDU", "A-MSDU"),
		Get: of(qos(7, 1))},
	{Name: "wlan.fixed.timestamp", Title: "Timestamp", Type: dissect.Uint, Get: fixed(0, 8, Beacon, ProbeResponse)},
	{Name: "wlan.fixed.beacon", Title: "Beacon Interval", Type: dissect.Uint, Get: fixed(8, 2, Beacon, ProbeResponse)},
	{Name: "wlan.fixed.capabilities", Title: "Capabilities Information", Type: dissect.Uint, Base: dissect.Hex4,
		Get: capabilities(0, 16)},
	{Name: "wlan.fixed.capabilities.ess", Title: "ESS capabilities", Type: dissect.Bool, Get: capabilities(0, 1)},
	{Name: "wlan.fixed.capabilities.ibss", Title: "IBSS status", Type: dissect.Bool, Get: capabilities(1, 1)},
	{Name: "wlan.fixed.capabilities.privacy", Title: "Privacy", Type: dissect.Bool, Get: capabilities(4, 1)},
	{Name: "wlan.fixed.listen_ival", Title: "Listen Interval", Type: dissect.Uint, Base: dissect.Hex4,
		Get: fixed(2, 2, AssociationRequest, ReassociationRequest)},
	{Name: "wlan.fixed.auth.alg", Title: "Authentication Algorithm", Type: dissect.Uint, Names: algorithmName,
		Get: fixed(0, 2, Authentication)},
	{Name: "wlan.fixed.auth_seq", Title: "Authentication SEQ", Type: dissect.Uint, Base: dissect.Hex4,
		Get: fixed(2, 2, Authentication)},
	{Name: "wlan.fixed.status_code", Title: "Status code", Type: dissect.Uint, Base: dissect.Hex4, Names: statusName,
		Get: dissect.Both(fixed(4, 2, Authentication), fixed(2, 2, AssociationResponse, ReassociationResponse))},
	{Name: "wlan.fixed.reason_code", Title: "Reason code", Type: dissect.Uint, Base: dissect.Hex4, Names: reasonName,
		Get: fixed(0, 2, Disassociation, Deauthentication)},
	{Name: "wlan.fixed.category_code", Title: "Category code", Type: dissect.Uint, Get: fixed(0, 1, Action, ActionNoAck)},
	{Name: "wlan.tag.number", Title: "Tag Number", Type: dissect.Uint, Names: elementName,
		Get: tagged(anyElement, func(e tlv.Element, at int, v *dissect.Values) { v.Uint(e.Type).At(at, 1) })},
	{Name: "wlan.tag.length", Title: "Tag length", Type: dissect.Uint,
		Get: tagged(anyElement, func(e tlv.Element, at int, v *dissect.Values) { v.Uint(uint64(e.Size)).At(at+1, 1) })},
	{Name: "wlan.ssid", Title: "SSID", Type: dissect.Octets, Get: tagged(ssidElement, addValue)},
	{Name: "wlan.supported_rates", Title: "Supported Rates", Type: dissect.Uint, Base: dissect.Hex2,
		Get: tagged(ratesElement, addBytes)},
	{Name: "wlan.extended_supported_rates", Title: "Extended Supported Rates", Type: dissect.Uint, Base: dissect.Hex2,
		Get: tagged(moreRates, addBytes)},
	{Name: "wlan.ds.current_channel", Title: "Current Channel", Type: dissect.Uint,
		Get: tagged(channelElement, addNumber(0, 1))},
	{Name: "wlan.tim.dtim_count", Title: "DTIM count", Type: dissect.Uint, Get: tagged(timElement, addNumber(0, 1))},
	{Name: "wlan.tim.dtim_period", Title: "DTIM period", Type: dissect.Uint, Get: tagged(timElement, addNumber(1, 1))},
	{Name: "wlan.country_info.code", Title: "Code", Type: dissect.String, Get: tagged(countryElement, addCountry)},
	{Name: "wlan.rsn.version", Title: "RSN Version", Type: dissect.Uint, Get: tagged(rsnElement, addNumber(0, 2))},
	{Name: "wlan.rsn.gcs.type", Title: "Group Cipher Suite type", Type: dissect.Uint, Names: cipherName,
		Get: tagged(rsnElement, addNumber(5, 1))},
	{Name: "wlan.rsn.pcs.count", Title: "Pairwise Cipher Suite Count", Type: dissect.Uint,
		Get: tagged(rsnElement, addNumber(6, 2))},
	{Name: "wlan.rsn.pcs.type", Title: "Pairwise Cipher Suite type", Type: dissect.Uint, Names: cipherName,
		Get: tagged(rsnElement, addPairwise)},
	{Name: "wlan.rsn.akms.type", Title: "Auth Key Management (AKM) type", Type: dissect.Uint, Names: akmName,
		Get: tagged(rsnElement, addAKM)},
	{Name: "wlan.tag.oui", Title: "OUI", Type: dissect.Uint, Get: tagged(vendorElement, addOUI)},
}

// of returns the getter that has get read the frame.
func of(get func(x frame, v *dissect.Values)) dissect.Getter {
	return func(f *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
		x := read(f, l.Header)
		if !x.ok {
			return
		}
		from := len(v.List)
		get(x, v)
		for i := from; i < len(v.List); i++ {
			v.List[i].Off += int32(l.Header.Off)
		}
	}
}

func getControl(x frame, v *dissect.Values) {
	v.Uint(uint64(x.kind&15)<<12|uint64(x.kind>>4)<<10|uint64(x.b[0]&3)<<8|uint64(x.flags)).At(0, 2)
}

// control returns the getter of width bits of the first byte.
func control(shift, width int) func(x frame, v *dissect.Values) {
	mask := uint64(1)<<width - 1
	return func(x frame, v *dissect.Values) {
		u := uint64(x.kind&15)<<4 | uint64(x.kind>>4)<<2 | uint64(x.b[0]&3)
		v.Uint(u>>shift&mask).Masked(mask<<shift).At(0, 1)
	}
}

func flags(shift, width int) func(x frame, v *dissect.Values) {
	mask := uint64(1)<<width - 1
	return func(x frame, v *dissect.Values) {
		value := v.Uint(uint64(x.flags) >> shift & mask)
		value.At(1, 1)
		if width < 8 {
			value.Masked(mask << shift)
		}
	}
}

func getDuration(x frame, v *dissect.Values) {
	if len(x.b) >= 4 && x.kind != 0x1a {
		v.Uint(uint64(le.Uint16(x.b[2:])&0x7fff)).At(2, 2)
	}
}

func sequence(shift, width int) func(x frame, v *dissect.Values) {
	mask := uint64(1)<<width - 1
	return func(x frame, v *dissect.Values) {
		if x.sequenced() {
			v.Uint(uint64(le.Uint16(x.b[22:]))>>shift&mask).At(22, 2)
		}
	}
}

func qos(shift, width int) func(x frame, v *dissect.Values) {
	mask := uint64(1)<<width - 1
	return func(x frame, v *dissect.Values) {
		if at := x.qosAt(); x.kind.data() && x.qosLen() > 0 && len(x.b) >= at+2 {
			v.Uint(uint64(le.Uint16(x.b[at:]))>>shift&mask).At(at, 2)
		}
	}
}

// role is what an address is to a frame.
type role uint8

const (
	receiver role = iota
	transmitter
	destination
	source
	bssid
	station
)

// Where addresses are.
const (
	address1 = 4
	address2 = 10
	address3 = 16
	address4 = 24
)

// dataRoles says where the addresses of data frames are by the two DS flags
// (IEEE 802.11-2020 table 9-30); 0: nowhere.
var dataRoles = [4][6]int{
	0:             {address1, address2, address1, address2, address3, 0},
	toDS:          {address1, address2, address3, address2, address1, address2},
	fromDS:        {address1, address2, address1, address3, address2, address1},
	toDS | fromDS: {address1, address2, address3, address4, 0, 0},
}

// place returns where the address with a role is; 0: nowhere.
func (x *frame) place(r role) int {
	switch {
	case x.kind.data():
		return dataRoles[x.flags&(toDS|fromDS)][r]
	case x.kind.management():
		return [...]int{receiver: address1, transmitter: address2, destination: address1, source: address2,
			bssid: address3, station: 0}[r]
	case r == bssid && x.kind == 0x1a:
		return address1
	case r == bssid && x.kind == 0x1e:
		return address2
	case r == receiver:
		return address1
	case r == transmitter && x.least() == rtsLen && x.kind != 0x1e:
		return address2
	}
	return 0
}

func address(r role) func(x frame, v *dissect.Values) {
	return func(x frame, v *dissect.Values) {
		if at := x.place(r); at > 0 && len(x.b) >= max(at+addressLen, min(x.least(), headLen)) {
			v.Bytes(x.b[at:at+addressLen]).At(at, addressLen)
		}
	}
}

// getAddresses appends the addresses that have a role, as they stand.
func getAddresses(x frame, v *dissect.Values) {
	for _, at := range [...]int{address1, address2, address3, address4} {
		for r := receiver; r <= station; r++ {
			if x.place(r) == at {
				address(r)(x, v)
				break
			}
		}
	}
}

// fixed returns the getter of a little-endian number of n bytes that management
// frames of some kinds have before their elements.
func fixed(off, n int, kinds ...Kind) dissect.Getter {
	return of(func(x frame, v *dissect.Values) {
		body := x.body()
		if len(body) < off+n {
			return
		}
		for _, k := range kinds {
			if k == x.kind {
				v.Uint(number(body[off:off+n])).At(x.least()+off, n)
			}
		}
	})
}

func number(b []byte) (u uint64) {
	for i := len(b) - 1; i >= 0; i-- {
		u = u<<8 | uint64(b[i])
	}
	return u
}

func capabilities(shift, width int) dissect.Getter {
	mask := uint64(1)<<width - 1
	return of(func(x frame, v *dissect.Values) {
		at := 0
		switch x.kind {
		case Beacon, ProbeResponse:
			at = 10
		case AssociationRequest, AssociationResponse, ReassociationRequest, ReassociationResponse:
		default:
			return
		}
		if body := x.body(); len(body) >= at+2 {
			v.Uint(uint64(le.Uint16(body[at:]))>>shift&mask).At(x.least()+at, 2)
		}
	})
}

// anyElement stands for elements of all types.
const anyElement = 1 << 8

// tagged returns the getter that has get look at the elements of a type, and
// where they begin in the frame.
func tagged(t uint64, get func(e tlv.Element, at int, v *dissect.Values)) dissect.Getter {
	return of(func(x frame, v *dissect.Values) {
		eachElement(x, func(e tlv.Element, at int) {
			if t == anyElement || e.Type == t {
				get(e, at, v)
			}
		})
	})
}

func eachElement(x frame, yield func(e tlv.Element, at int)) {
	body := x.body()
	from := fixedLen(x.kind, body)
	if from < 0 || from > len(body) {
		return
	}
	for e := range elements(body, from) {
		if e.Cut() {
			return
		}
		yield(e, x.least()+e.Off)
	}
}

const elementHead = 2

func addValue(e tlv.Element, at int, v *dissect.Values) {
	v.Bytes(e.Value).At(at+elementHead, len(e.Value))
}

func addBytes(e tlv.Element, at int, v *dissect.Values) {
	for i, c := range e.Value {
		v.Uint(uint64(c)).At(at+elementHead+i, 1)
	}
}

func addNumber(off, n int) func(e tlv.Element, at int, v *dissect.Values) {
	return func(e tlv.Element, at int, v *dissect.Values) {
		if len(e.Value) >= off+n {
			v.Uint(number(e.Value[off:off+n])).At(at+elementHead+off, n)
		}
	}
}

func addCountry(e tlv.Element, at int, v *dissect.Values) {
	if len(e.Value) >= 2 {
		v.Bytes(e.Value[:2]).At(at+elementHead, 2)
	}
}

func addOUI(e tlv.Element, at int, v *dissect.Values) {
	if b := e.Value; len(b) >= 3 {
		v.Uint(uint64(b[0])<<16|uint64(b[1])<<8|uint64(b[2])).At(at+elementHead, 3)
	}
}

// addPairwise and addAKM add the types of the suites in the two lists of an RSN
// element (IEEE 802.11-2020 §9.4.2.24).
func addPairwise(e tlv.Element, at int, v *dissect.Values) { addSuites(e, at, 6, v) }

func addAKM(e tlv.Element, at int, v *dissect.Values) {
	if len(e.Value) >= 8 {
		addSuites(e, at, 8+4*int(le.Uint16(e.Value[6:])), v)
	}
}

func addSuites(e tlv.Element, at, off int, v *dissect.Values) {
	b := e.Value
	if len(b) < off+2 {
		return
	}
	for i, n := off+2, int(le.Uint16(b[off:])); n > 0 && i+4 <= len(b); i, n = i+4, n-1 {
		v.Uint(uint64(b[i+3])).At(at+elementHead+i+3, 1)
	}
}

var outline = dissect.Outline{
	Summary:  appendSummary,
	Headings: addHeadings,
	Branches: []dissect.Branch{
		{Above: "wlan.fc", Below: []string{"wlan.fc.version", "wlan.fc.type", "wlan.fc.subtype", "wlan.flags"}},
		{Above: "wlan.flags", Below: []string{"wlan.fc.ds", "wlan.fc.tods", "wlan.fc.fromds", "wlan.fc.frag",
			"wlan.fc.retry", "wlan.fc.pwrmgt", "wlan.fc.moredata", "wlan.fc.protected", "wlan.fc.order"}},
		{Above: "wlan.qos", Below: []string{"wlan.qos.*"}},
		{Above: "wlan.fixed.capabilities", Below: []string{"wlan.fixed.capabilities.*"}},
	},
	Hidden: []string{"wlan.addr", "wlan.fc.tods", "wlan.fc.fromds"},
	Units:  []dissect.Unit{{Field: "wlan.duration", Name: "microseconds"}},
}

// appendSummary appends kind and flags.
func appendSummary(dst []byte, f *dissect.Frame, l *dissect.Layer) []byte {
	x := read(f, l.Header)
	if !x.ok {
		return dst
	}
	dst = append(append(append(dst, ' '), x.kind.String()...), ", Flags: "...)
	dst = appendFlags(dst, x.flags)
	if checked(f, l.Header) {
		dst = append(dst, 'C')
	}
	return dst
}

// addHeadings adds the lines of what a management frame has before its
// elements, and of those.
func addHeadings(f *dissect.Frame, l *dissect.Layer, h *dissect.Headings) {
	x := read(f, l.Header)
	body := x.body()
	n := fixedLen(x.kind, body)
	if !x.ok || len(body) == 0 || n < 0 || n > len(body) {
		return
	}
	from := int(l.Header.Off) + x.least()
	if n > 0 {
		h.Add(0, "", append(strconv.AppendInt(append(h.Begin(), "Fixed parameters ("...), int64(n), 10),
			" bytes)"...), from, n)
	}
	if n == len(body) {
		return
	}
	h.Add(0, "", append(strconv.AppendInt(append(h.Begin(), "Tagged parameters ("...), int64(len(body)-n), 10),
		" bytes)"...), from+n, len(body)-n)
	eachElement(x, func(e tlv.Element, at int) {
		text := append(append(h.Begin(), "Tag: "...), elementName(e.Type)...)
		if e.Type == ssidElement && len(e.Value) > 0 {
			text = append(append(append(text, `: "`...), e.Value...), '"')
		}
		h.Add(1, "", text, int(l.Header.Off)+at, elementHead+e.Size)
	})
}
