#!/usr/bin/python3
"""rtt.py serve ADDRESS | talk HOST: an HTTP and an SMTP server that think for 30 ms before every reply, and a client that talks to both. rtt.sh records them."""
import socket
import sys
import threading
import time

THINK = 0.030
BODIES = {"/line": 60, "/page": 12_000, "/book": 30_000}


def lines(s):
    """Yields the lines that arrive on s, without their ends."""
    rest = b""
    while b := s.recv(65536):
        *whole, rest = (rest + b).split(b"\r\n")
        yield from whole


def http(s):
    for request in lines(s):
        if not request.startswith(b"GET "):
            continue
        n = BODIES[request.split()[1].decode()]
        time.sleep(THINK)
        body = (b"a line of a text that is as long as it has to be\n" * (n // 48 + 1))[:n]
        s.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: %d\r\n\r\n" % n + body)


def smtp(s):
    def reply(text):
        time.sleep(THINK)
        s.sendall(text + b"\r\n")

    reply(b"220 mail.example.com ESMTP")
    data = False
    for line in lines(s):
        if data:
            data = line != b"."
            if not data:
                reply(b"250 2.0.0 queued as 4C7F20")
        elif line == b"DATA":
            data = True
            reply(b"354 end with a dot")
        elif line == b"QUIT":
            reply(b"221 2.0.0 bye")
            return
        elif line.startswith(b"EHLO"):
            reply(b"250-mail.example.com\r\n250 SIZE 1000000")
        else:
            reply(b"250 2.1.0 ok")


def serve(address):
    def one(talk, s):
        with s:
            talk(s)

    def loop(port, talk):
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((address, port))
        listener.listen()
        while True:
            s, _ = listener.accept()
            threading.Thread(target=one, args=(talk, s)).start()

    threading.Thread(target=loop, args=(25, smtp)).start()
    loop(80, http)


def get(s, path):
    s.sendall(b"GET %s HTTP/1.1\r\nHost: www.example.com\r\n\r\n" % path.encode())
    got = b""
    while b"\r\n\r\n" not in got:
        got += s.recv(65536)
    left = len(got.split(b"\r\n\r\n", 1)[0]) + 4 + BODIES[path] - len(got)
    while left > 0:
        left -= len(s.recv(65536))


def browse(host):
    for paths in (["/line"] * 6, ["/page", "/line"] * 3, ["/book"] * 2):
        with socket.create_connection((host, 80)) as s:
            for path in paths:
                get(s, path)


def mail(host):
    body = b"Subject: measured\r\n\r\n" + b"a line of a mail that nobody reads\r\n" * 300 + b".\r\n"
    with socket.create_connection((host, 25)) as s:
        s.recv(1000)
        for command in b"EHLO client.example.com", b"MAIL FROM:<ann@example.com>", b"RCPT TO:<bob@example.net>", b"RCPT TO:<carl@example.net>", b"DATA":
            s.sendall(command + b"\r\n")
            s.recv(1000)
        s.sendall(body)
        s.recv(1000)
        s.sendall(b"QUIT\r\n")
        s.recv(1000)


if sys.argv[1] == "serve":
    serve(sys.argv[2])
else:
    browse(sys.argv[2])
    mail(sys.argv[2])
