#!/usr/bin/python3
"""neighbours.py [DIR]: what bridges and routers say to their neighbours, frame by frame: spanning trees, LLDP, CDP, bundles of links, shared
gateways, RIP, OSPF, PIM, EIGRP, BFD; and how a host gets on a link: 802.1X, PPPoE; an association of SCTP."""
import struct

from made import address, checksum, ethernet, ipv4, udp, write  # beside this file

STATION = bytes.fromhex("02005e00530a")
PEER = bytes.fromhex("02005e005350")


def padded(frame):
    return frame.ljust(60, b"\0")


def tagged(kind, payload, dst):
    return padded(ethernet(kind, payload, dst=dst))


def llc(payload, dst="0180c2000000"):
    return padded(bytes.fromhex(dst) + STATION + struct.pack(">H", len(payload)) + payload)


def snap(pid, payload, dst="01000ccccccc"):
    return llc(bytes.fromhex("aaaa0300000c") + struct.pack(">H", pid) + payload, dst)


def bridge(priority, mac):
    return struct.pack(">H", priority) + mac


def bpdu(version, kind, flags, rest=b""):
    ages = struct.pack(">HHHH", 0x100, 0x1400, 0x200, 0xF00)
    return struct.pack(">HBBB", 0, version, kind, flags) + bridge(0x8064, PEER) + struct.pack(">I", 20000) + bridge(0x9064, STATION) + b"\x80\x01" + ages + rest


def instance(flags, number, cost):
    return bytes([flags]) + bridge(0x8000 | number, PEER) + struct.pack(">I", cost) + bytes([0x90, 0x80, 19])


def spanning_trees():
    head = bytes.fromhex("424203")
    digest = bytes.fromhex("ac36177f50283cd4b83821d8ab26de62")
    region = b"\0" + b"region1".ljust(32, b"\0") + b"\0\1" + digest + struct.pack(">I", 2000) + bridge(0x8000, STATION) + bytes([20])
    region += instance(0x7C, 1, 20000) + instance(0x3D, 2, 0)
    yield llc(head + bpdu(0, 0, 0))
    yield llc(head + bpdu(0, 0, 0x81))
    yield llc(head + bytes.fromhex("00000080"))
    yield llc(head + bpdu(2, 2, 0x3C, b"\0"))
    yield llc(head + bpdu(3, 2, 0x7C, b"\0" + struct.pack(">H", len(region)) + region))
    yield snap(0x010B, bpdu(2, 2, 0x3C, b"\0" + bytes.fromhex("00000002000a")), "01000ccccccd")


def element(kind, value):
    return struct.pack(">H", kind << 9 | len(value)) + value


def discoveries():
    head = element(1, b"\4" + STATION) + element(2, b"\5Gi0/1") + element(3, b"\0\x78")
    more = element(4, b"uplink") + element(5, b"sw1.example.com") + element(6, b"Example OS 1.0") + element(7, b"\0\x14\0\4")
    more += element(8, b"\5\1" + address("192.0.2.1") + b"\2\0\0\0\1\0") + element(127, bytes.fromhex("0080c2010001"))
    more += element(127, bytes.fromhex("0080c203000a05564c414e31")) + element(127, bytes.fromhex("00120f01036c00001e")) + element(127, bytes.fromhex("0012bb01003303"))
    yield tagged(0x88CC, head + more + element(0, b""), "0180c200000e")
    place = bytes.fromhex("000000010101cc0004") + address("192.0.2.1")
    cisco = [(1, b"sw1.example.com"), (2, place), (3, b"GigabitEthernet0/1"), (4, b"\0\0\0\x28"), (5, b"Example IOS\nline two"), (6, b"example 2960"), (9, b"lab"), (10, b"\0\1"), (11, b"\1")]
    body = b"".join(struct.pack(">HH", kind, len(value) + 4) + value for kind, value in cisco)
    yield snap(0x2000, b"\2\xb4" + struct.pack(">H", checksum(b"\2\xb4\0\0" + body)) + body)


def bundles():
    def end(kind, mac, port, state):
        return bytes([kind, 20, 0x80, 0]) + mac + struct.pack(">HHH", 13, 255, port) + bytes([state, 0, 0, 0])

    body = b"\1\1" + end(1, STATION, 1, 0x3D) + end(2, PEER, 22, 0x45) + bytes([3, 16, 0x80, 0]) + bytes(12) + bytes(52)
    yield tagged(0x8809, body, "0180c2000002")
    for kind in 1, 2:
        yield tagged(0x8809, bytes([2, 1, kind, 16, 0, 1]) + STATION + struct.pack(">IH", 7, 0) + bytes(92), "0180c2000002")
    yield tagged(0x8809, bytes.fromhex("030050000110010000011f0005dc000000000000") + bytes(30), "0180c2000002")


