package model

import (
	"encoding/hex"
	"slices"
	"strings"

	"netsniff/dissect"
	"netsniff/dissect/bittorrent"
)

// Swarm is what BitTorrent said in a capture.
type Swarm struct {
	Announces  []*Announce `cel:"announces" doc:"requests to trackers, over HTTP or UDP"`
	Handshakes []*Meeting  `cel:"handshakes" doc:"handshakes that both peers said"`
	Sources    []*Source   `cel:"sources" doc:"peers that sent blocks of files, for each torrent"`
	Blocks     []*Block    `cel:"blocks" doc:"requests with the blocks that answered them"`
	Messages   []*Notice   `cel:"messages" doc:"messages about pieces and interest: choke, unchoke, interested, have, bitfield, …"`
	DHT        int64       `cel:"dht_queries" doc:"queries to the hash table"`
	UTP        int64       `cel:"utp_streams" doc:"connections of uTP that carried peers"`
	Peers      []string    `cel:"peers" doc:"addresses of peers that introduced themselves, sorted"`
}

// Announce is a request to a tracker.
type Announce struct {
	Frame    int64  `cel:"frame" doc:"of the request"`
	Reply    int64  `cel:"reply_frame" doc:"of the answer, 0 if none was seen"`
	Tracker  string `cel:"tracker" doc:"IP address of the tracker"`
	Protocol string `cel:"protocol" doc:"http or bt-tracker (UDP)"`
	InfoHash string `cel:"info_hash" doc:"hexadecimal, empty if not known"`
	Event    string `cel:"event" doc:"started, completed, stopped or empty"`
	Left     int64  `cel:"left" doc:"bytes that it still wants"`
	Peers    int64  `cel:"peers" doc:"that the answer names"`
	Interval int64  `cel:"interval" doc:"seconds until the next announce"`
	Failure  string `cel:"failure" doc:"why the tracker refused, empty if it did not"`
}

// Meeting is a handshake in both directions.
type Meeting struct {
	Frame    int64  `cel:"frame" doc:"of the first handshake message"`
	Reply    int64  `cel:"reply_frame" doc:"of the other one"`
	InfoHash string `cel:"info_hash" doc:"hexadecimal"`
	Client   string `cel:"client" doc:"IP address of who came"`
	Server   string `cel:"server" doc:"IP address of who was asked"`
	Conn     *Conn  `cel:"conn" doc:"its connection"`
}

// Source is a peer that sent blocks of a torrent.
type Source struct {
	InfoHash string `cel:"info_hash" doc:"hexadecimal, empty if not known"`
	Address  string `cel:"address" doc:"IP address of the peer"`
	Port     int64  `cel:"port" doc:"its port"`
	Bytes    int64  `cel:"bytes" doc:"of blocks that it sent"`
	Blocks   int64  `cel:"blocks" doc:"that it sent"`
	Frame    int64  `cel:"frame" doc:"of its first block"`
	IPv6     bool   `cel:"ipv6" doc:"the address is one of IPv6"`
}

// Block is a request for a block with what answered it.
type Block struct {
	Frame  int64  `cel:"frame" doc:"of the request, or of the block if that was not seen"`
	Reply  int64  `cel:"reply_frame" doc:"frame in which the block ends, 0 if it did not come"`
	Index  int64  `cel:"index" doc:"of the piece"`
	Begin  int64  `cel:"begin" doc:"where in the piece"`
	Length int64  `cel:"length" doc:"bytes"`
	Status string `cel:"status" doc:"piece, reject, choke or empty"`
	Conn   *Conn  `cel:"conn" doc:"its connection"`
}

// Notice is a message between peers.
type Notice struct {
	Frame    int64  `cel:"frame" doc:"that completed it"`
	Type     string `cel:"type" doc:"in lower case: choke, unchoke, interested, have, bitfield, request, piece"`
	ToServer bool   `cel:"to_server" doc:"who opened the connection said it"`
	Conn     *Conn  `cel:"conn" doc:"its connection"`
}

// maxNotices bounds the messages and blocks that are kept.
const maxNotices = 50_000

func newSwarm() *Swarm { return &Swarm{} }

type swarmPart struct {
	idle
	b       *builder
	sources map[sourceKey]*Source
	peers   map[string]bool
}

type sourceKey struct {
	torrent, address string
	port             int64
}

