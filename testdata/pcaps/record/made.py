#!/usr/bin/python3
"""made.py [DIR]: the captures that no program at hand sends and no kernel at hand receives, frame by frame: tags and tunnels around one DNS query,
the options of TCP, frames that a snap length of 68 bytes cut."""
import os
import struct
import sys

out = sys.argv[1] if len(sys.argv) > 1 else os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")
START = 1714564800  # 2024-05-01 12:00:00 UTC


def checksum(b):
    b += b"\0" * (len(b) % 2)
    s = sum(struct.unpack(">%dH" % (len(b) // 2), b))
    s = (s & 0xFFFF) + (s >> 16)
    return ~(s + (s >> 16)) & 0xFFFF


def address(host):
    return bytes(int(x) for x in host.split("."))


def ethernet(kind, payload, src="02005e00530a", dst="02005e005350"):
    return bytes.fromhex(dst + src) + struct.pack(">H", kind) + payload


def ipv4(proto, payload, src="198.51.100.1", dst="198.51.100.2", offset=0x4000):
    head = struct.pack(">BBHHHBBH", 0x45, 0, 20 + len(payload), 1, offset, 64, proto, 0) + address(src) + address(dst)
    return head[:10] + struct.pack(">H", checksum(head)) + head[12:] + payload


def ipv6(proto, payload):
    ends = bytes.fromhex("20010db8" + "0" * 23 + "a" + "20010db8" + "0" * 22 + "35")
    return struct.pack(">IHBB", 6 << 28, len(payload), proto, 64) + ends + payload


def control(message, src, dst):
    return ipv4(1, message[:2] + struct.pack(">H", checksum(message)) + message[4:], src, dst)


def transport(proto, segment, at, pseudo):
    return segment[:at] + struct.pack(">H", checksum(pseudo + struct.pack(">II", len(segment), proto) + segment)) + segment[at + 2 :]


def udp(sport, dport, payload, src="198.51.100.1", dst="198.51.100.2"):
    datagram = struct.pack(">HHHH", sport, dport, 8 + len(payload), 0) + payload
    return transport(17, datagram, 6, address(src) + address(dst))


def tcp(sport, flags, options=b"", seq=0, ack=0, src="192.0.2.10", dst="192.0.2.80", dport=179, data=b""):
    options += b"\0" * (-len(options) % 4)
    segment = struct.pack(">HHIIHHHH", sport, dport, seq, ack, (5 + len(options) // 4) << 12 | flags, 64240, 0, 0) + options + data
    return ipv4(6, transport(6, segment, 16, address(src) + address(dst)), src, dst)


def write(name, frames, snap=65535):
    with open(os.path.join(out, name), "wb") as f:
        f.write(struct.pack("<IHHIIII", 0xA1B2C3D4, 2, 4, 0, 0, snap, 1))
        for i, b in enumerate(frames):
            f.write(struct.pack("<IIII", START, i * 1000, min(len(b), snap), len(b)) + b[:snap])


def tags_and_tunnels():
    question = bytes.fromhex("000101000001000000000000") + b"\3www\7example\3com\0\0\1\0\1"
    packet = ipv4(17, udp(40001, 53, question, "192.0.2.10", "192.0.2.53"), "192.0.2.10", "192.0.2.53")
    packet6 = ipv6(17, transport(17, struct.pack(">HHHH", 40001, 53, 8 + len(question), 0) + question, 6, ipv6(17, b"")[8:40]))
    frame = ethernet(0x0800, packet)

    def tag(kind, b):
        return ethernet(kind, b + struct.pack(">H", 0x0800) + packet)

    def gre(kind, b, flags=0):
        return ethernet(0x0800, ipv4(47, struct.pack(">HH", flags, kind) + b))

    def overlay(port, b, sport=50000):
        return ethernet(0x0800, ipv4(17, udp(sport, port, b)))

    nsh = struct.pack(">HBBI", 0x0FC6, 1, 3, 0x1FF) + bytes(16)
    write("tunnel-tags-and-overlays.pcap", [
        tag(0x8926, struct.pack(">I", 1 << 16)),                                            # VN-Tag
        ethernet(0x8100, struct.pack(">HHIH", 5, 0x8926, 1 << 16, 0x0800) + packet),        # behind a VLAN tag
        tag(0x893F, bytes(6)),                                                              # E-Tag
        tag(0x8909, struct.pack(">BBHH", 1, 1, 1, 100)),                                    # Cisco's metadata
        tag(0x8988, bytes(range(6))),                                                       # Cisco's time stamp
        tag(0x88E5, struct.pack(">BBI", 0, 0, 1)) + bytes(16),                              # MACsec that protects integrity
        ethernet(0x88E5, struct.pack(">BBI", 0x0C, 0, 2) + bytes(range(64))),               # and encrypts
        ethernet(0x894F, nsh + frame),                                                      # network service header
        gre(0x88BE, frame),                                                                 # ERSPAN I, II, III
        gre(0x88BE, struct.pack(">IHHI", 7, 0x100A, 1, 0) + frame, 0x1000),
        gre(0x22EB, struct.pack(">IHHIHH", 8, 0x200A, 1, 0, 0, 0) + frame, 0x1000),
        gre(0x6400, struct.pack(">HH", len(frame), 77) + frame, 0x2001),                    # MikroTik's EoIP
        ethernet(0x0800, ipv4(97, b"\x30\0" + frame)),                                      # EtherIP
        overlay(37008, b"\1\0\0\1\1" + frame),                                              # TZSP
        overlay(1701, struct.pack(">HHHHH", 2, 10, 20, 0xFF03, 0x0021) + packet, 1701),     # L2TP
        overlay(1701, struct.pack(">HHHHHHHHHH", 0xC802, 20, 10, 0, 0, 0, 0x8008, 0, 0, 1), 1701),
        overlay(6635, struct.pack(">I", 100 << 12 | 0x1FF) + packet),                       # MPLS over UDP
        overlay(4790, struct.pack(">BBBBI", 0x0C, 0, 0, 1, 256) + packet),                  # VXLAN-GPE: IPv4, then NSH
        overlay(4790, struct.pack(">BBBBI", 0x0C, 0, 0, 4, 256) + nsh + frame),
        overlay(4341, struct.pack(">II", 0xC0000000, 0) + packet),                          # LISP
        overlay(5072, struct.pack(">BBBBI", 0x41, 0x52, 0x11, 41, START) + bytes(36) + packet6),  # AYIYA
        overlay(3544, packet6),                                                             # Teredo
    ])


def options():
    def option(kind, value=b""):
        return bytes([kind, 2 + len(value)]) + value

    frames = []
    for i, o in enumerate([
        option(19, bytes(range(16))),                              # MD5
        option(29, bytes(range(14))),                              # AO
        option(28, struct.pack(">H", 120)),                        # user timeout
        option(254, bytes.fromhex("f989")),                        # Fast Open as an experiment: asked for, given
        option(254, bytes.fromhex("f9890102030405060708")),
        option(253, bytes.fromhex("e2d4c3d9")),                    # an experiment nobody knows
        option(27, bytes.fromhex("050100000000")),                 # Quick-Start
        option(172, bytes.fromhex("010203040506070809")),          # accurate ECN in either order
        option(174, bytes.fromhex("010203040506")),
        option(11, struct.pack(">I", 1)),                          # T/TCP
        option(30, bytes.fromhex("0181") + bytes(range(8))),       # Multipath TCP
    ]):
        frames.append(ethernet(0x0800, tcp(40000 + i, 0x02, o, 1000)))
        if o[0] not in (172, 174):
            frames.append(ethernet(0x0800, tcp(40000 + i, 0x10, option(30, bytes.fromhex("2000")) if o[0] == 30 else b"", 1001, 1)))
    write("tcp-options.pcap", frames)


def cut():
    client, server = "192.0.2.10", "192.0.2.80"

    def segment(flags, options=b"", seq=1001, ack=5001, data=b"", back=False):
        ports = (80, 40000) if back else (40000, 80)
        ends = (server, client) if back else (client, server)
        return ethernet(0x0800, tcp(ports[0], flags, options, seq, ack, *ends, ports[1], data))

    def datagram(dport, data):
        return ethernet(0x0800, ipv4(17, udp(40001, dport, data, client, server), client, server))

    stamps = b"\x08\x0a" + struct.pack(">II", 7, 0)
    syn = struct.pack(">BBH", 2, 4, 1460) + b"\4\2" + stamps + b"\1\3\3\7"
    question = bytes.fromhex("000101000001000000000000") + b"\3www\7example\3com\0\0\1\0\1"
    request = b"GET /a/long/path/to/something HTTP/1.1\r\nHost: www.example.com\r\n\r\n"
    quoted = datagram(53, question)[14:]
    fragment = ipv4(17, struct.pack(">HHHH", 40001, 4444, 3008, 0) + b"x" * 1472, client, server, 0x2000)
    write("cut-by-snap-length.pcap", [
        segment(0x02, syn, 1000, 0),                                                                 # options cut
        segment(0x12, syn, 5000, 1001, back=True),
        segment(0x10),
        segment(0x18, data=request),                                                                 # a line cut
        segment(0x18, seq=5001, ack=1001 + len(request), data=b"HTTP/1.1 200 OK\r\nServer: x\r\n\r\n" + b"x" * 500, back=True),
        segment(0x18, seq=5531, ack=1001 + len(request), data=b"\x00\xff" * 50, back=True),         # no text
        segment(0x10, b"\1\1" + stamps, 1001 + len(request), 5631),
        datagram(53, question),
        datagram(9, b"x" * 100),
        ethernet(0x0800, control(struct.pack(">BBHI", 3, 3, 0, 0) + quoted, server, client)),         # a quoted packet cut
        ethernet(0x0800, control(struct.pack(">BBHHH", 8, 0, 0, 1, 1) + bytes(range(48)), client, server)),
        ethernet(0x0800, fragment),                                                                  # the first of a datagram
    ], 68)


if __name__ == "__main__":
    tags_and_tunnels()
    options()
    cut()
