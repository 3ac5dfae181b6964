#!/usr/bin/python3
"""gnutella.py [DIR]: what servents of Gnutella pass on: a query goes from a leaf over an ultrapeer to another, hits come back the same way, two others do not."""
import struct

from made import ethernet, tcp, write  # beside this file

LEAF, ULTRAPEER, OTHER = "192.0.2.10", "192.0.2.22", "192.0.2.33"
QUERY, HIT, PING, PONG, BYE, PUSH = 0x80, 0x81, 0, 1, 2, 0x40


class Connection:
    """A connection from one servent to another's port."""

    def __init__(self, client, server, port):
        self.ends, self.ports, self.seq = (client, server), (port, 6346), [1000, 5000]

    def say(self, side, data, flags=0x18):
        (src, dst), (sport, dport) = (self.ends, self.ports) if side == 0 else (self.ends[::-1], self.ports[::-1])
        seq, self.seq[side] = self.seq[side], self.seq[side] + len(data) + (flags & 2) // 2
        return ethernet(0x0800, tcp(sport, flags, seq=seq, ack=0 if flags == 2 else self.seq[1 - side], src=src, dst=dst, dport=dport, data=data))

    def opened(self):
        yield from (self.say(0, b"", 2), self.say(1, b"", 0x12), self.say(0, b"", 0x10))
        yield self.say(0, b"GNUTELLA CONNECT/0.6\r\nUser-Agent: Example/1.0\r\nX-Ultrapeer: False\r\n\r\n")
        yield self.say(1, b"GNUTELLA/0.6 200 OK\r\nUser-Agent: Other/2.0\r\nX-Ultrapeer: True\r\n\r\n")
        yield self.say(0, b"GNUTELLA/0.6 200 OK\r\n\r\n")


def guid(n):
    return bytes([n]) * 16


def descriptor(n, kind, ttl, hops, payload):
    return guid(n) + struct.pack("<BBBI", kind, ttl, hops, len(payload)) + payload


def query(words):
    return struct.pack("<H", 0) + words + b"\0urn:sha1:\0"


def address(host):
    return bytes(int(x) for x in host.split("."))


def hits(host, servent, *files):
    head = struct.pack("<BH", len(files), 6346) + address(host) + struct.pack("<I", 1000)
    body = b"".join(struct.pack("<II", i, size) + name + b"\0" + extra + b"\0" for i, (size, name, extra) in enumerate(files, 1))
    return head + body + b"LIME\x02\x1c\x19" + guid(servent)


def session():
    a, b = Connection(LEAF, ULTRAPEER, 40000), Connection(ULTRAPEER, OTHER, 40001)
    yield from a.opened()
    yield from b.opened()
    yield a.say(0, descriptor(1, PING, 7, 0, b""))
    yield a.say(1, descriptor(1, PONG, 7, 0, struct.pack("<H", 6346) + address(ULTRAPEER) + struct.pack("<II", 12, 3456)))
    asked = query(b"example image")
    yield a.say(0, descriptor(2, QUERY, 7, 0, asked) + descriptor(3, PING, 1, 0, b""))
    yield a.say(1, descriptor(2, HIT, 7, 0, hits(ULTRAPEER, 8, (123456, b"example image.iso", b"urn:sha1:ABCD"))))
    yield b.say(0, descriptor(2, QUERY, 6, 1, asked))
    found = hits(OTHER, 9, (99, b"image of an example.png", b""), (100, b"example.image", b""))
    yield b.say(1, descriptor(2, HIT, 7, 0, found))
    yield a.say(1, descriptor(2, HIT, 6, 1, found))
    rest = descriptor(4, QUERY, 7, 0, query(b"nobody has this"))
    yield a.say(0, rest[:30])
    yield a.say(0, rest[30:])
    yield b.say(0, descriptor(4, QUERY, 6, 1, query(b"nobody has this")))
    yield a.say(0, descriptor(5, PUSH, 7, 0, guid(9) + struct.pack("<I", 1) + address(LEAF) + struct.pack("<H", 6346)))
    yield b.say(0, descriptor(2, HIT, 7, 0, hits(LEAF, 10, (7, b"example image.txt", b""))))  # not as the query came
    yield b.say(1, descriptor(8, HIT, 5, 2, hits("192.0.2.44", 11, (8, b"stray", b""))))  # to no query
    yield a.say(1, descriptor(6, 0x31, 1, 0, b"LIME\x07\0\1\0"))
    yield a.say(1, descriptor(7, BYE, 1, 0, b"\xc8\0bye\r\n\0"))


if __name__ == "__main__":
    write("gnutella-query-and-hits.pcap", [*session()])
