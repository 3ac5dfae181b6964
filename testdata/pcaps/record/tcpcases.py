#!/usr/bin/python3
"""tcpcases.py serve ADDRESS | CASE HOST: the two ends of each TCP case tcp.sh records. Every case has its own port."""
import socket
import struct
import sys
import threading
import time

PORTS = {"echo": 9000, "sink": 9001, "slow-reader": 9002, "abort": 9003, "close-first": 9004, "half-close": 9005, "unread": 9006, "urgent": 9007, "source": 9008}
ABORT = struct.pack("ii", 1, 0)  # SO_LINGER: close sends RST


def drain(s):
    got = 0
    while b := s.recv(65536):
        got += len(b)
    return got


def serve_one(case, s):
    if case == "echo":
        while b := s.recv(65536):
            s.sendall(b)
    elif case in ("sink", "urgent"):
        drain(s)
    elif case == "source":
        s.recv(100)
        s.sendall(bytes(i & 255 for i in range(100_000)))
    elif case == "slow-reader":
        time.sleep(2.5)
        drain(s)
    elif case == "abort":
        s.recv(100)
        s.sendall(b"one line, then a reset\n")
        time.sleep(0.1)
        s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, ABORT)
    elif case == "close-first":
        s.recv(100)
        s.sendall(b"bye\n")
    elif case == "half-close":
        n = drain(s)
        time.sleep(0.2)
        s.sendall(b"you sent %d bytes and closed your half\n" % n)
    elif case == "unread":
        time.sleep(0.2)
    s.close()


def serve(address):
    def loop(case, port):
        l = socket.socket()
        l.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if case == "slow-reader":
            l.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8192)
        if case == "echo":
            l.setsockopt(socket.IPPROTO_TCP, 23, 5)  # TCP_FASTOPEN
        l.bind((address, port))
        l.listen()
        while True:
            s, _ = l.accept()
            threading.Thread(target=serve_one, args=(case, s), daemon=True).start()

    for case, port in PORTS.items():
        threading.Thread(target=loop, args=(case, port)).start()


def dial(case, host, port=0):
    s = socket.socket()
    s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    s.bind(("", port))
    s.connect((host, PORTS.get(case, 9999)))
    return s


def run(case, host):
    if case == "upload":
        s = dial("sink", host)
        s.sendall(bytes(i * 7 & 255 for i in range(120_000)))
        s.shutdown(socket.SHUT_WR)
        s.recv(1)
    elif case == "zero-window":
        s = dial("slow-reader", host)
        s.sendall(bytes(40_000))
        s.shutdown(socket.SHUT_WR)
        s.recv(1)
    elif case == "keep-alive":
        s = dial("echo", host)
        for option, value in (socket.TCP_KEEPIDLE, 1), (socket.TCP_KEEPINTVL, 1), (socket.TCP_KEEPCNT, 3):
            s.setsockopt(socket.IPPROTO_TCP, option, value)
        s.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        s.sendall(b"are you there\n")
        s.recv(100)
        time.sleep(4.5)
        s.sendall(b"still here\n")
        s.recv(100)
    elif case == "reset":
        for what in "refused", "abort", "unread":
            try:
                s = dial(what, host)
                s.sendall(b"hello\n")
                time.sleep(0.5)
                s.recv(100)
                s.recv(100)
            except OSError:
                pass
        s = dial("echo", host)
        s.sendall(b"the client gives up\n")
        s.recv(100)
        s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, ABORT)
    elif case == "port-reuse":
        for how in "reset", "server closes", "server closes":
            s = dial("close-first", host, 40000)
            s.sendall(how.encode() + b"\n")
            s.recv(100)
            if how == "reset":
                s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, ABORT)
            else:
                s.recv(100)
            s.close()
            time.sleep(0.3)
    elif case == "half-close":
        s = dial("half-close", host)
        s.sendall(b"all I have to say\n")
        s.shutdown(socket.SHUT_WR)
        drain(s)
    elif case == "urgent":
        s = dial("urgent", host)
        s.send(b"before ")
        time.sleep(0.1)
        s.send(b"!", socket.MSG_OOB)
        s.send(b" after\n")
    elif case == "fast-open":
        for _ in range(2):
            s = socket.socket()
            s.sendto(b"data in the SYN\n", socket.MSG_FASTOPEN, (host, PORTS["echo"]))
            s.recv(100)
            s.close()
    elif case == "download":
        s = dial("source", host)
        s.sendall(b"go\n")
        drain(s)
    s.close()


if sys.argv[1] == "serve":
    serve(sys.argv[2])
else:
    run(sys.argv[1], sys.argv[2])
