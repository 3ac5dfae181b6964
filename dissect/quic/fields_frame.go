package quic

import "netsniff/dissect"

var frameFields = []dissect.Field{
	{Name: "quic.frame", Title: "Frame", Type: dissect.Label, Get: packets(func(m *Message, v *dissect.Values) {
		for i := range m.Frames {
			v.Mark().At(m.Frames[i].Off, m.Frames[i].N)
		}
	})},
	number("quic.frame_type", "Frame Type", frameName, TypeCode),
	number("quic.padding_length", "Padding Length", nil, PaddingLength),
	number("quic.ack.largest_acknowledged", "Largest Acknowledged", nil, LargestAcknowledged),
	number("quic.ack.ack_delay", "ACK Delay", nil, AckDelay),
	number("quic.ack.ack_range_count", "ACK Range Count", nil, AckRangeCount),
	number("quic.ack.first_ack_range", "First ACK Range", nil, FirstAckRange),
	number("quic.ack.gap", "Gap", nil, AckGap),
	number("quic.ack.ack_range", "ACK Range", nil, AckRange),
	number("quic.ack.ect0_count", "ECT(0) Count", nil, ECT0Count),
	number("quic.ack.ect1_count", "ECT(1) Count", nil, ECT1Count),
	number("quic.ack.ecn_ce_count", "ECN-CE Count", nil, CECount),
	number("quic.rsts.stream_id", "Stream ID", nil, ResetStreamID),
	number("quic.rsts.application_error_code", "Application Error code", nil, ResetError),
	number("quic.rsts.final_size", "Final Size", nil, FinalSize),
	number("quic.ss.stream_id", "Stream ID", nil, StopStreamID),
	number("quic.ss.application_error_code", "Application Error code", nil, StopError),
	number("quic.crypto.offset", "Offset", nil, CryptoOffset),
	number("quic.crypto.length", "Length", nil, CryptoLength),
	{Name: "quic.crypto.crypto_data", Title: "Crypto Data", Type: dissect.Label,
		Get: parts(CryptoData, func(_ *Message, x *Item, v *dissect.Values) { v.Mark().At(x.Off, x.N) })},
	{Name: "quic.crypto.fragments", Title: "Reassembled QUIC CRYPTO Data Fragments", Type: dissect.Label,
		Get: completed(func(f *Frame, i int, v *dissect.Values) {
			x := v.Mark()
			x.F = float64(i)
			x.At(f.DataAt, len(f.Data))
		})},
	{Name: "quic.crypto.fragment", Title: "QUIC CRYPTO Data Fragment", Type: dissect.FrameNum,
		Get: completed(func(f *Frame, i int, v *dissect.Values) {
			for j := range f.pieces {
				x := v.Uint(uint64(f.pieces[j].frame))
				x.F = float64(i<<16 | j)
				x.At(f.DataAt, len(f.Data))
			}
		})},
	{Name: "quic.crypto.fragment.count", Title: "Fragment count", Type: dissect.Uint,
		Get: completed(func(f *Frame, _ int, v *dissect.Values) {
			v.Uint(uint64(len(f.pieces))).At(f.DataAt, len(f.Data))
		})},
	number("quic.nt.length", "(Token) Length", nil, NewTokenLength),
	octets("quic.nt.token", "Token", dissect.Octets, NewTokenBytes),
	streamBit("quic.stream.fin", "Fin", streamFin),
	streamBit("quic.stream.len", "Len(gth)", streamLength),
	streamBit("quic.stream.off", "Off(set)", streamOffset),
	number("quic.stream.stream_id", "Stream ID", nil, StreamID),
	streamKind("quic.stream.initiator", "Stream initiator", initiatorName, 0),
	streamKind("quic.stream.direction", "Stream direction", directionName, 1),
	number("quic.stream.offset", "Offset", nil, StreamOffsetValue),
	number("quic.stream.length", "Length", nil, StreamLengthValue),
	octets("quic.stream_data", "Stream Data", dissect.Octets, StreamData),
	number("quic.md.maximum_data", "Maximum Data", nil, MaximumData),
	number("quic.msd.stream_id", "Stream ID", nil, MaximumStreamID),
	number("quic.msd.maximum_stream_data", "Maximum Stream Data", nil, MaximumStreamData),
	number("quic.ms.max_streams", "Max Streams", nil, MaximumStreams),
	{Name: "quic.sb.stream_data_limit", Title: "Stream Data Limit", Type: dissect.Uint,
		Get: dissect.Both(numbers(DataLimit), numbers(StreamDataLimit))},
	number("quic.sdb.stream_id", "Stream ID", nil, BlockedStreamID),
	number("quic.sib.stream_limit", "Stream Limit", nil, StreamLimit),
	number("quic.nci.sequence", "Sequence", nil, NewIDSequence),
	number("quic.nci.retire_prior_to", "Retire Prior To", nil, RetirePriorTo),
	number("quic.nci.connection_id.length", "Connection ID Length", nil, NewIDLength),
	octets("quic.nci.connection_id", "Connection ID", dissect.Octets, NewID),
	octets("quic.nci.stateless_reset_token", "Stateless Reset Token", dissect.Octets, ResetToken),
	number("quic.rci.sequence", "Sequence", nil, RetiredSequence),
	octets("quic.path_challenge.data", "Data", dissect.Octets, ChallengeData),
	octets("quic.path_response.data", "Data", dissect.Octets, ResponseData),
	number("quic.cc.error_code", "Error code", errorName, CloseError),
	number("quic.cc.error_code.app", "Application Error code", nil, ApplicationError),
	{Name: "quic.cc.error_code.tls_alert", Title: "TLS Alert Description", Type: dissect.Uint, Names: alertName,
		Get: parts(CloseError, func(_ *Message, x *Item, v *dissect.Values) {
			if x.Number>>8 == cryptoError {
				v.Uint(x.Number&0xff).At(x.Off+x.N-1, 1)
			}
		})},
	number("quic.cc.frame_type", "Frame Type", nil, CloseFrameType),
	number("quic.cc.reason_phrase.length", "Reason phrase Length", nil, ReasonLength),
	octets("quic.cc.reason_phrase", "Reason phrase", dissect.String, Reason),
	number("quic.dg.length", "Datagram Length", nil, DatagramSize),
	octets("quic.dg", "Datagram", dissect.Octets, DatagramData),
	number("quic.af.sequence_number", "Sequence Number", nil, FrequencySequence),
	number("quic.af.ack_eliciting_threshold", "Ack-Eliciting Threshold", nil, FrequencyThreshold),
	number("quic.af.request_max_ack_delay", "Request Max Ack Delay", nil, FrequencyDelay),
	number("quic.ts", "Time Stamp", nil, TimeStampValue),
}

