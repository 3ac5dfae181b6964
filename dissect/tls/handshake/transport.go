package handshake

// Parameter is a transport parameter of QUIC (IANA's "QUIC Transport Parameters").
type Parameter uint64

// Transport parameters (RFC 9000 §18.2, RFC 9221, RFC 9368).
const (
	OriginalDestination  Parameter = 0x00
	MaxIdleTimeout       Parameter = 0x01
	StatelessResetToken  Parameter = 0x02
	MaxUDPPayloadSize    Parameter = 0x03
	InitialMaxData       Parameter = 0x04
	InitialMaxBidiLocal  Parameter = 0x05
	InitialMaxBidiRemote Parameter = 0x06
	InitialMaxUni        Parameter = 0x07
	InitialStreamsBidi   Parameter = 0x08
	InitialStreamsUni    Parameter = 0x09
	AckDelayExponent     Parameter = 0x0a
	MaxAckDelay          Parameter = 0x0b
	DisableMigration     Parameter = 0x0c
	PreferredAddress     Parameter = 0x0d
	ActiveIDLimit        Parameter = 0x0e
	InitialSource        Parameter = 0x0f
	RetrySource          Parameter = 0x10
	VersionInformation   Parameter = 0x11
	MaxDatagramFrame     Parameter = 0x20
	GreaseQUICBit        Parameter = 0x2ab2
)

var parameters = map[Parameter]string{
	OriginalDestination: "original_destination_connection_id", MaxIdleTimeout: "max_idle_timeout",
	StatelessResetToken: "stateless_reset_token", MaxUDPPayloadSize: "max_udp_payload_size",
	InitialMaxData: "initial_max_data", InitialMaxBidiLocal: "initial_max_stream_data_bidi_local",
	InitialMaxBidiRemote: "initial_max_stream_data_bidi_remote", InitialMaxUni: "initial_max_stream_data_uni",
	InitialStreamsBidi: "initial_max_streams_bidi", InitialStreamsUni: "initial_max_streams_uni",
	AckDelayExponent: "ack_delay_exponent", MaxAckDelay: "max_ack_delay", DisableMigration: "disable_active_migration",
	PreferredAddress: "preferred_address", ActiveIDLimit: "active_connection_id_limit",
	InitialSource: "initial_source_connection_id", RetrySource: "retry_source_connection_id",
	VersionInformation: "version_information", MaxDatagramFrame: "max_datagram_frame_size", GreaseQUICBit: "grease_quic_bit",
}

// String returns the name of the parameter, "" if it has none. Those that are there to
// see whether others bear them are GREASE (RFC 9000 §18.1).
func (p Parameter) String() string {
	if s := parameters[p]; s != "" {
		return s
	}
	if p >= 27 && (p-27)%31 == 0 {
		return "GREASE"
	}
	return ""
}

// Numeric reports whether its value is a number of variable length.
func (p Parameter) Numeric() bool {
	switch p {
	case OriginalDestination, StatelessResetToken, DisableMigration, PreferredAddress, InitialSource, RetrySource,
		VersionInformation:
		return false
	}
	return p <= VersionInformation || p == MaxDatagramFrame
}

// transportParameters reads the transport parameters in an extension.
func (r *reader) transportParameters() {
	for r.at < r.end && !r.cut {
		p := Parameter(r.varint(ParameterType))
		n := r.varint(ParameterLength)
		from := r.at
		if n > uint64(r.end-r.at) {
			r.cut = true
			return
		}
		r.bytes(ParameterValue, int(n))
		if end := r.at; p.Numeric() && !r.cut && n > 0 {
			r.at = from
			if r.varint(ParameterNumber); r.at != end {
				r.at = end
			}
		}
	}
}

// varint reads a number of variable length (RFC 9000 §16).
func (r *reader) varint(p Part) (u uint64) {
	if r.cut || r.at >= r.end || r.at+1<<(r.body[r.at]>>6) > r.end {
		r.cut = true
		return 0
	}
	n := 1 << (r.body[r.at] >> 6)
	u = uint64(r.body[r.at] & 0x3f)
	for _, c := range r.body[r.at+1 : r.at+n] {
		u = u<<8 | uint64(c)
	}
	r.items = append(r.items, Item{p, r.at, n, u})
	r.at += n
	return u
}
