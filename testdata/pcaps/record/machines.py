#!/usr/bin/python3
"""machines.py [DIR]: what machines say to each other that no program at hand says: controllers of plants and of networks, routers, tunnels."""
import os
import struct
import sys

from made import START, address, ethernet, ipv4, out, transport, udp

CLIENT, SERVER = "192.0.2.10", "192.0.2.90"


class Capture:
    """Frames a millisecond apart, of connections and conversations between CLIENT and SERVER."""

    def __init__(self):
        self.frames = []

    def add(self, payload, to_server=True):
        ends = ("02005e00530a", "02005e00535a")
        self.frames.append(ethernet(0x0800, payload, *(ends if to_server else ends[::-1])))

    def datagrams(self, port, turns, sport=40000):
        for to_server, b in turns:
            a, z = (CLIENT, SERVER) if to_server else (SERVER, CLIENT)
            ports = (sport, port) if to_server else (port, sport)
            self.add(ipv4(17, udp(*ports, b, a, z), a, z), to_server)

    def connection(self, port, turns, sport=40000):
        seq = [1000, 9000]
        for to_server, flags, b in [(True, 2, b""), (False, 18, b""), (True, 16, b"")] + [(d, 24, b) for d, b in turns] + [(True, 17, b""), (False, 17, b""), (True, 16, b"")]:
            a, z = (CLIENT, SERVER) if to_server else (SERVER, CLIENT)
            ports = (sport, port) if to_server else (port, sport)
            i = 0 if to_server else 1
            segment = struct.pack(">HHIIHHHH", *ports, seq[i], seq[1 - i] if flags & 16 else 0, 5 << 12 | flags, 64240, 0, 0) + b
            self.add(ipv4(6, transport(6, segment, 16, address(a) + address(z)), a, z), to_server)
            seq[i] += len(b) + (1 if flags & 3 else 0)

    def write(self, name):
        with open(os.path.join(out, name), "wb") as f:
            f.write(struct.pack("<IHHIIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1))
            for i, b in enumerate(self.frames):
                f.write(struct.pack("<IIII", START, i * 1000, len(b), len(b)) + b)


def modbus(transaction, pdu, unit=1):
    return struct.pack(">HHHB", transaction, 0, len(pdu) + 1, unit) + pdu


def bgp(kind, body=b""):
    return b"\xff" * 16 + struct.pack(">HB", 19 + len(body), kind) + body


def openflow(version, kind, xid, body=b""):
    return struct.pack(">BBHI", version, kind, 8 + len(body), xid) + body


def ike(exchange, flags, mid, payload):
    return b"\x11" * 8 + b"\x22" * 8 + struct.pack(">BBBBII", 40, 0x20, exchange, flags, mid, 28 + len(payload)) + payload


def crc(b):
    c = 0
    for x in b:
        c ^= x
        for _ in range(8):
            c = c >> 1 ^ 0xA6BC if c & 1 else c >> 1
    return struct.pack("<H", ~c & 0xFFFF)


def dnp3(source, to, control, data=b""):
    head = struct.pack("<BBBBHH", 5, 0x64, 5 + len(data), control, to, source)
    blocks = [data[i : i + 16] for i in range(0, len(data), 16)]
    return head + crc(head) + b"".join(b + crc(b) for b in blocks)


def xdr(b):
    return struct.pack(">I", len(b)) + b + b"\0" * (-len(b) % 4)


def call(xid, program, version, procedure, arguments=b""):
    unix = struct.pack(">I", 7) + xdr(b"client") + struct.pack(">III", 1000, 1000, 0)
    return struct.pack(">IIIIII", xid, 0, 2, program, version, procedure) + struct.pack(">I", 1) + xdr(unix) + struct.pack(">II", 0, 0) + arguments


def reply(xid, results=b"", state=0):
    return struct.pack(">IIIIII", xid, 1, 0, 0, 0, state) + results


def record(message):
    return struct.pack(">I", 1 << 31 | len(message)) + message


def attributes(kind, mode, size):
    return struct.pack(">IIIIIQQQQQQQQ", kind, mode, 1, 1000, 1000, size, size, 0, 1, 42, 0, 0, 0)


def nfs():
    home, file = xdr(b"handle of home"), xdr(b"handle of a.txt")
    some = struct.pack(">I", 1) + attributes(1, 0o644, 5)
    asked = [
        (0, b"", b""),
        (1, home, struct.pack(">I", 0) + attributes(2, 0o755, 4096)),
        (3, home + xdr(b"a.txt"), struct.pack(">I", 0) + file + some + struct.pack(">I", 0)),
        (3, home + xdr(b"b.txt"), struct.pack(">II", 2, 0)),
        (4, file + struct.pack(">I", 0x2D), struct.pack(">I", 0) + some + struct.pack(">I", 0x0D)),
        (6, file + struct.pack(">QI", 0, 4096), struct.pack(">I", 0) + some + struct.pack(">II", 5, 1) + xdr(b"hello")),
        (7, file + struct.pack(">QII", 5, 6, 2) + xdr(b" world"), struct.pack(">III", 0, 0, 0) + struct.pack(">II", 6, 2) + b"verifier"),
        (14, home + xdr(b"a.txt") + home + xdr(b"c.txt"), struct.pack(">IIIII", 0, 0, 0, 0, 0)),
        (16, home + struct.pack(">QQI", 0, 0, 4096), struct.pack(">II", 0, 0) + b"verifier" + struct.pack(">IQ", 1, 1) + xdr(b".") + struct.pack(">QIQ", 1, 1, 42) + xdr(b"c.txt") + struct.pack(">QII", 2, 0, 1)),
        (12, home + xdr(b"c.txt"), struct.pack(">III", 0, 0, 0)),
    ]
    turns = []
    for i, (procedure, arguments, results) in enumerate(asked):
        turns += [(True, record(call(100 + i, 100003, 3, procedure, arguments))), (False, record(reply(100 + i, results)))]
    return turns


def routes():
    opening = struct.pack(">BHH", 4, 64500, 180) + address("192.0.2.10")
    four = b"\x02\x06\x41\x04" + struct.pack(">I", 64500)
    path = b"\x40\x01\x01\x00" + b"\x40\x02\x0a\x02\x02" + struct.pack(">II", 64500, 64501) + b"\x40\x03\x04" + address("192.0.2.10")
    return [
        (True, bgp(1, opening + bytes([len(four)]) + four)),
        (False, bgp(1, opening[:1] + struct.pack(">HH", 64501, 90) + address(SERVER) + bytes([len(four)]) + four) + bgp(4)),
        (True, bgp(4)),
        (True, bgp(2, struct.pack(">HH", 0, len(path)) + path + b"\x18\xc6\x33\x64\x10\xcb\x00")),
        (False, bgp(2, b"\x00\x04\x18\xc6\x33\x64\x00\x00") + bgp(4)),
        (False, bgp(5, b"\x00\x01\x00\x01")),
        (True, bgp(3, b"\x06\x02")),
    ]


def main():
    c = Capture()
    c.connection(502, [
        (True, modbus(1, b"\x03\x00\x10\x00\x02")), (False, modbus(1, b"\x03\x04\x00\x01\x00\x02")),
        (True, modbus(2, b"\x0f\x00\x00\x00\x0a\x02\xcd\x01") + modbus(3, b"\x06\x00\x01\x00\x03")),
        (False, modbus(2, b"\x0f\x00\x00\x00\x0a")), (False, modbus(3, b"\x86\x02")),
        (True, modbus(4, b"\x2b\x0e\x01\x00")), (False, modbus(4, b"\x2b\x0e\x01\x01\x00\x00\x01\x00\x07Example")),
        (True, modbus(5, b"\x08\x00\x00\xa5\x37")), (False, modbus(5, b"\x08\x00\x00\xa5\x37")),
    ])
    c.write("modbus-read-write-refused.pcap")

    c = Capture()
    c.connection(179, routes())
    c.write("bgp-session.pcap")

    c = Capture()
    c.connection(6653, [
        (True, openflow(4, 0, 1)), (False, openflow(4, 0, 2)), (False, openflow(4, 5, 3)),
        (True, openflow(4, 6, 3, b"\0" * 24)), (False, openflow(4, 18, 4, struct.pack(">HHI", 13, 0, 0))),
        (True, openflow(4, 19, 4, struct.pack(">HHI", 13, 0, 0) + b"\0" * 64)), (False, openflow(4, 20, 5)), (True, openflow(4, 1, 5, b"\0\1\0\2" + openflow(4, 20, 5))),
    ])
    c.connection(6653, [(True, openflow(1, 2, 1)), (False, openflow(1, 3, 1)), (True, openflow(1, 10, 2, b"\0" * 24))], 40001)
    c.write("openflow-1.0-and-1.3.pcap")

    c = Capture()
    c.datagrams(500, [(True, ike(34, 8, 0, b"\0\0\0\x14abcdefghijklmnop")), (False, ike(34, 32, 0, b"\0\0\0\x14abcdefghijklmnop"))])
    c.datagrams(4500, [
        (True, b"\0\0\0\0" + ike(35, 8, 1, b"\0\0\0\x14abcdefghijklmnop")), (False, b"\0\0\0\0" + ike(35, 32, 1, b"\0\0\0\x14abcdefghijklmnop")),
        (True, struct.pack(">II", 0x10203040, 1) + b"e" * 32), (True, b"\xff"),
    ])
    c.add(ipv4(50, struct.pack(">II", 0x50607080, 7) + b"e" * 32, CLIENT, SERVER))
    c.write("ipsec-ikev2-and-esp.pcap")

    c = Capture()
    session, peer = b"client's", b"server's"
    c.datagrams(1194, [
        (True, b"\x38" + session + b"\0\0\0\0\0"), (False, b"\x40" + peer + b"\1\0\0\0\0" + session + b"\0\0\0\0"),
        (True, b"\x28" + session + b"\1\0\0\0\0" + peer), (True, b"\x48\0\0\1" + b"e" * 60), (False, b"\x48\0\0\0" + b"e" * 60),
    ])
    c.write("openvpn-reset-and-data.pcap")

    c = Capture()
    sender, receiver = struct.pack("<I", 0x30D037D8), struct.pack("<I", 0xAB7DF406)
    c.datagrams(51820, [
        (True, b"\1\0\0\0" + sender + b"k" * 140), (False, b"\2\0\0\0" + receiver + sender + b"k" * 80),
        (True, b"\4\0\0\0" + receiver + struct.pack("<Q", 0) + b"e" * 16), (True, b"\4\0\0\0" + receiver + struct.pack("<Q", 1) + b"e" * 96),
        (False, b"\3\0\0\0" + sender + b"n" * 56),
    ])
    c.write("wireguard-handshake-and-data.pcap")

    c = Capture()
    c.datagrams(111, [
        (True, call(1, 100000, 2, 3, struct.pack(">IIII", 100003, 3, 6, 0))), (False, reply(1, struct.pack(">I", 2049))),
        (True, call(2, 100000, 4, 3, struct.pack(">II", 100005, 3) + xdr(b"udp") + xdr(b"") + xdr(b""))), (False, reply(2, xdr(b"192.0.2.90.8.2"))),
    ])
    c.datagrams(2050, [
        (True, call(3, 100005, 3, 1, xdr(b"/home"))), (False, reply(3, struct.pack(">I", 0) + xdr(b"handle of home") + struct.pack(">II", 1, 1))),
        (True, call(4, 100005, 3, 1, xdr(b"/etc"))), (False, reply(4, struct.pack(">I", 13))),
    ])
    c.connection(2049, nfs())
    c.write("nfs3-mount-read-write.pcap")

    c = Capture()
    master, outstation = (4, 3, 0xC4), (3, 4, 0x44)
    c.connection(20000, [
        (True, dnp3(4, 3, 0xC9)), (False, dnp3(3, 4, 0x0B)),
        (False, dnp3(*outstation, bytes.fromhex("c0f0829000"))), (True, dnp3(*master, bytes.fromhex("c0d000"))),
        (True, dnp3(*master, bytes.fromhex("c1c1013c02063c03063c04063c0106"))),
        (False, dnp3(*outstation, bytes.fromhex("41e18100000101000007") + b"\1" * 240)), (False, dnp3(*outstation, b"\x82" + b"\1" * 20)), (True, dnp3(*master, bytes.fromhex("c2c100"))),
        (True, dnp3(*master, bytes.fromhex("c3c20232010701112233445566"))), (False, dnp3(*outstation, bytes.fromhex("c3c2810000"))),
        (True, dnp3(*master, bytes.fromhex("c4c316"))), (False, dnp3(*outstation, bytes.fromhex("c4c3810001"))),
    ])
    c.write("dnp3-read-write-refused.pcap")


if __name__ == "__main__":
    main()