func newSwarmPart(b *builder) part {
	return &swarmPart{b: b, sources: map[sourceKey]*Source{}, peers: map[string]bool{}}
}

func (p *swarmPart) exchange(x *dissect.Exchange, e *Exchange) {
	s := p.b.out.Swarm
	switch d := x.Detail.(type) {
	case *bittorrent.Announcement:
		a := &Announce{Frame: e.Frame, Reply: e.Reply, Tracker: e.Conn.Server, Protocol: e.Protocol, Event: d.Event,
			Left:  int64(d.Left),
			Peers: int64(d.Peers), Interval: int64(d.Interval), Failure: d.Failure}
		if e.Conn.Transport == "tcp" {
			a.Protocol = "http"
		}
		if d.Known {
			a.InfoHash = hex.EncodeToString(d.InfoHash[:])
		}
		s.Announces = append(s.Announces, a)
	case *bittorrent.Meeting:
		p.meet(d, e)
		if x.Conn.Carrier != nil || e.Conn.Transport == "udp" {
			s.UTP++
		}
	case *bittorrent.Block:
		p.block(d, e)
	case *bittorrent.Lookup:
		s.DHT++
	}
}

func (p *swarmPart) meet(d *bittorrent.Meeting, e *Exchange) {
	m := &Meeting{Frame: e.Frame, Reply: e.Reply, InfoHash: hex.EncodeToString(d.Peers.InfoHash[:]), Client: e.Conn.Client,
		Server: e.Conn.Server, Conn: e.Conn}
	if e.Reply != 0 {
		p.b.out.Swarm.Handshakes = append(p.b.out.Swarm.Handshakes, m)
	}
	p.peers[m.Client] = true
	if e.Reply != 0 {
		p.peers[m.Server] = true
	}
}

func (p *swarmPart) block(d *bittorrent.Block, e *Exchange) {
	s := p.b.out.Swarm
	if len(s.Blocks) < maxNotices {
		s.Blocks = append(s.Blocks, &Block{Frame: e.Frame, Reply: e.ReplyLast, Index: int64(d.Index), Begin: int64(d.Begin),
			Length: int64(d.Length),
			Status: e.Status, Conn: e.Conn})
	} else {
		p.b.left("blocks beyond 50000")
	}
	if e.Status != "piece" {
		return
	}
	k := sourceKey{address: e.Conn.Server, port: e.Conn.ServerPort}
	if d.Dir == dissect.ToClient { // the server asked: the client sent
		k.address, k.port = e.Conn.Client, e.Conn.ClientPort
	}
	if d.Peers != nil && d.Peers.Known() {
		k.torrent = hex.EncodeToString(d.Peers.InfoHash[:])
	}
	o := p.sources[k]
	if o == nil {
		o = &Source{InfoHash: k.torrent, Address: k.address, Port: k.port, Frame: e.Reply,
			IPv6: strings.Contains(k.address, ":")}
		p.sources[k] = o
		s.Sources = append(s.Sources, o)
	}
	o.Bytes += int64(d.Length)
	o.Blocks++
}

func (p *swarmPart) event(x *dissect.Event) {
	n, ok := x.About.(*bittorrent.Notice)
	if !ok {
		return
	}
	s := p.b.out.Swarm
	if len(s.Messages) >= maxNotices {
		p.b.left("messages of peers beyond 50000")
		return
	}
	s.Messages = append(s.Messages, &Notice{Frame: int64(x.Mark.Frame), Type: strings.ToLower(n.Type.String()),
		ToServer: x.Dir == dissect.ToServer, Conn: p.b.conn(x.Conn)})
}

func (p *swarmPart) finish() {
	s := p.b.out.Swarm
	s.Peers = sorted(p.peers)
	slices.SortStableFunc(s.Sources, func(x, y *Source) int { return int(x.Frame - y.Frame) })
	slices.SortStableFunc(s.Messages, func(x, y *Notice) int { return int(x.Frame - y.Frame) })
	slices.SortStableFunc(s.Blocks, func(x, y *Block) int { return int(x.Frame - y.Frame) })
	slices.SortStableFunc(s.Announces, func(x, y *Announce) int { return int(x.Frame - y.Frame) })
	slices.SortStableFunc(s.Handshakes, func(x, y *Meeting) int { return int(x.Frame - y.Frame) })
}
