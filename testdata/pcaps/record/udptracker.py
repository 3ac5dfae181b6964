"""Asks a tracker over UDP (BEP 15): udptracker.py ADDRESS PORT INFOHASH

connect, announce, scrape; an announce of a torrent that the tracker does not know; an announce with a connection that it never gave.
"""
import os
import socket
import struct
import sys

address, port, info_hash = sys.argv[1], int(sys.argv[2]), bytes.fromhex(sys.argv[3])
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.settimeout(2)
s.connect((address, port))


def ask(head, action, body):
    transaction = os.urandom(4)
    s.send(head + struct.pack(">I", action) + transaction + body)
    try:
        answer = s.recv(2048)
        assert answer[4:8] == transaction
        return answer
    except socket.timeout:
        return b""


def announce(what):
    return what + b"-XX0001-abcdefghijkl" + struct.pack(">QQQIIIiH", 0, 1000, 0, 2, 0, 7, 50, 6999) + b"\x02\x09/announce\x00"


connection = ask(struct.pack(">Q", 0x41727101980), 0, b"")[8:16]
print(ask(connection, 1, announce(info_hash)))
print(ask(connection, 2, info_hash))
print(ask(connection, 1, announce(bytes(range(20)))))
print(ask(bytes(8), 1, announce(info_hash)))
