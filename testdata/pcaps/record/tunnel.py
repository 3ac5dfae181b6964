#!/usr/bin/python3
"""tunnel.py KIND LOCAL REMOTE INNER/BITS [DELAY-MS]: a tunnel in user space for kernels without the module. It opens a TUN or TAP device tun0 with
the address INNER and carries its packets inside KIND: gre, gre-key (key and sequence number), gretap, ipip, 6in4, gtp (GTP-U with the
extension header of 5G; an echo request before the first packet) or vlan:TPID.VID[,TPID.VID].
The vlan kinds tag the frames of eth0 instead; LOCAL and REMOTE are unused there, and DELAY-MS delays each frame sent."""
import fcntl
import os
import select
import socket
import struct
import subprocess
import sys
import time

kind, local, remote, inner = sys.argv[1:5]
delay = float(sys.argv[5]) / 1000 if len(sys.argv) > 5 else 0
tap = kind == "gretap" or kind.startswith("vlan")
dev = os.open("/dev/net/tun", os.O_RDWR)
fcntl.ioctl(dev, 0x400454CA, struct.pack("16sH22x", b"tun0", 0x1002 if tap else 0x1001))  # TUNSETIFF, IFF_NO_PI
subprocess.run(["ip", "link", "set", "tun0", "address", "02:00:5e:00:54:" + inner.split("/")[0].split(".")[-1].split(":")[-1].zfill(2)[-2:]] if tap else ["true"], check=True)
subprocess.run(["ip", "link", "set", "tun0", "up", "mtu", "1400"], check=True)
subprocess.run(["ip", "addr", "add", inner, "dev", "tun0"] + (["nodad"] if ":" in inner else []), check=True)

AUX, TAGGED = 8, 0x10  # PACKET_AUXDATA, TP_STATUS_VLAN_VALID
sent = 0
if kind.startswith("vlan"):
    tags = b"".join(struct.pack(">HH", int(t, 16), int(v)) for t, v in (tag.split(".") for tag in kind[5:].split(",")))
    net = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))
    net.bind(("eth0", 0))
    net.setsockopt(263, AUX, 1)
elif kind == "gtp":
    net = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    net.bind((local, 2152))
else:
    net = socket.socket(socket.AF_INET, socket.SOCK_RAW, {"ipip": 4, "6in4": 41}.get(kind, 47))
    net.bind((local, 0))
peer = (remote, 2152 if kind == "gtp" else 0)


def wrap(p):
    global sent
    if kind.startswith("vlan"):
        return p[:12] + tags + p[12:]
    if kind == "gtp":  # 3GPP TS 29.281: PDU session container, uplink from the client, QoS flow 5
        uplink = local < remote
        return struct.pack(">BBHIHBB4B", 0x34, 255, 8 + len(p), 0x1001 if uplink else 0x2002, 0, 0, 0x85, 1, 0x10 * uplink, 5, 0) + p
    proto = 0x6558 if tap else 0x86DD if p[0] >> 4 == 6 else 0x0800
    if kind == "gre-key":
        sent += 1
        return struct.pack(">HHII", 0x3000, proto, 0xC0FFEE, sent - 1) + p
    return struct.pack(">HH", 0, proto) + p if kind.startswith("gre") else p


def unwrap():
    if kind.startswith("vlan"):
        p, anc, _, sender = net.recvmsg(65536, 100)
        if sender[2] == socket.PACKET_OUTGOING:
            return None
        for _, _, aux in anc:  # the kernel has taken the outermost tag off
            status, tci = struct.unpack_from("I", aux)[0], struct.unpack_from("H", aux, 16)[0]
            rest = tags[4:]
            if status & TAGGED and tci & 0xFFF == struct.unpack(">H", tags[2:4])[0] & 0xFFF and p[12 : 12 + len(rest)] == rest:
                return p[:12] + p[12 + len(rest) :]
        return None
    p, sender = net.recvfrom(65536)
    if sender[0] != remote:
        return None
    if kind == "gtp":
        if p[1] == 1:  # an echo request is answered with the restart counter
            net.sendto(struct.pack(">BBHIHBB2B", 0x32, 2, 6, 0, *struct.unpack_from(">H", p, 8), 0, 0, 14, 0), sender)
        return p[16:] if p[1] == 255 else None
    return p[(p[0] & 15) * 4 :][{"gre": 4, "gretap": 4, "gre-key": 12}.get(kind, 0) :]


while True:
    for f in select.select([dev, net], [], [])[0]:
        if f is dev:
            p = wrap(os.read(dev, 65536))
            time.sleep(delay)
            if kind == "gtp" and not sent and local < remote:
                sent = net.sendto(struct.pack(">BBHIHBB", 0x32, 1, 4, 0, 1, 0, 0), peer)
            net.send(p) if kind.startswith("vlan") else net.sendto(p, peer)
        elif p := unwrap():
            os.write(dev, p)
