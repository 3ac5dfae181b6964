#!/usr/bin/python3
"""wlan.py [DIR]: IEEE 802.11 behind radiotap headers, frame by frame: a station that finds a network, joins it, sends and leaves; control frames,
an encrypted frame, one with four addresses, an A-MSDU."""
import os
import struct
import sys
import zlib

from made import ipv4, udp

STATION = bytes.fromhex("02005e00530a")
POINT = bytes.fromhex("02005e005301")
SERVER = bytes.fromhex("02005e005350")
EVERYBODY = b"\xff" * 6
MANAGEMENT, CONTROL, DATA = range(3)


def control(kind, subtype, flags=0):
    return bytes([kind << 2 | subtype << 4, flags])


def header(kind, subtype, to, by, third, number, flags=0):
    return control(kind, subtype, flags) + struct.pack("<H", 44) + to + by + third + struct.pack("<H", number << 4)


def element(number, value):
    return bytes([number, len(value)]) + value


NAME = element(0, b"cafe.example")
RATES = element(1, bytes.fromhex("82848b960c121824"))
SECURITY = element(48, bytes.fromhex("0100000fac040100000fac040100000fac020000"))


def frames():
    beacon = struct.pack("<QHH", 12345678, 100, 0x0431) + NAME + RATES + element(3, b"\6") + element(5, b"\0\1\0\0") + element(7, b"DE \1\x0d\x14") + SECURITY
    yield header(MANAGEMENT, 8, EVERYBODY, POINT, POINT, 1) + beacon
    yield header(MANAGEMENT, 4, EVERYBODY, STATION, EVERYBODY, 1) + element(0, b"") + RATES
    yield header(MANAGEMENT, 5, STATION, POINT, POINT, 2) + beacon
    yield control(CONTROL, 13) + bytes(2) + POINT
    yield header(MANAGEMENT, 11, POINT, STATION, POINT, 2) + struct.pack("<HHH", 0, 1, 0)
    yield header(MANAGEMENT, 11, STATION, POINT, POINT, 3) + struct.pack("<HHH", 0, 2, 0)
    yield header(MANAGEMENT, 0, POINT, STATION, POINT, 3) + struct.pack("<HH", 0x431, 10) + NAME + RATES + SECURITY
    yield header(MANAGEMENT, 1, STATION, POINT, POINT, 4) + struct.pack("<HHH", 0x431, 0, 0xC001) + RATES
    yield header(MANAGEMENT, 13, STATION, POINT, POINT, 5) + bytes([3, 0, 1]) + struct.pack("<HHH", 0x1002, 0, 0x10)
    yield control(CONTROL, 11) + struct.pack("<H", 300) + POINT + STATION
    yield control(CONTROL, 12) + struct.pack("<H", 250) + STATION
    question = bytes.fromhex("000101000001000000000000") + b"\3www\7example\3com\0\0\1\0\1"
    packet = bytes.fromhex("aaaa030000000800") + ipv4(17, udp(40001, 53, question, "192.0.2.10", "192.0.2.53"), "192.0.2.10", "192.0.2.53")
    yield header(DATA, 0, POINT, STATION, SERVER, 4, 0x01) + packet
    yield header(DATA, 8, STATION, POINT, SERVER, 6, 0x02) + b"\6\0" + packet
    yield header(DATA, 8, POINT, STATION, SERVER, 7, 0x03) + STATION + bytes(2) + packet
    inner = SERVER + STATION + struct.pack(">H", len(packet)) + packet
    yield header(DATA, 8, POINT, STATION, POINT, 8, 0x01) + b"\x80\0" + inner
    yield header(DATA, 8, POINT, STATION, SERVER, 9, 0x41) + bytes(2) + bytes.fromhex("0102002003000000") + bytes(range(48))
    yield header(DATA, 4, POINT, STATION, POINT, 10, 0x11)
    yield control(CONTROL, 9) + bytes(2) + STATION + POINT + struct.pack("<HH", 5, 0x640) + bytes(8)
    yield control(CONTROL, 10, 0x10) + struct.pack("<H", 0xC001) + POINT + STATION
    yield header(MANAGEMENT, 12, POINT, STATION, POINT, 11) + struct.pack("<H", 3)


def received(number, frame):
    """The frame behind its radiotap header: time, flags, rate, channel, signal, noise, antenna."""
    head = struct.pack("<BBHI", 0, 0, 25, 0x0000086F) + struct.pack("<QBBHHbbB", 1000 * number, 0x10, 12, 2437, 0x00C0, -42, -90, 1)
    return head + frame + struct.pack("<I", zlib.crc32(frame))


if __name__ == "__main__":
    out = sys.argv[1] if len(sys.argv) > 1 else os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")
    with open(os.path.join(out, "wlan-radiotap.pcap"), "wb") as f:
        f.write(struct.pack("<IHHIIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 127))
        for i, x in enumerate(frames()):
            x = received(i, x)
            f.write(struct.pack("<IIII", 1714564800, i * 1000, len(x), len(x)) + x)
