#!/usr/bin/python3
"""applications.py [DIR]: what applications say to each other that no program at hand says: messengers, screens, management of networks."""
import struct

from machines import Capture, call, record, reply, xdr


def xmpp():
    stream = b"<stream:stream %s='example.com' xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' version='1.0'>"
    c = Capture()
    c.connection(5222, [
        (True, b"<?xml version='1.0'?>" + stream % b"to"), (False, b"<?xml version='1.0'?>" + stream % b"from"),
        (False, b"<stream:features><mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><mechanism>PLAIN</mechanism></mechanisms></stream:features>"),
        (True, b"<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>AGFsaWNlAHhtcHAtc2VjcmV0</auth>"),
        (False, b"<success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>"),
        (True, stream % b"to"), (False, stream % b"from"),
        (True, b"<iq type='set' id='b1'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><resource>desk</resource></bind></iq>"),
        (False, b"<iq type='result' id='b1'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><jid>alice@example.com/desk</jid></bind></iq>"),
        (True, b"<iq type='get' id='r1'><query xmlns='jabber:iq:roster'/></iq><presence/>"),
        (False, b"<iq type='result' id='r1' to='alice@example.com/desk'><query xmlns='jabber:iq:roster'><item jid='bob@"), (False, b"example.com'/></query></iq>"),
        (True, b"<message to='bob@example.com' type='chat'><body>Tea?</body></message>"), (True, b" "),
        (False, b"<presence from='bob@example.com/phone' to='alice@example.com'/>"),
        (True, b"</stream:stream>"), (False, b"</stream:stream>"),
    ])
    c.write("xmpp-login-and-message.pcap")

def ber(tag, *parts):
    b = b"".join(parts)
    return bytes([tag]) + (bytes([len(b)]) if len(b) < 128 else b"\x81" + bytes([len(b)])) + b


