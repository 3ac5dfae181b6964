package mqtt_test

import (
	"testing"

	"netsniff/dissect/dissecttest"
	"netsniff/dissect/mqtt"
)

var framed = dissecttest.Framed{Protocol: &mqtt.Protocol, Port: 1883}

// packet returns a packet of less than 128 bytes.
func packet(first byte, body string) string {
	return string([]byte{first, byte(len(body))}) + body
}

func client(packets ...string) string { return dissecttest.Sends(">", packets...) }
func server(packets ...string) string { return dissecttest.Sends("<", packets...) }

var (
	connect = client(packet(0x10, "\x00\x04MQTT\x04\xc2\x00\x3c\x00\x02me\x00\x05alice\x00\x06secret")) +
		"= MQTT Connect Command\n"
	connected = connect + server(packet(0x20, "\x00\x00")) + "= MQTT Connect Ack\n"
	publish   = connected + client(packet(0x34, "\x00\x01a\x00\x07hello")) + "= MQTT Publish Message (id=7) [a]\n"
)

func TestConversation(t *testing.T) {
	framed.Check(t, publish+
		server(packet(0x50, "\x00\x07"))+"= MQTT Publish Received (id=7)\n"+
		client(packet(0x62, "\x00\x07"), packet(0x82, "\x00\x08\x00\x01b\x00\x00\x01c\x01"))+
		"= MQTT Publish Release (id=7), Subscribe Request (id=8) [b] [c]\n"+
		server(packet(0x70, "\x00\x07"), packet(0x90, "\x00\x08\x80\x01"))+
		"= MQTT Publish Complete (id=7), Subscribe Ack (id=8)\n"+
		server(packet(0x32, "\x00\x01b\x00\x07x"))+"= MQTT Publish Message (id=7) [b]\n"+
		client(packet(0x40, "\x00\x07"), packet(0xc0, ""))+"= MQTT Publish Ack (id=7), Ping Request\n"+
		server(packet(0xd0, ""))+"= MQTT Ping Response\n"+
		client(packet(0xa2, "\x00\x09\x00\x01b"))+"= MQTT Unsubscribe Request (id=9)\n"+
		server(packet(0xb0, "\x00\x09"))+"= MQTT Unsubscribe Ack (id=9)\n"+
		client(packet(0x30, "\x00\x01ax"), packet(0xe0, ""))+"= MQTT Publish Message [a], Disconnect Req\n",
		"CONNECT me -> OK succeeded", "PUBLISH a -> OK succeeded", "SUBSCRIBE b -> 128 refused", "PUBLISH b -> OK succeeded",
		"PINGREQ -> OK succeeded", "UNSUBSCRIBE b -> OK succeeded")
}

func TestFields(t *testing.T) {
	framed.Fields(t, connect,
		map[string]string{"mqtt.msgtype": "1", "mqtt.len": "29", "mqtt.protoname": "MQTT", "mqtt.ver": "4",
			"mqtt.conflag.uname": "1",
			"mqtt.clientid":      "me", "mqtt.username": "alice", "mqtt.passwd": "secret", "mqtt.kalive": "60"})
	framed.Fields(t, publish,
		map[string]string{"mqtt.qos": "2", "mqtt.topic": "a", "mqtt.msgid": "7", "mqtt.msg": "68656c6c6f"})
}

// TestVersion5: properties stand before what follows them.
func TestVersion5(t *testing.T) {
	five := client(packet(0x10, "\x00\x04MQTT\x05\x02\x00\x3c\x03\x21\x00\x14\x00\x02me")) + "= MQTT Connect Command\n" +
		server(packet(0x20, "\x00\x00\x03\x22\x00\x0a")) + "= MQTT Connect Ack\n" +
		client(packet(0x32, "\x00\x01a\x00\x01\x0b\x26\x00\x03key\x00\x03valhello")) + "= MQTT Publish Message (id=1) [a]\n"
	framed.Fields(t, five, map[string]string{"mqtt.property_id": "38", "mqtt.prop_key": "key", "mqtt.prop_value": "val",
		"mqtt.msg": "68656c6c6f"})
	framed.Check(t, five+server(packet(0x40, "\x00\x01\x87"))+"= MQTT Publish Ack (id=1)\n",
		"CONNECT me -> OK succeeded", "PUBLISH a -> 135 refused")
}

func TestAllocatesNothing(t *testing.T) { framed.AllocateNothing(t, publish) }

// FuzzMQTT takes any bytes for a connection.
func FuzzMQTT(f *testing.F) { framed.Fuzz(f, publish) }
