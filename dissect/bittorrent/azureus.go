package bittorrent

// Azureus is a message that is named by a word, as clients of the Azureus
// messaging protocol send them to each other
// (https://wiki.vuze.com/w/Azureus_messaging_protocol).
type Azureus struct {
	Word string
	Type Type   // what it means in the plain protocol, if Name is ""
	Name string // Wireshark's name
}

// String returns Wireshark's name of the message.
func (a *Azureus) String() string {
	if a.Name != "" {
		return a.Name
	}
	return a.Type.String()
}

var azureusWords = [...]Azureus{
	{Word: "AZ_HANDSHAKE", Name: "Azureus Handshake"},
	{Word: "AZ_PEER_EXCHANGE", Name: "Azureus Peer Exchange"},
	{Word: "BT_HANDSHAKE", Name: "Azureus BitTorrent Handshake"},
	{Word: "BT_KEEP_ALIVE", Name: "Keepalive"},
	{Word: "JPC_HELLO", Name: "Azureus PeerCache Hello"},
	{Word: "JPC_REPLY", Name: "Azureus PeerCache Reply"},
	{Word: "BT_CHOKE", Type: Choke},
	{Word: "BT_UNCHOKE", Type: Unchoke},
	{Word: "BT_INTERESTED", Type: Interested},
	{Word: "BT_UNINTERESTED", Type: NotInterested},
	{Word: "BT_HAVE", Type: Have},
	{Word: "BT_BITFIELD", Type: Bitfield},
	{Word: "BT_REQUEST", Type: Request},
	{Word: "BT_PIECE", Type: Piece},
	{Word: "BT_CANCEL", Type: Cancel},
}

// azureusHead is what stands around the word: the length of the message, that of
// the word, and a priority.
const azureusHead = 4 + 4 + 1

// maxWord is the longest of azureusWords.
const maxWord = len("AZ_PEER_EXCHANGE")

// azureus returns the message that b begins with, nil if it is not named so.
// short says that b ends before that can be told.
func azureus(b []byte) (a *Azureus, short bool) {
	if len(b) < 8 {
		return nil, true
	}
	length, word := be.Uint32(b), be.Uint32(b[4:])
	if word == 0 || word > uint32(maxWord) || length < 4+word+1 || length > maxExtended {
		return nil, false
	}
	given := b[8:min(len(b), 8+int(word))]
	for i := range azureusWords {
		a := &azureusWords[i]
		if len(a.Word) == int(word) && a.Word[:len(given)] == string(given) {
			if len(given) < int(word) {
				return nil, true
			}
			return a, false
		}
	}
	return nil, false
}
