#!/usr/bin/python3
"""sctp.py [DIR]: HTTP and DNS in associations of SCTP: messages in parts, out of order and again, several streams, a part that was not captured;
messages whose parts stand between those of others."""
import struct

from made import ipv4, ethernet, write  # beside this file

CLIENT, SERVER = "192.0.2.10", "192.0.2.22"
BEGIN, END, WHOLE, UNORDERED = 2, 1, 3, 4


def crc32c(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0x82F63B78 if crc & 1 else 0)
    return struct.pack("<I", crc ^ 0xFFFFFFFF)


def chunk(kind, flags, value):
    return (struct.pack(">BBH", kind, flags, 4 + len(value)) + value).ljust(4 + len(value) + -len(value) % 4, b"\0")


class Association:
    """One association: what each side sends, with its tags and numbers."""

    def __init__(self, client, server):
        self.ports, self.tags, self.tsn = (client, server), (0x11111111, 0x22222222), [1000, 0xFFFFFFFE]

    def packet(self, side, *chunks, tag=None):
        ports = self.ports if side == 0 else self.ports[::-1]
        head = struct.pack(">HHI", *ports, self.tags[1 - side] if tag is None else tag)
        body = b"".join(chunks)
        ends = (CLIENT, SERVER) if side == 0 else (SERVER, CLIENT)
        return ethernet(0x0800, ipv4(132, head + crc32c(head + bytes(4) + body) + body, *ends))

    def data(self, side, flags, stream, number, value, tsn=None):
        if tsn is None:
            tsn = self.tsn[side]
            self.tsn[side] = tsn + 1 & 0xFFFFFFFF
        return chunk(0, flags, struct.pack(">IHHI", tsn, stream, number, 0) + value)

    def part(self, side, flags, stream, message, number, value):
        """An I-DATA chunk (RFC 8260): where a message begins its number is that of what is carried."""
        tsn = self.tsn[side]
        self.tsn[side] = tsn + 1 & 0xFFFFFFFF
        return chunk(64, flags, struct.pack(">IHHII", tsn, stream, 0, message, number) + value)

    def sack(self, side, cumulative):
        return self.packet(side, chunk(3, 0, struct.pack(">IIHH", cumulative & 0xFFFFFFFF, 65536, 0, 0)))

    def opened(self):
        for side, kind in (0, 1), (1, 2):
            init = struct.pack(">IIHHI", self.tags[side], 65536, 10, 10, self.tsn[side])
            yield self.packet(side, chunk(kind, 0, init + (chunk(7, 0, b"cookie") if side else b"")), tag=0 if side == 0 else None)
        yield self.packet(0, chunk(10, 0, b"cookie"))
        yield self.packet(1, chunk(11, 0, b""))

    def closed(self):
        yield self.packet(0, chunk(7, 0, struct.pack(">I", self.tsn[1] - 1 & 0xFFFFFFFF)))
        yield self.packet(1, chunk(8, 0, b""))
        yield self.packet(0, chunk(14, 0, b""))


def http():
    a = Association(40000, 80)
    yield from a.opened()
    get = b"GET /%s HTTP/1.1\r\nHost: www.example.com\r\n\r\n"
    yield a.packet(0, a.data(0, WHOLE, 0, 0, get % b"index.html"), a.data(0, WHOLE, 1, 0, get % b"style.css"))
    yield a.sack(1, 1001)
    body = b"".join(b"line %d\n" % i for i in range(40))
    page = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: %d\r\n\r\n" % len(body) + body
    style = b"HTTP/1.1 404 Not Found\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\nnone\n"
    first = a.packet(1, a.data(1, BEGIN, 0, 0, page[:200]))
    second = a.packet(1, a.data(1, 0, 0, 0, page[200:300]))
    third = a.packet(1, a.data(1, END, 0, 0, page[300:]))
    other = a.packet(1, a.data(1, WHOLE, 1, 0, style))
    yield from (first, third, other, second, second)
    yield a.sack(0, a.tsn[1] - 1)
    late = a.data(0, WHOLE, 0, 1, get % b"first")
    yield a.packet(0, a.data(0, WHOLE, 0, 2, get % b"second"))
    yield a.packet(0, late)
    answer = b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n%d\r\n"
    yield a.packet(1, a.data(1, WHOLE, 0, 1, answer % 1), a.data(1, WHOLE, 0, 2, answer % 2))
    yield a.sack(0, a.tsn[1] - 1)
    yield from a.closed()


def name(text):
    return b"".join(bytes([len(x)]) + x.encode() for x in text.split(".")) + b"\0"


def dns():
    a = Association(40001, 53)
    yield from a.opened()

    def query(number, text):
        return struct.pack(">HHHHHH", number, 0x100, 1, 0, 0, 0) + name(text) + b"\0\1\0\1"

    def answer(number, text):
        return struct.pack(">HHHHHH", number, 0x8180, 1, 1, 0, 0) + name(text) + b"\0\1\0\1\xc0\x0c\0\1\0\1\0\0\0\x3c\0\4\xc0\0\2\x16"

    yield a.packet(0, a.data(0, WHOLE | UNORDERED, 0, 0, query(1, "www.example.com")))
    yield a.packet(0, a.data(0, BEGIN | UNORDERED, 0, 0, query(2, "mail.example.com")[:20]))
    yield a.packet(0, a.data(0, END | UNORDERED, 0, 0, query(2, "mail.example.com")[20:]))
    yield a.sack(1, 1002)
    yield a.packet(1, a.data(1, WHOLE | UNORDERED, 0, 0, answer(2, "mail.example.com")))
    yield a.packet(1, a.data(1, WHOLE | UNORDERED, 0, 0, answer(1, "www.example.com")))
    yield from a.closed()


def interleaved():
    a = Association(40002, 80)
    yield from a.opened()
    get = b"GET /%s HTTP/1.1\r\nHost: www.example.com\r\nCookie: session=0123456789\r\n\r\n"
    yield a.packet(0, a.part(0, WHOLE, 0, 0, 0, get % b"large"), a.part(0, WHOLE, 1, 0, 0, get % b"small"))
    page = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 300\r\n\r\n" + b"line\n" * 60
    small = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 6\r\n\r\nsmall\n"
    yield a.packet(1, a.part(1, BEGIN, 0, 0, 0, page[:150]))
    yield a.packet(1, a.part(1, 0, 0, 0, 1, page[150:250]), a.part(1, BEGIN, 1, 0, 0, small[:30]))
    yield a.packet(1, a.part(1, END, 1, 0, 1, small[30:]))
    yield a.packet(1, a.part(1, END, 0, 0, 2, page[250:]))
    yield a.sack(0, a.tsn[1] - 1)
    yield from a.closed()


if __name__ == "__main__":
    write("sctp-http-and-dns.pcap", [*http(), *dns()])
    write("sctp-interleaved.pcap", [*interleaved()])
