#!/usr/bin/python3
"""A mail dialogue in the manner of Foxmail 7.2 and a Coremail server, over real TCP.

foxmail.py smtp-server ADDRESS PORT | pop3-server ADDRESS PORT | send HOST PORT | fetch HOST PORT | store PREFIX

store writes the mails that the mailbox holds; the first is the one that is sent.

The names, people and ids are invented; the shapes (reply texts, header order, boundaries, GB2312 parts, line lengths) follow what such
a pair sends. Servers think for a known time: 15 ms per command, 60 ms for a password, 120 ms for a message.
"""
import base64
import random
import socket
import socketserver
import sys
import time

USER, PASSWORD = "zhangsan@coremail.example", "Example-Passw0rd"
THINK, THINK_PASSWORD, THINK_MESSAGE = 0.015, 0.060, 0.120
rng = random.Random(20240501)


def b64(text, charset="utf-8"):
    return base64.b64encode(text.encode(charset)).decode()


def word(text):
    return f"=?GB2312?B?{b64(text, 'gb2312')}?="


def part(kind, data, *headers, width=76):
    body = base64.b64encode(data).decode()
    return "\r\n".join([f"Content-Type: {kind}", *headers, ""] + [body[i : i + width] for i in range(0, len(body), width)]) + "\r\n"


def message():
    outer, inner = "----=_001_NextPart512386074427_=----", "----=_002_NextPart840211637905_=----"
    text = "李四：\r\n\r\n    您好！附件是本周的实验报告，请查收。\r\n\r\n\r\n\r\n张三\r\n"
    html = (
        '<html><head><meta http-equiv="content-type" content="text/html; charset=GB2312"><style>body { line-height: 1.5; }'
        "body { font-size: 14px; font-family: 'Microsoft YaHei UI'; color: rgb(0, 0, 0); line-height: 1.5; }</style></head><body>\r\n"
        "<div><span></span>李四：</div><div>&nbsp;&nbsp;&nbsp;&nbsp;您好！附件是本周的<b>实验报告</b>，请查收。</div>\r\n"
        '<hr style="width: 210px; height: 1px;" color="#b5c4df" size="1" align="left">\r\n<div><span>张三</span></div></body></html>'
    )
    name = word("实验报告第一周.docx")
    head = [
        "Date: Wed, 1 May 2024 20:00:00 +0800",
        f"From: {word('张三')} <{USER}>",
        f"To: {word('李四')} <lisi@mail.foxmail.example>, ",
        f"\t{word('王五')} <wangwu@coremail.example>",
        "Cc: teacher <teacher@coremail.example>",
        f"Subject: {word('网络实验报告（第一周）')}",
        "X-Priority: 3",
        "X-GUID: 0F1E2D3C-4B5A-4978-8796-A5B4C3D2E1F0",
        "X-Has-Attach: yes",
        "X-Mailer: Foxmail 7.2.25.254[cn]",
        "Mime-Version: 1.0",
        "Message-ID: <202405012000001234567@coremail.example>",
        f'Content-Type: multipart/mixed;\r\n\tboundary="{outer}"',
    ]
    return (
        "\r\n".join(head)
        + f"\r\n\r\nThis is a multi-part message in MIME format.\r\n\r\n--{outer}\r\n"
        + f'Content-Type: multipart/alternative;\r\n\tboundary="{inner}"\r\n\r\n\r\n--{inner}\r\n'
        + part('text/plain;\r\n\tcharset="GB2312"', text.encode("gb2312"), "Content-Transfer-Encoding: base64", "")[:-2]
        + f"\r\n\r\n--{inner}\r\n"
        + part('text/html;\r\n\tcharset="GB2312"', html.encode("gb2312"), "Content-Transfer-Encoding: base64", "")[:-2]
        + f"\r\n\r\n--{inner}--\r\n\r\n--{outer}\r\n"
        + part(f'application/octet-stream;\r\n\tname="{name}"', rng.randbytes(9000), "Content-Transfer-Encoding: base64", f'Content-Disposition: attachment;\r\n\tfilename="{name}"', "")
        + f"\r\n--{outer}--\r\n"
    )


def mailbox():
    return [message(), message().replace("第一周", "第二周")]


class Lines(socketserver.StreamRequestHandler):
    def setup(self):
        super().setup()
        self.request.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def say(self, *lines, think=THINK):
        time.sleep(think)
        self.wfile.write("".join(l + "\r\n" for l in lines).encode())

    def line(self):
        return self.rfile.readline().decode("ascii", "replace").rstrip("\r\n")


