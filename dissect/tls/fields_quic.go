package tls

import (
	"netsniff/dissect"
	"netsniff/dissect/tls/handshake"
)

// quicFields are those of QUIC's transport parameters.
var quicFields = []dissect.Field{
	number("tls.quic.parameter.type", "Type", dissect.Dec, parameterName, handshake.ParameterType),
	number("tls.quic.parameter.length", "Length", dissect.Dec, nil, handshake.ParameterLength),
	octets("tls.quic.parameter.value", "Value", dissect.Octets, handshake.ParameterValue),
	parameter("original_destination_connection_id", "original_destination_connection_id", handshake.OriginalDestination),
	parameter("max_idle_timeout", "max_idle_timeout", handshake.MaxIdleTimeout),
	parameter("stateless_reset_token", "stateless_reset_token", handshake.StatelessResetToken),
	parameter("max_udp_payload_size", "max_udp_payload_size", handshake.MaxUDPPayloadSize),
	parameter("initial_max_data", "initial_max_data", handshake.InitialMaxData),
	parameter("initial_max_stream_data_bidi_local", "initial_max_stream_data_bidi_local", handshake.InitialMaxBidiLocal),
	parameter("initial_max_stream_data_bidi_remote", "initial_max_stream_data_bidi_remote", handshake.InitialMaxBidiRemote),
	parameter("initial_max_stream_data_uni", "initial_max_stream_data_uni", handshake.InitialMaxUni),
	parameter("initial_max_streams_bidi", "initial_max_streams_bidi", handshake.InitialStreamsBidi),
	parameter("initial_max_streams_uni", "initial_max_streams_uni", handshake.InitialStreamsUni),
	parameter("ack_delay_exponent", "ack_delay_exponent", handshake.AckDelayExponent),
	parameter("max_ack_delay", "max_ack_delay", handshake.MaxAckDelay),
	parameter("active_connection_id_limit", "Active Connection ID Limit", handshake.ActiveIDLimit),
	parameter("initial_source_connection_id", "Initial Source Connection ID", handshake.InitialSource),
	parameter("retry_source_connection_id", "Retry Source Connection ID", handshake.RetrySource),
	parameter("max_datagram_frame_size", "max_datagram_frame_size", handshake.MaxDatagramFrame),
	{Name: "tls.quic.parameter.vi.chosen_version", Title: "Chosen Version", Type: dissect.Uint, Base: dissect.Hex8,
		Get: versions(0, 1)},
	{Name: "tls.quic.parameter.vi.other_version", Title: "Other Version", Type: dissect.Uint, Base: dissect.Hex8,
		Get: versions(1, maxVersions)},
}

// maxVersions bounds the versions of QUIC that are told.
const maxVersions = 64

func parameterName(u uint64) string {
	if s := handshake.Parameter(u).String(); s != "" {
		return s
	}
	return "Unknown"
}

// parameter returns a field of the value of one parameter.
func parameter(name, title string, p handshake.Parameter) dissect.Field {
	x := dissect.Field{Name: "tls.quic.parameter." + name, Title: title, Type: dissect.Octets}
	part := handshake.ParameterValue
	if p.Numeric() {
		x.Type, part = dissect.Uint, handshake.ParameterNumber
	}
	x.Get = ofParameter(p, part, func(h *Handshake, item handshake.Item, v *dissect.Values) {
		if p.Numeric() {
			v.Uint(item.Number).At(h.place(item.Off, item.N))
		} else {
			v.Bytes(h.Body[item.Off : item.Off+item.N]).At(h.place(item.Off, item.N))
		}
	})
	return x
}

// ofParameter calls get with the values of a part that are of one parameter.
func ofParameter(p handshake.Parameter, part handshake.Part,
	get func(*Handshake, handshake.Item, *dissect.Values)) dissect.Getter {
	return messages(func(m *Message, _ *Record, h *Handshake, v *dissect.Values) {
		of := false
		for _, x := range m.items(h) {
			if x.Part == handshake.ParameterType {
				of = handshake.Parameter(x.Number) == p
			}
			if of && x.Part == part {
				get(h, x, v)
			}
		}
	})
}

// versions returns the getter of the versions from one index to another in the version
// information (RFC 9368 §3).
func versions(from, to int) dissect.Getter {
	return ofParameter(handshake.VersionInformation, handshake.ParameterValue,
		func(h *Handshake, x handshake.Item, v *dissect.Values) {
			for i := from; i < to && 4*i+4 <= x.N; i++ {
				v.Uint(uint64(be.Uint32(h.Body[x.Off+4*i:]))).At(h.place(x.Off+4*i, 4))
			}
		})
}
