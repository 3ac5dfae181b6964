package all

import (
	"strings"

	"netsniff/dissect"
)

// undecoded are the protocols whose names other analyzers know and netsniff
// does not dissect yet, with the fields that scripts ask for. Filters and -e
// take the names, so that such scripts run; they never match.
var undecoded = []struct {
	name, title, column string
	fields              string
}{
	{"bittorrent", "BitTorrent", "BitTorrent", "info_hash peer_id port version reserved protocol.name protocol.name.length msg msg.type msg.length msg.bitfield piece.index piece.begin piece.length piece.data extended extended.id continuous_data"},
	{"bt-dht", "BitTorrent DHT Protocol", "BT-DHT", "bencoded.dict bencoded.int bencoded.list bencoded.string error id ip ip6 node nodes peer peers port"},
	{"ftp", "File Transfer Protocol (FTP)", "FTP", "request request.command request.arg response response.code response.arg passive.ip passive.port active.cip active.port eprt.ip eprt.ipv6 eprt.port epsv.ip epsv.ipv6 epsv.port current-working-directory"},
	{"ftp-data", "FTP Data", "FTP-DATA", "command command-frame current-working-directory setup-frame setup-method"},
	{"imap", "Internet Message Access Protocol", "IMAP", "isrequest line tag command request request_tag request.command request.folder request.username request.password response response_tag response.command response.status response_in response_to time"},
	{"quic", "QUIC IETF", "QUIC", ""},
	{"ssh", "SSH Protocol", "SSH", ""},
	{"telnet", "Telnet", "TELNET", "cmd subcmd data"},
	{"tls", "Transport Layer Security", "TLS", ""},
}

// Undecoded returns the protocols that are known by name only.
func Undecoded() []*dissect.Protocol {
	var list []*dissect.Protocol
	for _, u := range undecoded {
		p := &dissect.Protocol{Name: u.name, Title: u.title, Column: u.column, Undecoded: true}
		for _, f := range strings.Fields(u.fields) {
			p.Fields = append(p.Fields, dissect.Field{Name: u.name + "." + f, Title: f, Type: dissect.String, Get: absent})
		}
		list = append(list, p)
	}
	return list
}

func absent(*dissect.Frame, *dissect.Layer, *dissect.Values) {}

// Names returns the registry of every protocol that netsniff knows, those it
// cannot dissect included.
func Names() *dissect.Registry { return dissect.NewRegistry(append(Protocols(), Undecoded()...)) }
