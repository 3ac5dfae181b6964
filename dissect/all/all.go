// Package all lists every protocol that netsniff knows.
package all

import (
	"netsniff/dissect"
	"netsniff/dissect/announce"
	"netsniff/dissect/arp"
	"netsniff/dissect/bencode"
	"netsniff/dissect/bfd"
	"netsniff/dissect/bgp"
	"netsniff/dissect/bittorrent"
	"netsniff/dissect/cdp"
	"netsniff/dissect/data"
	"netsniff/dissect/dcerpc"
	"netsniff/dissect/dhcp"
	"netsniff/dissect/dhcpv6"
	"netsniff/dissect/dnp3"
	"netsniff/dissect/dns"
	"netsniff/dissect/dtls"
	"netsniff/dissect/eapol"
	"netsniff/dissect/edonkey"
	"netsniff/dissect/eigrp"
	"netsniff/dissect/eth"
	"netsniff/dissect/expert"
	"netsniff/dissect/frame"
	"netsniff/dissect/ftp"
	"netsniff/dissect/gateway"
	"netsniff/dissect/gnutella"
	"netsniff/dissect/grpc"
	"netsniff/dissect/gtp"
	"netsniff/dissect/hartip"
	"netsniff/dissect/http"
	"netsniff/dissect/http2"
	"netsniff/dissect/http3"
	"netsniff/dissect/icmp"
	"netsniff/dissect/icmpv6"
	"netsniff/dissect/iec104"
	"netsniff/dissect/igmp"
	"netsniff/dissect/imap"
	"netsniff/dissect/ip"
	"netsniff/dissect/ipsec"
	"netsniff/dissect/irc"
	"netsniff/dissect/kerberos"
	"netsniff/dissect/ldap"
	"netsniff/dissect/link"
	"netsniff/dissect/lldp"
	"netsniff/dissect/mail"
	"netsniff/dissect/media"
	"netsniff/dissect/modbus"
	"netsniff/dissect/mqtt"
	"netsniff/dissect/mysql"
	"netsniff/dissect/netbios"
	"netsniff/dissect/ntlmssp"
	"netsniff/dissect/ntp"
	"netsniff/dissect/openflow"
	"netsniff/dissect/openvpn"
	"netsniff/dissect/ospf"
	"netsniff/dissect/pgsql"
	"netsniff/dissect/pim"
	"netsniff/dissect/pop3"
	"netsniff/dissect/ppp"
	"netsniff/dissect/pptp"
	"netsniff/dissect/protobuf"
	"netsniff/dissect/proxy"
	"netsniff/dissect/query"
	"netsniff/dissect/quic"
	"netsniff/dissect/radius"
	"netsniff/dissect/resp"
	"netsniff/dissect/rfb"
	"netsniff/dissect/rip"
	"netsniff/dissect/rpc"
	"netsniff/dissect/rtp"
	"netsniff/dissect/rtsp"
	"netsniff/dissect/sctp"
	"netsniff/dissect/sdp"
	"netsniff/dissect/sip"
	"netsniff/dissect/slow"
	"netsniff/dissect/smb"
	"netsniff/dissect/smb2"
	"netsniff/dissect/smtp"
	"netsniff/dissect/snmp"
	"netsniff/dissect/socks"
	"netsniff/dissect/ssh"
	"netsniff/dissect/stp"
	"netsniff/dissect/streaming"
	"netsniff/dissect/stun"
	"netsniff/dissect/syslog"
	"netsniff/dissect/tcp"
	"netsniff/dissect/telnet"
	"netsniff/dissect/tftp"
	"netsniff/dissect/tls"
	"netsniff/dissect/tpkt"
	"netsniff/dissect/tunnel"
	"netsniff/dissect/udp"
	"netsniff/dissect/websocket"
	"netsniff/dissect/wireguard"
	"netsniff/dissect/wlan"
	"netsniff/dissect/xmpp"
)

