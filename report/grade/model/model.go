// Package model is what rubrics speak of: the packets, connections, exchanges,
// mails, lookups, transfers, calls and the swarm of one capture, as plain typed values
// that were built in one pass (Read) and that nothing changes afterwards.
//
// Names and documentation of the fields are in their tags: expressions are checked
// against them, and `netsniff grade model` prints them. Times are seconds: moments
// since the first frame, except Capture.Start and End, which are Unix time. What
// does not exist is an empty text, an empty list, 0 or -1, as each field says.
package model

// Capture is one capture file. It is the root of the model.
type Capture struct {
	File      string   `cel:"file" doc:"name of the file inside the submission"`
	Frames    int64    `cel:"frames" doc:"frames in the file"`
	Start     float64  `cel:"start" doc:"time of the first frame, seconds since 1970 UTC"`
	End       float64  `cel:"end" doc:"time of the last frame, seconds since 1970 UTC"`
	Duration  float64  `cel:"duration" doc:"seconds from the first frame to the last"`
	SnapLen   int64    `cel:"snap_length" doc:"greatest length to which frames were cut, 0 if none was cut"`
	Cut       int64    `cel:"cut" doc:"frames of which the capture holds only the beginning"`
	Damage    string   `cel:"damage" doc:"what is wrong with the file, empty if nothing"`
	Secrets   int64    `cel:"secrets" doc:"secrets of TLS that were known: of key logs that were handed in, and of the capture"`
	Left      string   `cel:"left_out" doc:"what a bound left out of this model, empty if nothing"`
	Addresses []string `cel:"addresses" doc:"IP addresses that frames came from or went to, sorted"`
	MACs      []string `cel:"macs" doc:"Ethernet addresses that frames came from, sorted"`

	Packets    []*Packet    `cel:"packets" doc:"frames, in order"`
	Conns      []*Conn      `cel:"conns" doc:"TCP connections and UDP conversations, in order of their first frames"`
	Exchanges  []*Exchange  `cel:"exchanges" doc:"requests with what answered them, of all protocols, in order of their first frames"`
	HTTP       []*HTTP      `cel:"http" doc:"exchanges of HTTP"`
	Lookups    []*Lookup    `cel:"lookups" doc:"exchanges of DNS"`
	Mails      []*Mail      `cel:"mails" doc:"mails that SMTP, POP3 or IMAP carried"`
	Transfers  []*Transfer  `cel:"transfers" doc:"files that FTP carried"`
	Calls      []*Call      `cel:"calls" doc:"calls of SIP, in order of their first INVITE"`
	Media      []*Media     `cel:"media" doc:"media streams of RTP, each way by itself, in order of their first frames"`
	Handshakes []*Handshake `cel:"tls" doc:"handshakes of TLS"`
	Swarm      *Swarm       `cel:"swarm" doc:"what BitTorrent peers and trackers said"`
}

// Packet is a frame.
type Packet struct {
	Frame    int64   `cel:"frame" doc:"its number, from 1"`
	Time     float64 `cel:"time" doc:"seconds since the first frame"`
	Length   int64   `cel:"length" doc:"bytes on the wire"`
	Payload  int64   `cel:"payload" doc:"bytes behind the TCP or UDP header, on the wire"`
	Protocol string  `cel:"protocol" doc:"as the Protocol column has it, such as TCP, HTTP, DNS"`
	Src      string  `cel:"src" doc:"IP address that it came from, empty if none"`
	Dst      string  `cel:"dst" doc:"IP address that it went to, empty if none"`
	SrcPort  int64   `cel:"src_port" doc:"port that it came from, 0 if none"`
	DstPort  int64   `cel:"dst_port" doc:"port that it went to, 0 if none"`
	Conn     *Conn   `cel:"conn" doc:"its connection; it has id -1 if the frame has none"`
	ToServer bool    `cel:"to_server" doc:"the client of its connection sent it"`
	Flags    string  `cel:"flags" doc:"TCP flags with blanks between them, such as 'SYN ACK'; empty if not TCP"`
	Seq      int64   `cel:"seq" doc:"sequence number, relative to the first; -1 if not TCP"`
	RawSeq   int64   `cel:"raw_seq" doc:"sequence number as the header has it, -1 if not TCP"`
	Ack      int64   `cel:"ack" doc:"acknowledgment number, relative; -1 if none"`
	RawAck   int64   `cel:"raw_ack" doc:"acknowledgment number as the header has it, -1 if none"`
	Window   int64   `cel:"window" doc:"receive window in bytes, scaled; -1 if not TCP"`
	Marks    string  `cel:"marks" doc:"what TCP analysis found, such as 'TCP Retransmission'; empty if nothing"`
}

// Exchange is a request and what answered it, of any protocol.
type Exchange struct {
	Conn       *Conn    `cel:"conn" doc:"its connection"`
	Protocol   string   `cel:"protocol" doc:"its protocol as filters call it: http, smtp, pop, dns, ftp"`
	Method     string   `cel:"method" doc:"what was asked: GET, RCPT, RETR, A; 'greeting' for a server's first words, '.' for the mail after DATA"`
	Subject    string   `cel:"subject" doc:"of what: a URI, an argument, a name; never a secret"`
	Status     string   `cel:"status" doc:"how it was answered: 200, +OK, NOERROR; empty if it was not"`
	Outcome    string   `cel:"outcome" doc:"succeeded, redirected, refused, failed or unanswered"`
	Words      string   `cel:"words" doc:"the reply in the server's own words, status first"`
	Frame      int64    `cel:"frame" doc:"frame in which the request begins (the reply if there is no request)"`
	Last       int64    `cel:"request_last" doc:"frame that completed the request, 0 if none was seen"`
	Reply      int64    `cel:"reply_frame" doc:"frame in which the reply begins, 0 if none was seen"`
	ReplyLast  int64    `cel:"reply_last" doc:"frame that completed the reply, 0 if none was seen"`
	Start      float64  `cel:"start" doc:"time of frame"`
	End        float64  `cel:"end" doc:"time of the last frame of the exchange"`
	TTFB       float64  `cel:"ttfb" doc:"seconds from the last byte of the request to the first of the reply, -1 if not known"`
	TTLB       float64  `cel:"ttlb" doc:"seconds from the last byte of the request to the last of the reply, -1 if not known"`
	Sent       int64    `cel:"request_bytes" doc:"bytes of the request"`
	Received   int64    `cel:"reply_bytes" doc:"bytes of the reply"`
	Segments   int64    `cel:"reply_segments" doc:"segments or datagrams that brought the reply"`
	Notes      []string `cel:"notes" doc:"oddities: greeting, midstream, gap, unsure, interim, pipelined, resent, early, cut, upgrade"`
	User       string   `cel:"user" doc:"who logged in by it, decoded; empty if nobody did"`
	Mechanism  string   `cel:"mechanism" doc:"how: LOGIN, PLAIN, USER/PASS, Basic; empty if nobody logged in"`
	SecretHash string   `cel:"secret_sha256" doc:"SHA-256 of the password in hexadecimal; empty if none was sent in a form that can be read"`
}

// Hit is a frame that a display filter of the rubric selects.
type Hit struct {
	Frame    int64
	Time     float64
	Conn     *Conn
	Src, Dst string
}