class Smtp(Lines):
    def handle(self):
        self.say("220 coremail.example Anti-spam GT for Coremail System (coremail.example[20240501])")
        while line := self.line():
            verb = line.upper().split(":")[0]
            if verb.startswith("EHLO"):
                extensions = "PIPELINING", "AUTH LOGIN PLAIN XOAUTH2", "AUTH=LOGIN PLAIN XOAUTH2", "coremail 1Uxr2xKj7kG0xkI17xGrU7I0s8FY2U3Uj8Cz28x1UUUUU7Ic2I0Y2UFw3l2v", "STARTTLS", "ID"
                self.say("250-mail", *(f"250-{e}" for e in extensions), "250 8BITMIME")
            elif verb == "AUTH LOGIN":
                self.say("334 dXNlcm5hbWU6")
                user = self.line()
                self.say("334 UGFzc3dvcmQ6")
                good = (user, self.line()) == (b64(USER), b64(PASSWORD))
                self.say("235 Authentication successful" if good else "535 Error: authentication failed", think=THINK_PASSWORD)
            elif verb in ("MAIL FROM", "RCPT TO"):
                self.say("550 User not found: nobody@coremail.example" if "nobody@" in line else "250 Mail OK")
            elif verb == "DATA":
                self.say("354 End data with <CR><LF>.<CR><LF>")
                while self.line() != ".":
                    pass
                self.say("250 Mail OK queued as smtp1,AQAAfwD3z8Kq4TJmS0ZbAA--.1234S3 1714564801", think=THINK_MESSAGE)
            elif verb == "QUIT":
                self.say("221 Bye")
                return
            else:
                self.say("502 Error: command not implemented")


class Pop3(Lines):
    def handle(self):
        box = mailbox()
        ids = ["1tbiAQAJBmYx4TIAAAAAsR", "1tbiAQAJBmYx4TIAAAABsS"]
        self.say("+OK Welcome to coremail Mail Pop3 Server (coremails[0f1e2d3c4b5a49788796a5b4c3d2e1f0s])")
        while line := self.line():
            verb, _, argument = line.partition(" ")
            n = int(argument.split()[0]) - 1 if argument.split()[:1] and argument.split()[0].isdigit() else None
            if verb == "CAPA":
                self.say("+OK Capability list follows", "TOP", "USER", "PIPELINING", "UIDL", "LANG", "UTF8", "SASL PLAIN LOGIN", "STLS", ".")
            elif verb == "USER":
                self.say("+OK core mail")
            elif verb == "PASS":
                self.say(f"+OK {len(box)} message(s) [{sum(map(len, box))} byte(s)]" if argument == PASSWORD else "-ERR Unable to log on", think=THINK_PASSWORD)
            elif verb == "STAT":
                self.say(f"+OK {len(box)} {sum(map(len, box))}")
            elif verb in ("LIST", "UIDL"):
                values = [str(len(m)) for m in box] if verb == "LIST" else ids
                self.say(f"+OK {len(box)} {sum(map(len, box))}", *(f"{i} {v}" for i, v in enumerate(values, 1)), ".")
            elif verb == "RETR":
                self.say(f"+OK {len(box[n])} octets", *("." * l.startswith(".") + l for l in box[n].split("\r\n")[:-1]), ".", think=THINK_MESSAGE)
            elif verb in ("DELE", "NOOP"):
                self.say("+OK core mail")
            elif verb == "QUIT":
                self.say("+OK core mail")
                return
            else:
                self.say("-ERR Command not understood")


class Client:
    def __init__(self, host, port):
        self.s = socket.create_connection((host, port))
        self.s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.f = self.s.makefile("rb")

    def reply(self, until=None):
        while line := self.f.readline():
            if until and line.startswith(b"+OK"):
                while self.f.readline() != until:
                    pass
            if line[3:4] != b"-" or line.startswith(b"-ERR"):
                return line

    def ask(self, line, until=None):
        self.s.sendall(line.encode() + b"\r\n")
        return self.reply(until)


def send(host, port):
    c = Client(host, port)
    c.reply()
    c.ask("EHLO DESKTOP-A1B2C3D")
    c.ask("AUTH LOGIN")
    c.ask(b64(USER))
    c.ask(b64(PASSWORD))
    c.ask(f"MAIL FROM: <{USER}>")
    for to in "lisi@mail.foxmail.example", "wangwu@coremail.example", "teacher@coremail.example":
        c.ask(f"RCPT TO: <{to}>")
    c.ask("DATA")
    data = message().encode()
    for at in range(0, len(data), 4096):  # the client writes blocks, so TCP decides the segments
        c.s.sendall(data[at : at + 4096])
    c.ask("\r\n.")
    c.ask("QUIT")


def fetch(host, port):
    c = Client(host, port)
    end = b".\r\n"
    c.reply()
    c.ask("CAPA", end)
    c.ask(f"USER {USER}")
    c.ask(f"PASS {PASSWORD}")
    c.ask("STAT")
    c.ask("UIDL", end)
    c.ask("LIST", end)
    c.ask("RETR 1", end)
    c.ask("RETR 2", end)
    c.ask("DELE 1")
    c.ask("QUIT")


if sys.argv[1] == "store":
    for n, m in enumerate(mailbox(), 1):
        with open(f"{sys.argv[2]}-{n}.eml", "wb") as f:
            f.write(m.encode())
    sys.exit()
role, host, port = sys.argv[1], sys.argv[2], int(sys.argv[3])
socketserver.ThreadingTCPServer.allow_reuse_address = True
if role == "smtp-server":
    socketserver.ThreadingTCPServer((host, port), Smtp).serve_forever()
elif role == "pop3-server":
    socketserver.ThreadingTCPServer((host, port), Pop3).serve_forever()
elif role == "send":
    send(host, port)
else:
    fetch(host, port)
