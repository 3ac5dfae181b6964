package sdp_test

import (
	"strings"
	"testing"

	"netsniff/dissect"
	"netsniff/dissect/dissecttest"
	"netsniff/dissect/rtp"
	"netsniff/dissect/sdp"
	"netsniff/dissect/sip"
)

const head = "INVITE sip:bob@example.com SIP/2.0\r\nCall-ID: c1\r\nCSeq: 1 INVITE\r\nContent-Type: application/sdp\r\n\r\n"

const description = "v=0\no=- 123 456 IN IP6 2001:db8::1\ns=a b\nc=IN IP4 224.2.1.1/127/3\nb=AS:128\nt=1 2\na=recvonly\na=group:BUNDLE 0\n" +
	"m=audio 49170/2 RTP/AVP 0 96\nc=IN IP4 192.0.2.5\na=rtpmap:96 opus/48000/2\na=fmtp:96 a=1; b=2\na=control:track1\n" +
	"m=image 5000 udptl t38\na=candidate:1 1 UDP 7 192.0.2.1 8998 typ host\nx=y\nnothing\n"

func TestFields(t *testing.T) {
	c := dissecttest.NewDatagrams(5060, &sip.Protocol, &sdp.Protocol)
	f := c.Last([]dissecttest.Turn{dissecttest.Client(head + description)})
	for name, want := range map[string]string{
		"sdp.owner": "- 123 456 IN IP6 2001:db8::1", "sdp.owner.address": "2001:db8::1", "sdp.session_name": "a b",
		"sdp.connection_info.address": "224.2.1.1|192.0.2.5", "sdp.connection_info.ttl": "127",
		"sdp.connection_info.num_addr": "3",
		"sdp.bandwidth.modifier":       "AS", "sdp.bandwidth.value": "128", "sdp.time.stop": "2",
		"sdp.session_attr":       "recvonly|group:BUNDLE 0",
		"sdp.session_attr.value": "BUNDLE 0", "sdp.media": "audio 49170/2 RTP/AVP 0 96|image 5000 udptl t38",
		"sdp.media.port":      "49170|5000",
		"sdp.media.portcount": "2", "sdp.media.proto": "RTP/AVP|udptl",
		"sdp.media.format": "ITU-T G.711 PCMU|DynamicRTP-Type-96|t38",
		"sdp.mime.type":    "opus", "sdp.sample_rate": "48000", "sdp.fmtp.parameter": "a=1|b=2",
		"sdp.media_attribute.value": "track1",
		"sdp.ice_candidate.address": "192.0.2.1", "sdp.ice_candidate.type": "host", "sdp.unknown": "x=y",
		"sdp.invalid": "nothing",
	} {
		if got := dissecttest.FieldText(f, &sdp.Protocol, name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

// Values stand where the description has them.
func TestPlaces(t *testing.T) {
	c := dissecttest.NewDatagrams(5060, &sip.Protocol, &sdp.Protocol)
	f := c.Last([]dissecttest.Turn{dissecttest.Client(head + description)})
	var v dissect.Values
	for i := range sdp.Protocol.Fields {
		if x := &sdp.Protocol.Fields[i]; x.Name == "sdp.media.format" {
			for j := range f.Messages() {
				x.Get(f, &f.Messages()[j], &v)
			}
		}
	}
	want := []string{"0", "96", "t38"}
	for i, x := range v.List {
		if got := description[x.Off : x.Off+x.Len]; i >= len(want) || got != want[i] {
			t.Errorf("format %d stands at %q", i, got)
		}
	}
}

func TestMedia(t *testing.T) {
	list := sdp.Read([]byte(description))
	if len(list) != 2 || list[0].Kind != "audio" || list[0].Control != "track1" || list[1].Proto != "udptl" {
		t.Fatalf("%+v", list)
	}
	if f := list[0].Formats; len(f) != 2 || f[0] != rtp.FormatOf(0) ||
		f[1] != (rtp.Format{Type: 96, Encoding: "opus", Clock: 48000, Channels: 2, Told: true}) {
		t.Errorf("%+v", f)
	}
}

// Any text is a description, of bounded size.
func FuzzSDP(f *testing.F) {
	f.Add(append([]byte{0x80 | 127}, head+description...))
	f.Fuzz(func(t *testing.T, b []byte) {
		dissecttest.AnyDatagrams(t, []*dissect.Protocol{&sip.Protocol, &sdp.Protocol},
			append([]byte{0x80 | 127}, strings.Join([]string{head, string(b)}, "")...))
		for _, m := range sdp.Read(b) {
			if len(m.Formats) > 64 {
				t.Errorf("%d formats", len(m.Formats))
			}
		}
	})
}