def number(n, tag=2):
    return ber(tag, n.to_bytes(n.bit_length() // 8 + 1, "big"))


def snmp():
    name, uptime, link = bytes.fromhex("2b06010201010500"), bytes.fromhex("2b06010201010300"), bytes.fromhex("2b06010603010105" + "03")
    null = ber(5)

    def pdu(kind, ident, *variables, a=0, b=0):
        return ber(0xA0 | kind, number(ident), number(a), number(b), ber(0x30, *(ber(0x30, ber(6, n), v) for n, v in variables)))

    def message(version, body, community=b"lab"):
        return ber(0x30, number(version), ber(4, community), body)

    def secured(flags, data, user=b"carol"):
        engine = bytes.fromhex("80001f8804") + b"router"
        security = ber(0x30, ber(4, engine), number(3), number(600), ber(4, user), ber(4, bytes(12)), ber(4, bytes(8)))
        return ber(0x30, number(3), ber(0x30, number(9), number(65507), ber(4, bytes([flags])), number(3)), ber(4, security), data)

    c = Capture()
    c.datagrams(161, [
        (True, message(0, pdu(0, 1, (name, null)))), (False, message(0, pdu(2, 1, (name, ber(4, b"router"))))),
        (True, message(1, pdu(1, 2, (name, null), (uptime, null)))), (False, message(1, pdu(2, 2, (name, ber(4, b"router")), (uptime, number(360000, 0x43))))),
        (True, message(1, pdu(3, 3, (name, ber(4, b"r2"))))), (False, message(1, pdu(2, 3, (name, ber(4, b"r2")), a=17, b=1))),
        (True, message(1, pdu(5, 4, (uptime, null), b=10))), (False, message(1, pdu(2, 4, (uptime, ber(0x82))))),
        (True, secured(4, ber(0x30, ber(4), ber(4), pdu(0, 5)), b"")), (False, secured(0, ber(0x30, ber(4), ber(4), pdu(8, 5, (bytes.fromhex("2b060106030f01010400"), number(1, 0x41)))))),
        (True, secured(7, ber(4, bytes(32)))),
    ])
    c.datagrams(162, [
        (True, message(0, ber(0xA4, ber(6, bytes.fromhex("2b0601040109")), ber(0x40, bytes([192, 0, 2, 1])), number(2), number(0), number(99, 0x43), ber(0x30)))),
        (True, message(1, pdu(7, 6, (uptime, number(99, 0x43)), (bytes.fromhex("2b0601060301010401") + b"\0", ber(6, link))))),
    ], sport=40001)
    c.write("snmp-three-versions.pcap")


def announcements():
    def element(kind, value):
        return struct.pack(">HH", kind, len(value)) + value

    c = Capture()
    c.datagrams(17500, [(True, b'{"host_int": 1, "version": [2, 0], "displayname": "", "port": 17500, "namespaces": [1, 2]}')], sport=17500)
    c.datagrams(5678, [
        (True, bytes(4)),
        (True, struct.pack(">HH", 0, 7) + element(1, bytes.fromhex("02005e005301")) + element(5, b"r1.example.com") + element(7, b"7.14 (stable)") + element(8, b"MikroTik")
         + element(10, struct.pack("<I", 3600)) + element(14, b"\1") + element(16, b"ether1") + element(17, bytes([192, 0, 2, 1]))),
    ], sport=5678)
    c.write("lan-announcements.pcap")


def vnc():
    version = b"RFB 003.008\n"
    pixels = bytes.fromhex("2018000100ff00ff00ff100800000000")
    desktop = struct.pack(">HH", 4, 2) + pixels + struct.pack(">I", 4) + b"desk"

    def update(*rectangles):
        return struct.pack(">BBH", 0, 0, len(rectangles)) + b"".join(rectangles)

    def rectangle(encoding, data):
        return struct.pack(">HHHHi", 0, 0, 4, 2, encoding) + data

    c = Capture()
    c.connection(5900, [
        (False, version), (True, version), (False, b"\2\2\1"), (True, b"\2"), (False, bytes(range(16))), (True, bytes(range(16, 32))), (False, bytes(4)),
        (True, b"\1"), (False, desktop), (True, bytes(4) + pixels), (True, struct.pack(">BBHiii", 2, 0, 3, 0, 1, -239)), (True, struct.pack(">BBHHHH", 3, 0, 0, 0, 4, 2)),
        (False, update(rectangle(0, bytes(32)))[:20]), (False, update(rectangle(0, bytes(32)))[20:]), (True, struct.pack(">BBHI", 4, 1, 0, 65)),
        (True, struct.pack(">BBHH", 5, 0, 1, 1)), (False, update(rectangle(1, bytes(4)), rectangle(16, struct.pack(">I", 3) + b"zip")) + b"\2"),
        (True, struct.pack(">BBHI", 6, 0, 0, 3) + b"tea"), (False, struct.pack(">BBHI", 3, 0, 0, 3) + b"pot"),
    ])
    c.connection(5900, [(False, version), (True, version), (False, b"\1\2"), (True, b"\2"), (False, bytes(16)), (True, bytes(16)), (False, b"\0\0\0\1"), (False, b"\0\0\0\5wrong")], sport=40001)
    c.write("vnc-desktop-and-refused.pcap")

def tpkt():
    def packet(b):
        return struct.pack(">BBH", 3, 0, len(b) + 4) + b

    def connect(code, target, source, variable=b""):
        return packet(struct.pack(">BBHHB", 6 + len(variable), code, target, source, 0) + variable)

    def data(b, last=0x80):
        return packet(bytes([2, 0xF0, last]) + b)

    def through(kind, channel, b):
        return data(struct.pack(">BHHBB", kind, 7, channel, 0x70, len(b)) + b)

    def block(kind, b):
        return struct.pack("<HH", kind, len(b) + 4) + b

    def connection(kind, key, blocks):
        return data(bytes([0x7F, kind, 0x82, 0, 0]) + key + bytes([0x80 | len(blocks) >> 8, len(blocks) & 255]) + blocks)

    desktop = [
        (True, connect(0xE0, 0, 0, b"Cookie: mstshash=alice\r\n" + struct.pack("<BBHI", 1, 0, 8, 0))), (False, connect(0xD0, 0, 0x1234, struct.pack("<BBHI", 2, 0, 8, 0))),
        (True, connection(0x65, b"Duca", block(0xC004, bytes(8)))),
        (False, connection(0x66, b"McDn", block(0x0C02, struct.pack("<II", 2, 3)) + block(0x0C03, struct.pack("<HHH", 1003, 1, 1004)))),
        (True, data(bytes.fromhex("0401000100"))), (True, data(b"\x28")), (False, data(bytes.fromhex("2e000007"))),
    ]
    for channel in (1003, 1004):
        desktop += [(True, data(struct.pack(">BHH", 0x38, 7, channel))), (False, data(struct.pack(">BBHHH", 0x3E, 0, 7, channel, channel)))]
    desktop += [
        (True, through(0x64, 1003, struct.pack("<HHI", 1, 0, 72) + bytes(72))), (True, through(0x64, 1003, struct.pack("<HH", 0x48, 0) + bytes(40))),
        (False, through(0x68, 1003, struct.pack("<HH", 0x80, 0) + bytes.fromhex("0302100007000000") + bytes(8))),
        (True, through(0x64, 1003, struct.pack("<HH", 8, 0) + bytes(24))[:2]), (True, through(0x64, 1003, struct.pack("<HH", 8, 0) + bytes(24))[2:]),
        (False, through(0x68, 1004, struct.pack("<HH", 8, 0) + bytes(24))), (True, bytes.fromhex("0404001e")), (False, data(bytes.fromhex("2180"))),
    ]
    c = Capture()
    c.connection(3389, desktop)
    c.connection(3389, [(True, connect(0xE0, 0, 0, struct.pack("<BBHI", 1, 0, 8, 0))), (False, connect(0xD0, 0, 0x1234, struct.pack("<BBHI", 3, 0, 8, 5)))], sport=40001)
    c.write("rdp-desktop-and-refused.pcap")

    def s7(kind, reference, parameter, b=b"", error=b""):
        return data(struct.pack("<BBHH", 0x32, kind, 0, reference) + struct.pack(">HH", len(parameter), len(b)) + error + parameter + b)

    def userdata(reference, method, sub, b, code=b""):
        return s7(7, reference, b"\0\1\x12" + bytes([8 if code else 4, 0x12 if code else 0x11, method, sub, 1]) + code, b)

    c = Capture()
    c.connection(102, [
        (True, connect(0xE0, 0, 7, bytes.fromhex("c1020100c2020102c0010a"))), (False, connect(0xD0, 7, 3, bytes.fromhex("c0010a"))),
        (True, s7(1, 1, bytes.fromhex("f0000001000101e0"))), (False, s7(3, 1, bytes.fromhex("f0000001000100f0"), error=b"\0\0")), (True, data(b"", 0)),
        (True, s7(1, 2, bytes.fromhex("0401120a10020004000184000000"))), (False, s7(3, 2, b"\4\1", bytes.fromhex("ff040020") + b"abcd", b"\0\0")),
        (True, userdata(3, 0x44, 1, bytes.fromhex("ff09000401320004"))), (False, userdata(3, 0x84, 1, bytes.fromhex("ff09000401320004"), bytes(4))),
        (True, userdata(4, 0x43, 3, bytes.fromhex("ff090008") + b"0A00001B")), (False, userdata(4, 0x83, 3, bytes.fromhex("0a000000"), bytes.fromhex("0000d209"))),
        (True, s7(1, 5, bytes.fromhex("1b00000000000000") + b"\x09_0A00001P")), (True, s7(1, 6, bytes.fromhex("28000000000000fd000a0100") + b"0A00001P\x05_INSE")),
    ])
    c.write("s7-read-and-blocks.pcap")

def iec104():
    def unit(kind, count, cause, objects, tx=0, rx=0):
        b = struct.pack("<HHBBBBH", tx << 1, rx << 1, kind, count, cause, 0, 10) + objects
        return b"\x68" + bytes([len(b)]) + b

    def control(first, rx=0):
        return b"\x68\x04" + bytes([first, 0]) + struct.pack("<H", rx << 1)

    address = bytes.fromhex("1a2700")
    c = Capture()
    c.connection(2404, [
        (True, control(7)), (False, control(11)), (True, unit(100, 1, 6, bytes(3) + b"\x14")),
        (False, control(1, 1) + unit(100, 1, 7, bytes(3) + b"\x14", 0, 1) + unit(1, 0x83, 20, address + b"\0\1\0", 1, 1) + unit(13, 2, 20, bytes(16), 2, 1)),
        (False, unit(100, 1, 10, bytes(3) + b"\x14", 3, 1)), (True, control(1, 4)), (True, unit(45, 1, 6, address + b"\1", 1, 4)), (False, unit(45, 1, 0x47, address + b"\1", 4, 2)),
        (True, control(0x43)), (False, control(0x83)), (True, b"?" + control(0x13)), (False, control(0x23)),
    ])
    c.write("iec104-interrogation-and-command.pcap")


def hart():
    def message(kind, ident, number, b=b""):
        return struct.pack(">BBBBHH", 1, kind, ident, 0, number, 8 + len(b)) + b

    read, answer = bytes.fromhex("82264e0000d2010039"), bytes.fromhex("86264e0000d2010700d0fb0000000011")
    turns = [
        (True, message(0, 0, 1, b"\1" + struct.pack(">I", 30000))), (False, message(1, 0, 1, b"\1" + struct.pack(">I", 30000))),
        (True, message(0, 3, 2, read)), (False, message(1, 3, 2, answer)), (True, message(0, 2, 3)), (False, message(1, 2, 3)), (True, message(0, 1, 4)), (False, message(3, 1, 4)),
    ]
    c = Capture()
    c.datagrams(5094, turns)
    c.connection(5094, turns)
    c.write("hart-ip-udp-and-tcp.pcap")


def pptp():
    def message(kind, b):
        return struct.pack(">HHIHH", 12 + len(b), 1, 0x1A2B3C4D, kind, 0) + b

    def start(result):
        return struct.pack(">HBBIIHH", 0x100, result, 0, 3, 3, 0, 1) + b"r1.example.com".ljust(64, b"\0") + b"Example".ljust(64, b"\0")

    c = Capture()
    c.connection(1723, [
        (True, message(1, start(0))), (False, message(2, start(1))), (True, message(7, struct.pack(">HHIIIIHHHH", 7, 1, 300, 100000, 3, 3, 64, 0, 0, 0) + bytes(128))),
        (False, message(8, struct.pack(">HHBBHIHHI", 9, 7, 1, 0, 0, 100000, 64, 0, 0))), (True, message(15, struct.pack(">HHII", 9, 0, 0xFFFFFFFF, 0xFFFFFFFF))),
        (True, message(5, b"\0\0\0\1")), (False, message(6, b"\0\0\0\1\1\0\0\0")), (True, message(12, struct.pack(">HH", 7, 0))), (False, message(13, struct.pack(">HBBHH", 9, 4, 0, 0, 0) + bytes(128))),
    ])
    c.write("pptp-call.pcap")

def nfs4():
    def word(*numbers):
        return struct.pack(">%dI" % len(numbers), *numbers)

    def compound(xid, *operations):
        return call(xid, 100003, 4, 1, xdr(b"") + word(1, len(operations)) + b"".join(operations))

    def done(xid, status, *results):
        return reply(xid, word(status) + xdr(b"") + word(len(results)) + b"".join(results))

    session, state = b"0123456789abcdef", word(1) + b"statestate01"
    sequence, sequenced = word(53) + session + word(1, 0, 0, 0), word(53, 0) + session + word(1, 0, 0, 0, 0)
    put, attributes = word(22) + xdr(b"handle-1"), word(9, 1, 3)
    turns = [
        (True, compound(1, sequence, word(24), word(10), attributes)), (False, done(1, 0, sequenced, word(24, 0), word(10, 0) + xdr(b"handle-1"), word(9, 0, 1, 2) + xdr(word(2)))),
        (True, compound(2, sequence, put, word(15) + xdr(b"a.txt"), word(10))), (False, done(2, 2, sequenced, word(22, 0), word(15, 2))),
        (True, compound(3, sequence, put, word(3, 0x1F), attributes)), (False, done(3, 0, sequenced, word(22, 0), word(3, 0, 0x1F, 0x13), word(9, 0, 1, 2) + xdr(word(2)))),
        (True, compound(4, sequence, put, word(18, 0, 2, 0, 0, 7) + xdr(b"owner") + word(1, 0, 0) + xdr(b"") + word(0) + xdr(b"a.txt"), word(10))),
        (False, done(4, 0, sequenced, word(22, 0), word(18, 0) + state + word(0, 0, 1, 0, 2, 0, 0, 0, 0))),
        (True, compound(5, sequence, put, word(38) + state + word(0, 0, 2) + xdr(b"hello"))), (False, done(5, 0, sequenced, word(22, 0), word(38, 0, 5, 2) + bytes(8))),
        (True, compound(6, sequence, put, word(25) + state + word(0, 0, 4096))), (False, done(6, 0, sequenced, word(22, 0), word(25, 0, 1) + xdr(b"hello"))),
        (True, compound(7, sequence, put, word(4, 0) + state)), (False, done(7, 0, sequenced, word(22, 0), word(4, 0) + state)),
        (True, compound(8, sequence, put, word(29) + xdr(b"a.txt") + xdr(b"b.txt"))),
    ]
    c = Capture()
    c.connection(2049, [(d, record(b)) for d, b in turns])
    c.write("nfs4-open-write-read.pcap")


if __name__ == "__main__":
    for make in (xmpp, snmp, announcements, vnc, tpkt, iec104, hart, pptp, nfs4):
        make()
