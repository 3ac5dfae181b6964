package cipher

import (
	"encoding/hex"
	"testing"
)

var quic1 = PacketLabels{Key: "quic key", IV: "quic iv", Header: "quic hp", Update: "quic ku"}

// TestInitialSecrets: RFC 9001 §A.1.
func TestInitialSecrets(t *testing.T) {
	client, server := InitialSecrets(unhex(t, "38762cf7f55934b34d179ae6a4c80cadccbb7f0a"), unhex(t, "8394c8f03e515708"))
	if got := hex.EncodeToString(client); got != "c00cf151ca5be075ed0ebfb5c80323c42d6b7db67881289af4008f1f6c357aea" {
		t.Errorf("client %s", got)
	}
	if got := hex.EncodeToString(server); got != "3c199828fd139efd216c155ad844cc81fb82fa8d7446fa7d78be803acdda951b" {
		t.Errorf("server %s", got)
	}
	// §A.2: the sample of the client's first packet, and the mask that it makes.
	k := NewPacketKeys(InitialSuite, client, &quic1)
	if got := hex.EncodeToString(k.Mask(unhex(t, "d1b1c98dd7689fb8ec11d242b123dc9b"))); got != "437b9aec36" {
		t.Errorf("mask %s", got)
	}
}

// TestChaChaPacket: RFC 9001 §A.5.
func TestChaChaPacket(t *testing.T) {
	suite, _ := ParseSuite("TLS_CHACHA20_POLY1305_SHA256")
	k := NewPacketKeys(suite, unhex(t, "9ac312a7f877468ebe69422748ad00a15443f18203a07d6060f688f30f21632b"), &quic1)
	packet := unhex(t, "4cfe4189655e5cd55c41f69080575d7999c25a5bfb")
	if got := hex.EncodeToString(k.Mask(packet[5:])); got != "aefefe7d03" {
		t.Fatalf("mask %s", got)
	}
	plain, ok := k.Open(nil, unhex(t, "4200bff4"), packet[4:], 654360564)
	if !ok || hex.EncodeToString(plain) != "01" {
		t.Errorf("opened %x, %v", plain, ok)
	}
	if _, ok := k.Next().Open(nil, unhex(t, "4200bff4"), packet[4:], 654360564); ok {
		t.Error("the keys of the next phase open it as well")
	}
}
