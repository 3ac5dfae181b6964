package bittorrent

import "netsniff/dissect"

func getClient(m *Message, v *dissect.Values) {
	if m.Kind != Handshake || len(m.Bytes) < handshakeSize {
		return
	}
	if name := Client(m.Bytes[peerIDAt:handshakeSize]); name != "" {
		v.Text(name)
	}
}

// Client returns the program and version that a peer id tells (BEP 20), "" if it
// has none that is known.
func Client(id []byte) string {
	switch {
	case len(id) != PeerIDSize:
		return ""
	case id[0] == '-' && id[7] == '-':
		return azureusClient(id)
	case id[0] == 'M' && id[2] == '-':
		return mainline(id)
	}
	return shadowClient(id)
}

// azureusClients are the two letters of ids such as -TR3000-.
var azureusClients = map[string]string{
	"7T": "aTorrent", "A~": "Ares", "AG": "Ares", "AN": "Ares", "AR": "Arctic", "AT": "Artemis", "AV": "Avicora",
	"AX": "BitPump",
	"AZ": "Vuze", "BB": "BitBuddy", "BC": "BitComet", "BE": "Baretorrent", "BF": "Bitflu", "BG": "BTG", "BI": "BiglyBT",
	"BL": "BitCometLite",
	"BP": "BitTorrent Pro", "BR": "BitRocket", "BS": "BTSlave", "BT": "BitTorrent", "BW": "BitWombat",
	"BX": "Bittorrent X", "CD": "Enhanced CTorrent",
	"CT": "CTorrent", "DE": "Deluge", "DP": "Propagate Data Client", "EB": "EBit", "ES": "electric sheep",
	"FC": "FileCroc", "FD": "Free Download Manager",
	"FG": "FlashGet", "FT": "FoxTorrent", "FW": "FrostWire", "FX": "Freebox", "GR": "GetRight", "GS": "GSTorrent",
	"HL": "Halite", "HN": "Hydranode",
	"KG": "KGet", "KT": "KTorrent", "LC": "LeechCraft", "LH": "LH-ABC", "LP": "Lphant", "LT": "libtorrent",
	"lt": "libTorrent", "LW": "LimeWire",
	"MG": "MediaGet", "MK": "Meerkat", "ML": "MLDonkey", "MO": "MonoTorrent", "MP": "MooPolice", "MR": "Miro",
	"MT": "MoonlightTorrent", "NB": "Net::BitTorrent",
	"NE": "BT Next Evolution", "NX": "Net Transport", "OS": "OneSwarm", "OT": "OmegaTorrent",
	"PB": "Protocol::BitTorrent", "PD": "Pando", "PI": "PicoTorrent",
	"PT": "PHPTracker", "qB": "qBittorrent", "QD": "QQDownload", "QT": "Qt 4 Torrent example", "RT": "Retriever",
	"RZ": "RezTorrent", "S~": "Shareaza alpha",
	"SB": "SwiftBit", "SD": "Xunlei", "SM": "SoMud", "SP": "BitSpirit", "SS": "SwarmScope", "ST": "SymTorrent",
	"st": "sharktorrent", "SZ": "Shareaza",
	"TB": "Torch", "TE": "terasaur Seed Bank", "TL": "Tribler", "TN": "TorrentDotNET", "TR": "Transmission",
	"TS": "Torrentstorm", "TT": "TuoTu", "TX": "Tixati",
	"UL": "uLeecher!", "UE": "µTorrent Embedded", "UM": "µTorrent Mac", "UT": "µTorrent", "UW": "µTorrent Web",
	"VG": "Vagaa", "WD": "WebTorrent Desktop",
	"WS": "HTTP Seed", "WT": "BitLet", "WW": "WebTorrent", "WY": "FireTorrent", "XF": "Xfplay", "XL": "Xunlei",
	"XS": "XSwifter", "XT": "XanTorrent",
	"XX": "Xtorrent", "ZT": "ZipTorrent",
}

// azureusClient reads an id such as -TR3000-: two letters, four characters of a
// version, each a number.
func azureusClient(id []byte) string {
	name := azureusClients[string(id[1:3])]
	if name == "" {
		return ""
	}
	dst := append([]byte(name), ' ')
	for i, c := range id[3:7] {
		n, ok := digit(c)
		if !ok {
			return name
		}
		if i == 3 && n == 0 {
			break // the build
		}
		if i > 0 {
			dst = append(dst, '.')
		}
		dst = appendDecimal(dst, n)
	}
	return string(dst)
}

// shadowClients are the first letters of ids such as S58B-----.
var shadowClients = map[byte]string{
	'A': "ABC", 'O': "Osprey Permaseed", 'Q': "BTQueue", 'R': "Tribler", 'S': "Shad0w", 'T': "BitTornado", 'U': "UPnP NAT",
}

// shadowClient reads an id such as S58B-----: a letter, up to five characters of
// a version, hyphens.
func shadowClient(id []byte) string {
	name := shadowClients[id[0]]
	if name == "" || string(id[6:9]) != "---" {
		return ""
	}
	dst := append([]byte(name), ' ')
	for i, c := range id[1:6] {
		n, ok := digit(c)
		if !ok {
			if c != '-' || i == 0 {
				return ""
			}
			break
		}
		if i > 0 {
			dst = append(dst, '.')
		}
		dst = appendDecimal(dst, n)
	}
	return string(dst)
}

// mainline reads an id such as M7-10-2--: a version with hyphens.
func mainline(id []byte) string {
	dst := []byte("BitTorrent ")
	for i, c := range id[1:8] {
		switch {
		case c >= '0' && c <= '9':
			dst = append(dst, c)
		case c == '-' && i > 0 && id[i] != '-':
			dst = append(dst, '.')
		case c != '-':
			return ""
		}
	}
	for dst[len(dst)-1] == '.' {
		dst = dst[:len(dst)-1]
	}
	return string(dst)
}

// digit returns what a character of a version stands for: 0-9, A-Z for 10-35,
// a-z for 36-61.
func digit(c byte) (int, bool) {
	switch {
	case c >= '0' && c <= '9':
		return int(c - '0'), true
	case c >= 'A' && c <= 'Z':
		return int(c-'A') + 10, true
	case c >= 'a' && c <= 'z':
		return int(c-'a') + 36, true
	}
	return 0, false
}

func appendDecimal(dst []byte, n int) []byte {
	if n > 9 {
		dst = append(dst, byte('0'+n/10))
	}
	return append(dst, byte('0'+n%10))
}