func frameName(u uint64) string { return FrameType(u).String() }

func initiatorName(u uint64) string {
	if u == 0 {
		return "Client-initiated"
	}
	return "Server-initiated"
}

func directionName(u uint64) string {
	if u == 0 {
		return "Bidirectional"
	}
	return "Unidirectional"
}

// parts calls take with the values of a part.
func parts(p Part, take func(m *Message, x *Item, v *dissect.Values)) dissect.Getter {
	return packets(func(m *Message, v *dissect.Values) {
		if len(m.Frames) == 0 {
			return
		}
		list := m.items[m.Frames[0].from:m.Frames[len(m.Frames)-1].to]
		for i := range list {
			if list[i].Part == p {
				take(m, &list[i], v)
			}
		}
	})
}

// completed returns that of the frames that completed what others brought, by their indexes.
func completed(get func(f *Frame, i int, v *dissect.Values)) dissect.Getter {
	return packets(func(m *Message, v *dissect.Values) {
		for i := range m.Frames {
			if f := &m.Frames[i]; len(f.pieces) > 0 {
				get(f, i, v)
			}
		}
	})
}

// numbers returns the getter of the numbers of a part.
func numbers(p Part) dissect.Getter {
	return parts(p, func(_ *Message, x *Item, v *dissect.Values) { v.Uint(x.Number).At(x.Off, x.N) })
}

func number(name, title string, names func(uint64) string, p Part) dissect.Field {
	return dissect.Field{Name: name, Title: title, Type: dissect.Uint, Names: names, Get: numbers(p)}
}

// octets returns a field of bytes or text.
func octets(name, title string, t dissect.Type, p Part) dissect.Field {
	return dissect.Field{Name: name, Title: title, Type: t, Get: parts(p, func(m *Message, x *Item, v *dissect.Values) {
		v.Bytes(m.Bytes[x.Off:x.Off+x.N]).At(x.Off, x.N)
	})}
}

// streamBit returns a field of a bit in the type of STREAM frames.
func streamBit(name, title string, mask uint64) dissect.Field {
	return dissect.Field{Name: name, Title: title, Type: dissect.Bool,
		Get: parts(TypeCode, func(_ *Message, x *Item, v *dissect.Values) {
			if FrameType(x.Number)&^streamBits == Stream {
				v.Bool(x.Number&mask != 0).Masked(mask).At(x.Off, x.N)
			}
		})}
}

// streamKind returns a field of a bit of stream IDs (RFC 9000 §2.1).
func streamKind(name, title string, names func(uint64) string, shift int) dissect.Field {
	return dissect.Field{Name: name, Title: title, Type: dissect.Uint, Names: names,
		Get: parts(StreamID, func(_ *Message, x *Item, v *dissect.Values) {
			v.Uint(x.Number>>shift&1).At(x.Off, x.N)
		})}
}