def routed(proto, payload, dst, src="192.0.2.1"):
    return padded(ethernet(0x0800, ipv4(proto, payload, src, dst, 0), dst="01005e" + address(dst)[1:].hex()))


def datagram(port, payload, dst):
    return routed(17, udp(port, port, payload, "192.0.2.1", dst), dst)


def gateways():
    for state, code in (0, 16), (1, 8), (2, 4):
        yield datagram(1985, bytes([0, state, code, 3, 10, 120, 1, 0]) + b"cisco\0\0\0" + address("192.0.2.254"), "224.0.0.2")
    group = bytes([1, 40, 2, 0, 6, 4, 0, 1]) + STATION + struct.pack(">III", 120, 3000, 10000) + address("192.0.2.254") + bytes(12)
    yield datagram(1985, group, "224.0.0.102")
    body = bytes([0x21, 1, 100, 1, 0, 1, 0, 0]) + address("192.0.2.254") + bytes(8)
    yield routed(112, body[:6] + struct.pack(">H", checksum(body)) + body[8:], "224.0.0.18")


def route(prefix, mask, hop, metric):
    return struct.pack(">HH", 2, 7) + address(prefix) + address(mask) + address(hop) + struct.pack(">I", metric)


def routes():
    yield datagram(520, b"\1\1\0\0" + struct.pack(">HHIIII", 0, 0, 0, 0, 0, 16), "192.0.2.255")
    password = struct.pack(">HH", 0xFFFF, 2) + b"rip-secret".ljust(16, b"\0")
    yield datagram(520, b"\2\2\0\0" + password + route("10.0.0.0", "255.0.0.0", "0.0.0.0", 2) + route("198.51.100.0", "255.255.255.0", "192.0.2.9", 16), "224.0.0.9")


def ospf(kind, body):
    head = struct.pack(">BBH", 2, kind, 24 + len(body)) + address("192.0.2.1") + bytes(8)
    return routed(89, head[:12] + struct.pack(">H", checksum(head + body)) + head[14:] + bytes(8) + body, "224.0.0.5")


def advertisement(kind, length=36):
    return struct.pack(">HBB", 1, 2, kind) + address("192.0.2.1") * 2 + struct.pack(">IHH", 0x80000001, 0x1234, length)


def link_states():
    neighbours = address("192.0.2.1") + address("192.0.2.2") * 2
    yield ospf(1, address("255.255.255.0") + struct.pack(">HBBI", 10, 2, 1, 40) + neighbours)
    yield ospf(2, struct.pack(">HBBI", 1500, 2, 7, 77) + advertisement(1) + advertisement(2, 32))
    yield ospf(3, struct.pack(">I", 1) + address("192.0.2.1") * 2)
    stub = address("192.0.2.0") + address("255.255.255.0") + struct.pack(">BBH", 3, 0, 10)
    yield ospf(4, struct.pack(">I", 1) + advertisement(1) + struct.pack(">BBH", 0, 0, 1) + stub)
    yield ospf(5, advertisement(1) + advertisement(5))


def pim(kind, body):
    whole = bytes([0x20 | kind, 0, 0, 0]) + body
    return routed(103, whole[:2] + struct.pack(">H", checksum(whole)) + body, "224.0.0.13")


def others():
    yield pim(0, struct.pack(">HHH", 1, 2, 105) + struct.pack(">HHI", 19, 4, 1) + struct.pack(">HHI", 20, 4, 0x1234))
    join = b"\1\0" + address("192.0.2.2") + bytes([0, 1, 0, 210, 1, 0, 0, 32]) + address("239.1.2.3") + b"\0\1\0\0\1\0\7\x20" + address("192.0.2.1")
    yield pim(3, join)
    head = struct.pack(">BBHIIIHH", 2, 5, 0, 0, 0, 0, 0, 100) + struct.pack(">HH8B", 1, 12, 1, 0, 1, 0, 0, 0, 0, 15) + struct.pack(">HHBBBB", 4, 8, 12, 4, 1, 2)
    yield routed(88, head[:2] + struct.pack(">H", checksum(head)) + head[4:], "224.0.0.10")
    yield datagram(3784, bytes([0x20, 0xC0, 3, 24]) + struct.pack(">IIIII", 1, 2, 1000000, 1000000, 50000), "192.0.2.2")
    yield datagram(3785, bytes(12), "192.0.2.2")


def eapol(kind, body):
    return tagged(0x888E, bytes([2, kind]) + struct.pack(">H", len(body)) + body, "0180c2000003")


