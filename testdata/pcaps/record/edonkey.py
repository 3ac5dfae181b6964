#!/usr/bin/python3
"""edonkey.py [DIR]: a client of eDonkey asks a server for files and their sources, by TCP and UDP, fetches a part from a peer, and asks Kademlia."""
import hashlib
import struct
import zlib

from made import address, ethernet, ipv4, tcp, udp, write  # beside this file

CLIENT, SERVER, PEER = "192.0.2.10", "192.0.2.22", "192.0.2.33"
EDONKEY, EMULE, PACKED, KADEMLIA, KADEMLIA_PACKED = 0xE3, 0xC5, 0xD4, 0xE4, 0xE5


def md(word):
    return hashlib.md5(word).digest()  # of 16 bytes, as hashes of files are


FILE, USER, OTHER = md(b"file"), md(b"user"), md(b"other")


class Connection:
    """A connection from one host to another's port."""

    def __init__(self, client, server, sport, dport):
        self.ends, self.ports, self.seq = (client, server), (sport, dport), [1000, 5000]

    def raw(self, side, data=b"", flags=0x18):
        (src, dst), (sport, dport) = (self.ends, self.ports) if side == 0 else (self.ends[::-1], self.ports[::-1])
        seq, self.seq[side] = self.seq[side], self.seq[side] + len(data) + (flags & 2) // 2
        ack = 0 if flags == 2 else self.seq[1 - side]
        return ethernet(0x0800, tcp(sport, flags, seq=seq, ack=ack, src=src, dst=dst, dport=dport, data=data))

    def opened(self):
        yield from (self.raw(0, flags=2), self.raw(1, flags=0x12), self.raw(0, flags=0x10))


def message(protocol, kind, body=b""):
    if protocol == PACKED:
        body = zlib.compress(body)
    return struct.pack("<BIB", protocol, 1 + len(body), kind) + body


def string(b):
    return struct.pack("<H", len(b)) + b


def tag(name, value):
    name = string(name) if isinstance(name, bytes) else struct.pack("<HB", 1, name)
    return b"\2" + name + string(value) if isinstance(value, bytes) else b"\3" + name + struct.pack("<I", value)


def tags(*list):
    return struct.pack("<I", len(list)) + b"".join(list)


def found(hash, name, size):
    return hash + address(PEER) + struct.pack("<H", 4662) + tags(tag(1, name), tag(2, size), tag(3, b"Image"), tag(0x15, 4))


def datagram(sport, dport, data, back=False, server=SERVER):
    src, dst = (server, CLIENT) if back else (CLIENT, server)
    return ethernet(0x0800, ipv4(17, udp(sport, dport, data, src, dst), src, dst))


def server():
    c = Connection(CLIENT, SERVER, 40000, 4661)
    yield from c.opened()
    yield c.raw(0, message(EDONKEY, 1, USER + bytes(4) + struct.pack("<H", 4662) + tags(tag(1, b"alice"), tag(0x11, 60), tag(0x0F, 4662))))
    yield c.raw(1, message(EDONKEY, 0x38, string(b"Welcome to the example server")))
    yield c.raw(1, message(EDONKEY, 0x40, address(CLIENT) + struct.pack("<I", 1)) + message(EDONKEY, 0x34, struct.pack("<II", 1234, 56789)))
    yield c.raw(0, message(EDONKEY, 0x14))
    yield c.raw(1, message(EDONKEY, 0x32, b"\2" + address(SERVER) + struct.pack("<H", 4661) + address(PEER) + struct.pack("<H", 4661)))
    yield c.raw(0, message(EDONKEY, 0x15, struct.pack("<I", 1) + found(md(b"mine"), b"mine.txt", 12)))
    yield c.raw(0, message(EDONKEY, 0x16, b"\0\0\1" + string(b"example") + b"\2" + string(b"Image") + struct.pack("<H", 1) + b"\3"))
    results = struct.pack("<I", 2) + found(FILE, b"example image.iso", 123456) + found(OTHER, b"example.png", 99) + b"\1"
    yield c.raw(1, message(PACKED, 0x33, results))
    yield c.raw(0, message(EDONKEY, 0x21))
    rest = message(EDONKEY, 0x33, struct.pack("<I", 1) + found(md(b"third"), b"one more example", 5) + b"\0")
    yield c.raw(1, rest[:40])
    yield c.raw(1, rest[40:])
    yield c.raw(0, message(EDONKEY, 0x19, FILE + struct.pack("<I", 123456)))
    yield c.raw(1, message(EDONKEY, 0x42, FILE + b"\2" + address(PEER) + struct.pack("<H", 4662) + b"\5\0\0\0" + struct.pack("<H", 4662)))
    yield c.raw(0, message(EDONKEY, 0x19, OTHER + struct.pack("<I", 99)))
    yield c.raw(0, message(EDONKEY, 0x1C, struct.pack("<I", 5)))
    yield c.raw(1, message(EDONKEY, 0x36))