// Protocols returns the protocols in order of priority: of two that claim a
// port or recognise the same bytes, the earlier one wins.
func Protocols() []*dissect.Protocol {
	list := []*dissect.Protocol{
		&data.Protocol,
		&media.Text, &media.Form, &media.JSON, &media.XML, &media.GIF, &media.PNG, &media.JPEG, &media.OCSP,
		&media.Other, &protobuf.Protocol,
		&frame.Protocol,
		&expert.Protocol,
		&eth.Ethernet, &eth.VLAN, &eth.LLC,
		&link.SLL, &link.Null, &link.Raw, &link.PPP, &link.PPPoE, &link.CHDLC,
		&link.NFLOG, &link.IPoIB, &link.PKTAP, &link.IPNET, &link.ARCnet, &link.Unknown,
		&wlan.Protocol, &wlan.Radiotap, &wlan.PPI, &wlan.Prism, &wlan.AVS,
		&arp.Protocol,
		&ip.IPv4, &ip.IPv6, &ip.AH,
		&tunnel.GRE, &tunnel.VXLAN, &tunnel.Geneve, &tunnel.Teredo, &tunnel.CAPWAP, &tunnel.MPLS, &tunnel.PBB,
		&tunnel.FabricPath,
		&tunnel.VNTag, &tunnel.ETag, &tunnel.CMD, &tunnel.TTag, &tunnel.MACsec,
		&tunnel.ERSPAN, &tunnel.TZSP, &tunnel.L2TP, &tunnel.EtherIP, &tunnel.NSH, &tunnel.LISP, &tunnel.AYIYA,
		&gtp.Protocol,
		&icmp.Protocol,
		&icmpv6.Protocol,
		&igmp.Protocol,
		&stp.Protocol, &lldp.Protocol, &cdp.Protocol, &slow.Protocol, &slow.LACP, &slow.Marker, &slow.OAM,
		&eth.Loop, &eth.MACControl, &eapol.Protocol, &eapol.EAP,
		&ppp.LCP, &ppp.IPCP, &ppp.IPV6CP, &ppp.CCP, &ppp.MPLSCP, &ppp.Passwords, &ppp.Challenges,
		&sctp.Protocol,
		&gateway.VRRP, &gateway.HSRP, &gateway.HSRP2, &rip.Protocol, &ospf.Protocol, &pim.Protocol, &eigrp.Protocol,
		&bfd.Control, &bfd.Echo,
		&udp.Protocol,
		&tcp.Protocol, &tcp.MPTCP,
		&proxy.Protocol,
		&dhcp.Protocol, &dhcpv6.Protocol,
		&ssh.Protocol,
		&ntp.Protocol, &tftp.Protocol, &irc.Protocol, &telnet.Protocol, &socks.Protocol, &query.Finger, &query.WHOIS,
		&syslog.Protocol,
		&pgsql.Protocol, &mysql.Protocol, &resp.Protocol,
		&radius.Protocol, &mqtt.Protocol, &xmpp.Protocol, &snmp.Protocol, &announce.Dropbox, &announce.MikroTik,
		&rfb.Protocol,
		&tpkt.Protocol, &tpkt.Transport, &tpkt.Channels, &tpkt.Desktop, &tpkt.S7,
		&iec104.Protocol, &iec104.Units, &hartip.Protocol, &pptp.Protocol,
		&modbus.Protocol, &modbus.PDU,
		&bgp.Protocol, &openflow.Protocol,
		&dnp3.Protocol,
		&rpc.Protocol, &rpc.PortMapper, &rpc.Mount, &rpc.NFS,
		&ipsec.KeyExchange, &ipsec.Payload, &ipsec.Encapsulation, &openvpn.Protocol, &wireguard.Protocol,
		&stun.Protocol, &stun.Classic,
		&netbios.Names, &netbios.Datagrams, &netbios.Mailslot, &netbios.Browser,
		&netbios.Sessions, &smb.Protocol, &smb.Pipe, &smb2.Protocol, &dcerpc.Protocol, &kerberos.Protocol,
		&ldap.Protocol, &ldap.Datagrams,
		&dns.DNS,
		&dns.MDNS,
		&dns.LLMNR,
		&http2.Protocol, &grpc.Protocol,
		&http.Protocol, &http.SSDP, &websocket.Protocol, &ntlmssp.Protocol,
		&streaming.HLS, &streaming.DASH,
		&sip.Protocol, &rtsp.Protocol, &sdp.Protocol, &rtp.Protocol, &rtp.Event, &rtp.Control,
		&smtp.Protocol,
		&pop3.Protocol,
		&imap.Protocol,
		&ftp.Protocol, &ftp.Data,
		&mail.Protocol, &mail.MIME,
		&tls.Protocol, &dtls.Protocol, &quic.Protocol, &http3.Protocol,
		&bittorrent.Protocol, &bittorrent.DHT, &bittorrent.UTP, &bittorrent.Tracker, &bittorrent.LSD,
		&bittorrent.MagnetLinks,
		&gnutella.Protocol, &edonkey.Protocol,
		&bencode.Protocol,
	}
	for _, x := range dcerpc.Interfaces {
		list = append(list, &x.Protocol)
	}
	return list
}
