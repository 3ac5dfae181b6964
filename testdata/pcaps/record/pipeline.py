#!/usr/bin/python3
"""pipeline.py HOST PORT PATH...: GETs sent without waiting for the answers (RFC 9112 section 9.3.2), the first two in one segment."""
import socket
import sys

host, port, paths = sys.argv[1], int(sys.argv[2]), sys.argv[3:]
s = socket.create_connection((host, port))
s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


def get(path, last=False):
    return f"GET {path} HTTP/1.1\r\nHost: {host}\r\nUser-Agent: pipeline/1\r\n{'Connection: close' if last else 'Accept: */*'}\r\n\r\n".encode()


s.sendall(get(paths[0]) + get(paths[1]))
for p in paths[2:]:
    s.sendall(get(p, last=p is paths[-1]))
while s.recv(65536):
    pass
