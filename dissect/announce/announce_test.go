package announce_test

import (
	"encoding/hex"
	"testing"

	"netsniff/dissect"
	"netsniff/dissect/announce"
	"netsniff/dissect/dissecttest"
)

var (
	dropbox  = dissecttest.Messages{Protocols: []*dissect.Protocol{&announce.Dropbox}, Port: 17500}
	mikrotik = dissecttest.Messages{Protocols: []*dissect.Protocol{&announce.MikroTik}, Port: 5678}
)

var object = hex.EncodeToString([]byte(`{"port": 17500}`))

const router = "0000000700010006020000000001" + "00050003723031" + "000a00043c000000" + "000e000101" + "000f0008ffff"

func TestRows(t *testing.T) {
	dropbox.Rows(t, [][2]string{
		{object, "DB-LSP-DISC/JSON Dropbox LAN sync Discovery Protocol, JavaScript Object Notation"}, {"5b5d", "-"},
	})
	mikrotik.Rows(t, [][2]string{{"00000000", "-"}})
}

func TestFields(t *testing.T) {
	mikrotik.Fields(t, router, map[string]string{
		"mndp.header.seqno": "7", "mndp.mac": "02:00:00:00:00:01", "mndp.identity": "r01", "mndp.uptime": "60000000000",
		"mndp.unpack":   "1",
		"mndp.tlv.type": "1|5|10|14|15", "mndp.ipv6address": "",
	})
}

func TestAllocatesNothing(t *testing.T) {
	dropbox.AllocateNothing(t, object)
	mikrotik.AllocateNothing(t, router)
}

// FuzzMNDP takes any bytes for a conversation.
func FuzzMNDP(f *testing.F) { mikrotik.Fuzz(f, router) }
