package edonkey_test

import (
	"encoding/binary"
	"encoding/hex"
	"strings"
	"testing"

	"netsniff/dissect"
	"netsniff/dissect/dissecttest"
	"netsniff/dissect/edonkey"
)

var (
	framed    = dissecttest.Framed{Protocol: &edonkey.Protocol, Port: 4661}
	datagrams = dissecttest.Messages{Protocols: []*dissect.Protocol{&edonkey.Protocol}, Port: 4672}
)

const (
	hash  = "0123456789abcdef0123456789abcdef"
	login = "01" + hash + "00000000 3612 02000000 02 0100 01 0300 626f62 03 0100 11 3c000000"
	hello = "01 10" + hash + "c000020a 3612 02000000 02 0100 01 0300 626f62 03 0100 11 3c000000 c0000216 3512"
	given = "40 c000020a"
	// example AND (Type=Image OR at least 10 of tag 2)
	search = "16 0000 01 0700 6578616d706c65 0001 02 0500 496d616765 0100 03 03 0a000000 01 0100 02"
	none   = "33 00000000 00"
	wants  = "58" + hash
	absent = "48" + hash
)

// sends sends a message of eDonkey, kind and what follows in hexadecimal.
func sends(mark, octets, row string) string {
	b, err := hex.DecodeString(strings.ReplaceAll(octets, " ", ""))
	if err != nil {
		panic(err)
	}
	head := binary.LittleEndian.AppendUint32([]byte{0xe3}, uint32(len(b)))
	return dissecttest.Sends(mark, string(head)+string(b)) + "= eDonkey " + row + "\n"
}

func session() string {
	return sends(">", login, "eDonkey TCP: Hello") + sends("<", given, "eDonkey TCP: ID Change") +
		sends(">", search, "eDonkey TCP: Search Files") + sends("<", none, "eDonkey TCP: Search File Results") +
		sends(">", wants, "eDonkey TCP: File Request") + sends("<", absent, "eDonkey TCP: No Such File")
}

func TestStream(t *testing.T) {
	framed.Check(t, session(), "Hello -> logged in succeeded", "Search Files example Image -> 0 files succeeded",
		"File Request "+hash+" -> no such file refused")
}

func TestFields(t *testing.T) {
	framed.Fields(t, sends(">", login, ""), map[string]string{"edonkey.client_hash": hash, "edonkey.port": "4662",
		"edonkey.metatag.id": "1|17", "edonkey.string": "bob", "edonkey.meta_tag_value.uint": "60", "edonkey.ip": ""})
	framed.Fields(t, sends(">", hello, ""), map[string]string{"edonkey.client_hash": hash, "edonkey.ip": "192.0.2.22",
		"edonkey.clientid": "192.0.2.10", "edonkey.user_hash_length": "16"})
	framed.Fields(t, sends(">", search, ""), map[string]string{"edonkey.string": "example|Image",
		"edonkey.search_type": "0|1|0|2|3", "edonkey.search_ops": "0|1", "edonkey.search_limit": "10"})
	datagrams.Fields(t, "e421 02"+hash+hash, map[string]string{"edonkey.kademlia.request.type": "2",
		"edonkey.kademlia.target.id": "67452301EFCDAB8967452301EFCDAB89"})
}

func TestDatagrams(t *testing.T) {
	datagrams.Rows(t, [][2]string{
		{"e3964d000000", "eDonkey eDonkey UDP: Server Status Request"},
		{"e59b", "eDonkey Kademlia Compressed UDP: Unknown"},
		{"c590" + hash, "eDonkey eMule Extensions UDP: Reask File Ping"},
		{"e3", "-"}, {"0096", "-"},
	})
	datagrams.Retried(t, "e39a"+hash, "e39b"+hash+"01 c0000221 3612", "Get Sources", hash, "1 source", "succeeded")
}

func TestAllocatesNothing(t *testing.T) {
	framed.AllocateNothing(t, sends(">", search, ""))
	datagrams.AllocateNothing(t, "e39a"+hash)
}

// FuzzEDonkey takes any bytes for a connection.
func FuzzEDonkey(f *testing.F) { framed.Fuzz(f, session()) }

// FuzzDatagrams takes any bytes for a conversation.
func FuzzDatagrams(f *testing.F) { datagrams.Fuzz(f, "e39a"+hash) }
