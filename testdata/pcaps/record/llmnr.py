#!/usr/bin/python3
"""llmnr.py serve ADDRESS NAME | ask ADDRESS NAME TYPE: a link-local name responder and a querier (RFC 4795), enough for one record."""
import socket
import struct
import sys

role, address, name = sys.argv[1], sys.argv[2], sys.argv[3]
group = ("224.0.0.252", 5355)


def question(n, qtype):
    return b"".join(bytes([len(p)]) + p.encode() for p in n.split(".")) + b"\0" + struct.pack(">HH", qtype, 1)


if role == "serve":
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    s.bind(("", 5355))
    s.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, socket.inet_aton(group[0]) + socket.inet_aton(address))
    while True:
        m, peer = s.recvfrom(2000)
        labels, at = [], 12
        while m[at]:
            labels.append(m[at + 1 : at + 1 + m[at]].decode())
            at += m[at] + 1
        qtype = struct.unpack(">H", m[at + 1 : at + 3])[0]
        if ".".join(labels).lower() == name and qtype in (1, 255):
            q = m[12 : at + 5]
            s.sendto(m[:2] + struct.pack(">HHHHH", 0x8000, 1, 1, 0, 0) + q + question(".".join(labels), 1) + struct.pack(">IH", 30, 4) + socket.inet_aton(address), peer)
else:
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    s.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton(address))
    s.settimeout(0.3)
    for ident in (0x1357, 0x1357):  # a query without an answer is sent twice, section 2.7
        s.sendto(struct.pack(">HHHHHH", ident, 0, 1, 0, 0, 0) + question(name, int(sys.argv[4])), group)
        try:
            s.recvfrom(2000)
            break
        except TimeoutError:
            pass