def peer():
    c = Connection(CLIENT, PEER, 40001, 4662)
    yield from c.opened()
    end = address(SERVER) + struct.pack("<H", 4661)
    yield c.raw(0, message(EDONKEY, 1, b"\x10" + USER + address(CLIENT) + struct.pack("<H", 4662) + tags(tag(1, b"alice"), tag(0x11, 60)) + end))
    yield c.raw(1, message(EDONKEY, 0x4C, OTHER + address(PEER) + struct.pack("<H", 4662) + tags(tag(1, b"bob"), tag(0x11, 60)) + end))
    yield c.raw(0, message(EMULE, 1, b"\x4f\1" + tags(tag(0x20, 1))))
    yield c.raw(0, message(EDONKEY, 0x58, FILE) + message(EDONKEY, 0x4F, FILE))
    yield c.raw(1, message(EDONKEY, 0x59, FILE + string(b"example image.iso")) + message(EDONKEY, 0x50, FILE + struct.pack("<HB", 1, 1)))
    yield c.raw(0, message(EDONKEY, 0x51, FILE))
    yield c.raw(1, message(EDONKEY, 0x52, FILE + struct.pack("<H", 1) + md(b"part")))
    yield c.raw(0, message(EDONKEY, 0x54, FILE))
    yield c.raw(1, message(EMULE, 0x60, struct.pack("<H", 7) + bytes(10)))
    yield c.raw(1, message(EDONKEY, 0x55))
    yield c.raw(0, message(EDONKEY, 0x47, FILE + struct.pack("<6I", 0, 64, 0, 64, 128, 0)))
    yield c.raw(1, message(EDONKEY, 0x46, FILE + struct.pack("<II", 0, 64) + bytes(range(64))))
    yield c.raw(1, message(EMULE, 0x40, FILE + struct.pack("<II", 64, 64) + zlib.compress(bytes(64))))
    yield c.raw(0, message(EDONKEY, 0x4E, string(b"thanks")))
    yield c.raw(0, message(EDONKEY, 0x58, OTHER))
    yield c.raw(1, message(EDONKEY, 0x48, OTHER))
    yield c.raw(0, message(EDONKEY, 0x56) + message(EMULE, 0x81, FILE))
    yield c.raw(1, message(EMULE, 0x82, FILE + struct.pack("<H", 1) + address(CLIENT) + struct.pack("<H", 4662) + end + USER))


def datagrams():
    def at(kind, body=b"", back=False, protocol=EDONKEY):
        ports = (4665, 40002) if back else (40002, 4665)
        return datagram(*ports, bytes([protocol, kind]) + body, back)

    yield at(0x96, struct.pack("<I", 77))
    yield at(0x97, struct.pack("<III", 77, 1234, 56789), True)
    yield at(0x98, b"\1" + string(b"example"))
    yield at(0x99, found(FILE, b"example image.iso", 123456), True)
    yield at(0x9A, FILE)
    yield at(0x9B, FILE + b"\1" + address(PEER) + struct.pack("<H", 4662), True)
    yield at(0xA2)
    yield at(0xA3, string(b"example server") + string(b"for tests"), True)

    def kad(kind, body=b"", back=False, protocol=KADEMLIA):
        return datagram(*((4672, 40003) if back else (40003, 4672)), bytes([protocol, kind]) + (zlib.compress(body) if protocol == KADEMLIA_PACKED else body), back, PEER)

    contact = OTHER + address(PEER)[::-1] + struct.pack("<HHB", 4672, 4662, 8)
    yield kad(0x01)
    yield kad(0x09, OTHER + struct.pack("<HBH", 4662, 8, 1) + contact, True)
    yield kad(0x21, b"\2" + FILE + OTHER)
    yield kad(0x29, FILE + b"\1" + contact, True)
    yield kad(0x33, FILE + struct.pack("<H", 0))
    yield kad(0x3B, OTHER + FILE + struct.pack("<H", 0), True, KADEMLIA_PACKED)


if __name__ == "__main__":
    write("edonkey-search-and-fetch.pcap", [*server(), *peer(), *datagrams()])
