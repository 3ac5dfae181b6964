package sctp

import (
	"strconv"

	"netsniff/dissect"
)

var fields = []dissect.Field{
	{Name: "sctp.srcport", Title: "Source port", Type: dissect.Uint, Get: common(0, 2)},
	{Name: "sctp.dstport", Title: "Destination port", Type: dissect.Uint, Get: common(2, 2)},
	{Name: "sctp.port", Title: "Port", Type: dissect.Uint, Get: dissect.Both(common(0, 2), common(2, 2))},
	{Name: "sctp.verification_tag", Title: "Verification tag", Type: dissect.Uint, Base: dissect.Hex8, Get: common(4, 4)},
	{Name: "sctp.checksum", Title: "Checksum", Type: dissect.Uint, Base: dissect.Hex8, Get: common(8, 4)},
	{Name: "sctp.chunk_type", Title: "Chunk type", Type: dissect.Uint,
		Names: func(u uint64) string { return Type(u).String() }, Get: chunks(0, 1, 0)},
	{Name: "sctp.chunk_flags", Title: "Chunk flags", Type: dissect.Uint, Base: dissect.Hex2, Get: chunks(1, 1, 0)},
	{Name: "sctp.chunk_length", Title: "Chunk length", Type: dissect.Uint, Get: chunks(2, 2, 0)},
	{Name: "sctp.init_initiate_tag", Title: "Initiate tag", Type: dissect.Uint, Base: dissect.Hex8,
		Get: chunks(4, 4, initLen, Init)},
	{Name: "sctp.init_credit", Title: "Advertised receiver window credit (a_rwnd)", Type: dissect.Uint,
		Get: chunks(8, 4, initLen, Init)},
	{Name: "sctp.init_nr_out_streams", Title: "Number of outbound streams", Type: dissect.Uint,
		Get: chunks(12, 2, initLen, Init)},
	{Name: "sctp.init_nr_in_streams", Title: "Number of inbound streams", Type: dissect.Uint,
		Get: chunks(14, 2, initLen, Init)},
	{Name: "sctp.init_initial_tsn", Title: "Initial TSN", Type: dissect.Uint, Get: chunks(16, 4, initLen, Init)},
	{Name: "sctp.initack_initiate_tag", Title: "Initiate tag", Type: dissect.Uint, Base: dissect.Hex8,
		Get: chunks(4, 4, initLen, InitAck)},
	{Name: "sctp.initack_credit", Title: "Advertised receiver window credit (a_rwnd)", Type: dissect.Uint,
		Get: chunks(8, 4, initLen, InitAck)},
	{Name: "sctp.initack_nr_out_streams", Title: "Number of outbound streams", Type: dissect.Uint,
		Get: chunks(12, 2, initLen, InitAck)},
	{Name: "sctp.initack_nr_in_streams", Title: "Number of inbound streams", Type: dissect.Uint,
		Get: chunks(14, 2, initLen, InitAck)},
	{Name: "sctp.initack_initial_tsn", Title: "Initial TSN", Type: dissect.Uint, Get: chunks(16, 4, initLen, InitAck)},
	{Name: "sctp.data_tsn_raw", Title: "Transmission sequence number (absolute)", Type: dissect.Uint,
		Get: chunks(4, 4, dataLen, Data, IData)},
	{Name: "sctp.data_sid", Title: "Stream identifier", Type: dissect.Uint, Base: dissect.Hex4,
		Get: chunks(8, 2, dataLen, Data, IData)},
	{Name: "sctp.data_ssn", Title: "Stream sequence number", Type: dissect.Uint, Get: chunks(10, 2, dataLen, Data)},
	{Name: "sctp.data_mid", Title: "Message identifier", Type: dissect.Uint, Get: chunks(12, 4, idataLen, IData)},
	{Name: "sctp.data_fsn", Title: "Fragment sequence number", Type: dissect.Uint, Get: idata(false)},
	{Name: "sctp.data_payload_proto_id", Title: "Payload protocol identifier", Type: dissect.Uint,
		Get: dissect.Both(chunks(12, 4, dataLen, Data), idata(true))},
	{Name: "sctp.sack_cumulative_tsn_ack_raw", Title: "Cumulative TSN ACK (absolute)", Type: dissect.Uint,
		Get: chunks(4, 4, sackLen, Sack)},
	{Name: "sctp.sack_a_rwnd", Title: "Advertised receiver window credit (a_rwnd)", Type: dissect.Uint,
		Get: chunks(8, 4, sackLen, Sack)},
	{Name: "sctp.sack_number_of_gap_blocks", Title: "Number of gap acknowledgement blocks", Type: dissect.Uint,
		Get: chunks(12, 2, sackLen, Sack)},
	{Name: "sctp.sack_number_of_duplicated_tsns", Title: "Number of duplicated TSNs", Type: dissect.Uint,
		Get: chunks(14, 2, sackLen, Sack)},
}

// common returns the getter of the number of n bytes at off of the common header (RFC 9260 §3.1), of which nothing is told
// unless it is all there.
func common(off, n int) dissect.Getter {
	get := dissect.Number(off, n)
	return func(f *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
		if whole, _ := f.Bytes(l); len(whole) >= headLen {
			get(f, l, v)
		}
	}
}

// chunks returns the getter of a number of n bytes at off in the chunks of some
// types, or of all, that have least bytes.
func chunks(off, n, least int, types ...Type) dissect.Getter {
	return func(_ *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
		each(l.Bytes, func(x chunk) bool {
			wanted := len(types) == 0
			for _, t := range types {
				wanted = wanted || x.kind() == t
			}
			if wanted && len(x.b) >= max(off+n, least) {
				u := uint64(0)
				for _, c := range x.b[off : off+n] {
					u = u<<8 | uint64(c)
				}
				v.Uint(u).At(x.at+off, n)
			}
			return true
		})
	}
}

// idata returns the getter of the last number in the heads of I-DATA chunks: what is carried where a message begins, else
// the number of the part (RFC 8260 §2.1).
func idata(begins bool) dissect.Getter {
	return func(_ *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
		each(l.Bytes, func(x chunk) bool {
			if x.kind() == IData && len(x.b) >= idataLen && (x.b[1]&flagBegin != 0) == begins {
				v.Uint(uint64(be.Uint32(x.b[16:]))).At(x.at+16, 4)
			}
			return true
		})
	}
}

var outline = dissect.Outline{
	Hidden: []string{"sctp.port"},
	Summary: func(dst []byte, _ *dissect.Frame, l *dissect.Layer) []byte {
		if len(l.Bytes) < 4 {
			return dst
		}
		for i, word := range [...]string{", Src Port: ", ", Dst Port: "} {
			port := uint64(be.Uint16(l.Bytes[2*i:]))
			dst = append(strconv.AppendUint(append(dst, word...), port, 10), " ("...)
			dst = append(strconv.AppendUint(dst, port, 10), ')')
		}
		return dst
	},
	Headings: func(_ *dissect.Frame, l *dissect.Layer, h *dissect.Headings) {
		each(l.Bytes, func(x chunk) bool {
			h.Add(0, "", append(append(h.Begin(), x.kind().String()...), " chunk"...), x.at, len(x.b))
			return true
		})
	},
}
