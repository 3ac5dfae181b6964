#!/usr/bin/python3
"""dot.py serve CERT KEY: answers each query over TLS with an address. dot.py ask KEYLOG: asks for two names."""
import socket
import ssl
import struct
import sys


def exactly(s, n):
    b = b""
    while len(b) < n:
        more = s.recv(n - len(b))
        if not more:
            return None
        b += more
    return b


def message(s):
    head = exactly(s, 2)
    return head and exactly(s, struct.unpack("!H", head)[0])


if sys.argv[1] == "serve":
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(sys.argv[2], sys.argv[3])
    context.set_alpn_protocols(["dot"])
    with socket.create_server(("", 853)) as listener:
        while True:
            s, _ = listener.accept()
            with context.wrap_socket(s, server_side=True) as t:
                while q := message(t):
                    a = q[:2] + b"\x81\x80\0\1\0\1\0\0\0\0" + q[12:] + b"\xc0\x0c\0\1\0\1\0\0\1\x2c\0\4\xc0\0\2\x50"
                    t.sendall(struct.pack("!H", len(a)) + a)
else:
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode, context.keylog_filename = False, ssl.CERT_NONE, sys.argv[2]
    context.set_alpn_protocols(["dot"])
    with socket.create_connection(("192.0.2.21", 853)) as s, context.wrap_socket(s, server_hostname="dns.example.com") as t:
        for number, name in enumerate(("www.example.com", "mail.example.com"), 7):
            q = struct.pack("!HHHHHH", number, 0x100, 1, 0, 0, 0) + b"".join(bytes([len(x)]) + x.encode() for x in name.split(".")) + b"\0\0\1\0\1"
            t.sendall(struct.pack("!H", len(q)) + q)
            message(t)
