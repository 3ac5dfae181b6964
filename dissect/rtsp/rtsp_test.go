package rtsp_test

import (
	"encoding/binary"
	"strconv"
	"strings"
	"testing"

	"netsniff/dissect"
	"netsniff/dissect/dissecttest"
	"netsniff/dissect/rtp"
	"netsniff/dissect/rtsp"
	"netsniff/dissect/sdp"
)

var protocols = []*dissect.Protocol{&rtsp.Protocol, &sdp.Protocol, &rtp.Protocol, &rtp.Control}

func message(lines ...string) string { return strings.Join(lines, "\r\n") + "\r\n\r\n" }

const description = "v=0\r\nm=audio 0 RTP/AVP 97\r\na=rtpmap:97 opus/48000/2\r\na=control:t1\r\n"

// framed returns interleaved data with a packet of RTP.
func framed(channel byte, seq uint16) string {
	b := binary.BigEndian.AppendUint16([]byte{0x80, 97}, seq)
	b = append(b, 0, 0, 0, 9, 0, 0, 0, 7, 1, 2, 3)
	return "$" + string([]byte{channel, 0, byte(len(b))}) + string(b)
}

func conversation() dissecttest.Conversation {
	turn := func(d dissect.Dir, text string, rows ...string) dissecttest.Turn {
		return dissecttest.Turn{Dir: d, Data: []byte(text), Rows: rows}
	}
	const c, s = dissect.ToServer, dissect.ToClient
	return dissecttest.Conversation{Protocols: protocols, Port: 554, Assigned: true, Turns: []dissecttest.Turn{
		turn(c, message("DESCRIBE rtsp://h/a RTSP/1.0", "CSeq: 1"), "RTSP DESCRIBE rtsp://h/a RTSP/1.0"),
		turn(s, message("RTSP/1.0 200 OK", "CSeq: 1", "Content-type: application/sdp",
			"Content-Length: "+strconv.Itoa(len(description)))+description, "RTSP/SDP Reply: RTSP/1.0 200 OK"),
		turn(c, message("SETUP rtsp://h/a/t1 RTSP/1.0", "CSeq: 2", "Transport: RTP/AVP/TCP;interleaved=0-1"),
			"RTSP SETUP rtsp://h/a/t1 RTSP/1.0"),
		turn(s, message("RTSP/1.0 200 OK", "CSeq: 2", "Session: x;timeout=60",
			"Transport: RTP/AVP/TCP;interleaved=0-1"), "RTSP Reply: RTSP/1.0 200 OK"),
		turn(s, framed(0, 1), "RTP PT=DynamicRTP-Type-97, SSRC=0x7, Seq=1, Time=9"),
		turn(s, "$\x01\x00\x08\x80\xc9\x00\x01\x00\x00\x00\x07", "RTCP Receiver Report"),
		turn(s, "$\x05\x00\x02ab", "TCP Interleaved channel 0x05, 2 bytes"),
		turn(c, message("SET_PARAMETER rtsp://h/a RTSP/1.0", "CSeq: 3", "Content-Type: text/parameters",
			"Content-Length: 2")+"a\n", "RTSP SET_PARAMETER rtsp://h/a RTSP/1.0 (text/parameters)"),
	}}
}

func TestConversation(t *testing.T) {
	c := conversation()
	c.PerSegment = true // channels are known once the response has come
	c.Check(t)
}

func TestSeveral(t *testing.T) {
	c := dissecttest.NewConnection(554, 0, protocols...)
	rows := c.Rows(append(conversation().Turns[:4],
		dissecttest.Server(framed(0, 1)+framed(0, 2)+message("RTSP/1.0 200 OK")), dissecttest.Client("what\r\n")))
	want := []string{"RTP PT=DynamicRTP-Type-97, SSRC=0x7, Seq=1, Time=9, PT=DynamicRTP-Type-97, SSRC=0x7, Seq=2, Time=9, Reply: RTSP/1.0 200 OK",
		"RTSP Continuation"}
	for i, w := range want {
		if got := rows[4+i]; got != w {
			t.Errorf("%q, want %q", got, w)
		}
	}
}

func TestFields(t *testing.T) {
	c := dissecttest.NewConnection(554, 0, protocols...)
	f := c.Last(conversation().Turns[:4])
	for name, want := range map[string]string{
		"rtsp.status": "200", "rtsp.session": "x;timeout=60", "rtsp.transport": "RTP/AVP/TCP;interleaved=0-1",
		"rtsp.method": "", "rtsp.content-length": "",
	} {
		if got := dissecttest.FieldText(f, &rtsp.Protocol, name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	f = c.Last([]dissecttest.Turn{dissecttest.Server(framed(0, 3))})
	for name, want := range map[string]string{"rtsp.magic": "36", "rtsp.channel": "0", "rtsp.length": "15"} {
		if got := dissecttest.FieldText(f, &rtsp.Protocol, name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

func TestAllocatesNothing(t *testing.T) {
	c := dissecttest.NewConnection(554, 0, protocols...)
	turns := conversation().Turns[:5]
	c.Rows(turns)
	x := dissecttest.Server(framed(0, 3))
	if n := testing.AllocsPerRun(100, func() { c.Send(&x) }); n != 0 {
		t.Errorf("a packet allocates %v times", n)
	}
}

// FuzzRTSP takes any bytes for a connection.
func FuzzRTSP(f *testing.F) {
	f.Add(append([]byte{0x80 | 127}, message("SETUP rtsp://h/a/t1 RTSP/1.0", "Transport: RTP/AVP/TCP;interleaved=0-1")...))
	f.Fuzz(func(t *testing.T, b []byte) { dissecttest.AnyConnection(t, &rtsp.Protocol, 554, b) })
}

func TestExchanges(t *testing.T) {
	heard := new(dissecttest.Heard)
	dissecttest.Tell(append(conversation().Turns,
		dissecttest.Server(message("RTSP/1.0 454 Session Not Found", "CSeq: 3"))), 554, heard, protocols...)
	if len(heard.Exchanges) != 3 {
		t.Fatalf("heard %+v", heard.Exchanges)
	}
	for i, words := range [][]string{{"DESCRIBE", "rtsp://h/a", "200"}, {"SETUP", "succeeded"},
		{"SET_PARAMETER", "454", "refused"}} {
		for _, w := range words {
			if !strings.Contains(heard.Exchanges[i].Line, w) {
				t.Errorf("%q does not say %q", heard.Exchanges[i].Line, w)
			}
		}
	}
}

// FuzzDialogue takes any bytes for a connection.
func FuzzDialogue(f *testing.F) {
	f.Add(append([]byte{0x80 | 127},
		message("SETUP rtsp://h/a/t1 RTSP/1.0", "CSeq: 1", "Transport: RTP/AVP/TCP;interleaved=0-1")...))
	f.Fuzz(func(t *testing.T, b []byte) { dissecttest.AnyDialogue(t, &rtsp.Protocol, 554, b) })
}