def eap(code, number, body=b""):
    return eapol(0, bytes([code, number]) + struct.pack(">H", 4 + len(body)) + body)


def key(info, data=b""):
    nonce = bytes(range(32)) if info & 0x80 or data else bytes(32)
    return eapol(3, b"\2" + struct.pack(">HHQ", info, 16, 1) + nonce + bytes(32) + bytes(16 if info & 0x100 == 0 else range(16)).ljust(16, b"\1") + struct.pack(">H", len(data)) + data)


def logins():
    """802.1X: a supplicant that is asked who it is, then the four messages by which a station and an access point agree on keys."""
    yield eapol(1, b"")
    yield eap(1, 1, b"\1")
    yield eap(2, 1, b"\1alice@example.com")
    yield eap(1, 2, b"\4\x10" + bytes(range(16)))
    yield eap(3, 2)
    yield key(0x008A)
    yield key(0x010A, bytes.fromhex("30140100000fac040100000fac040100000fac020000"))
    yield key(0x13CA, bytes(56))
    yield key(0x030A)


def discovery(code, session, *tags):
    body = b"".join(struct.pack(">HH", kind, len(value)) + value for kind, value in tags)
    return padded(ethernet(0x8863, bytes([0x11, code]) + struct.pack(">HH", session, len(body)) + body))


def session(proto, code, body=b""):
    packet = struct.pack(">HBBH", proto, code, 1, 4 + len(body)) + body
    return padded(ethernet(0x8864, bytes.fromhex("11000005") + struct.pack(">H", len(packet)) + packet))


def dialling():
    """PPPoE: a concentrator is found, the link is agreed on, a password and a challenge are answered, an address is asked for."""
    yield discovery(0x09, 0, (0x0101, b""), (0x0103, b"host"))
    yield discovery(0x07, 0, (0x0102, b"bras.example"), (0x0101, b"isp"))
    yield discovery(0x19, 0, (0x0101, b"isp"))
    yield discovery(0x65, 5, (0x0101, b"isp"))
    yield session(0xC021, 1, bytes.fromhex("010405d40304c0230506aabbccdd"))
    yield session(0xC021, 2, bytes.fromhex("010405d40304c0230506aabbccdd"))
    yield session(0xC023, 1, b"\5alice\6secret")
    yield session(0xC023, 3, b"\6denied")
    yield session(0xC223, 1, b"\x10" + bytes(range(16)) + b"bras")
    yield session(0xC223, 2, b"\x10" + bytes(range(16, 32)) + b"alice")
    yield session(0xC223, 3, b"welcome")
    yield session(0x8021, 1, bytes.fromhex("030600000000"))
    yield discovery(0xA7, 5)


def association():
    """SCTP: an association between a client and port 9, which brings two messages and is shut down."""
    client, server = ("192.0.2.1", "192.0.2.2"), ("192.0.2.2", "192.0.2.1")

    def packet(ends, tag, *chunks):
        ports = (5000, 9) if ends == client else (9, 5000)
        body = b"".join(struct.pack(">BBH", kind, flags, 4 + len(value)) + value + bytes(-len(value) % 4) for kind, flags, value in chunks)
        return padded(ethernet(0x0800, ipv4(132, struct.pack(">HHII", *ports, tag, 0) + body, *ends)))

    yield packet(client, 0, (1, 0, struct.pack(">IIHHI", 0x11, 65535, 10, 10, 1000)))
    yield packet(server, 0x11, (2, 0, struct.pack(">IIHHI", 0x22, 65535, 10, 10, 2000) + struct.pack(">HH", 7, 8) + b"cook"))
    yield packet(client, 0x22, (10, 0, b"cook"))
    yield packet(server, 0x11, (11, 0, b""))
    yield packet(client, 0x22, (0, 3, struct.pack(">IHHI", 1000, 1, 0, 0) + b"hello"), (0, 3, struct.pack(">IHHI", 1001, 1, 1, 0) + b"again"))
    yield packet(server, 0x11, (3, 0, struct.pack(">IIHH", 1001, 65535, 0, 0)))
    yield packet(client, 0x22, (7, 0, struct.pack(">I", 1999)))
    yield packet(server, 0x11, (8, 0, b""))
    yield packet(client, 0x22, (14, 0, b""))


def cables():
    yield tagged(0x9000, bytes.fromhex("00000100") + bytes(42), "02005e00530a")
    yield tagged(0x8808, bytes.fromhex("0001ffff") + bytes(42), "0180c2000001")


if __name__ == "__main__":
    parts = spanning_trees, discoveries, bundles, gateways, routes, link_states, others, logins, dialling, association, cables
    write("neighbours.pcap", [frame for part in parts for frame in part()])
