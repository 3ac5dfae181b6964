"""What curl does not ask of a proxy: socksclient.py bind|udp PROXY NAME

bind: has a server beyond the proxy connect back, as active FTP would. udp: asks a name server through the proxy.
"""
import socket
import struct
import sys

what, proxy, other = sys.argv[1:]
control = socket.create_connection((proxy, 1080))


def ask(message):
    control.sendall(message)
    return control.recv(300)


ask(b"\x05\x01\x02")
ask(b"\x01\x05alice\x0anot-secret")
if what == "bind":
    reply = ask(b"\x05\x02\x00\x01" + socket.inet_aton(other) + struct.pack(">H", 21))
    port = struct.unpack(">H", reply[8:10])[0]
    back = socket.create_connection((proxy, 7007))  # who tells the other one where to connect
    back.sendall(b"%d\n" % port)
    control.recv(300)  # who has connected
    print(control.recv(300))
else:
    reply = ask(b"\x05\x03\x00\x01" + bytes(6))
    relay = (proxy, struct.unpack(">H", reply[8:10])[0])
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    s.settimeout(3)
    query = b"\x12\x34\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00\x03www\x07example\x03com\x00\x00\x01\x00\x01"
    s.sendto(b"\x00\x00\x00\x01" + socket.inet_aton(other) + struct.pack(">H", 53) + query, relay)
    print(s.recv(600))
