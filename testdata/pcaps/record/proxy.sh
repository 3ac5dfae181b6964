#!/bin/bash
# The PROXY protocol in front of HTTP and SMTP: proxy.sh
# apt-get install curl python3 tcpdump ethtool
#
#   proxy 192.0.2.10  10 ms -- switch -- 5 ms  server 192.0.2.80   RTT 30 ms
#
# The proxy speaks for 203.0.113.7 and others, which have no part in the recording.
. "$(dirname "$0")/lab.sh"
lab_up client:192.0.2.10:10ms server:192.0.2.80:5ms

# The server reads a header of either version and then speaks HTTP (8080) or SMTP (25).
cat >"$work/server.py" <<'PY'
import socketserver, sys
class Handler(socketserver.StreamRequestHandler):
    def line(self): return self.rfile.readline()
    def handle(self):
        first = self.rfile.read(6)
        if first == b"PROXY ": self.line()
        else: head = first + self.rfile.read(10); self.rfile.read(int.from_bytes(head[14:], "big"))
        self.mail() if self.server.server_address[1] == 25 else self.web()
    def web(self):
        while self.line().strip():
            while self.line().strip(): pass
            self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 6\r\n\r\nhello\n")
    def mail(self):
        self.wfile.write(b"220 mx.example.com ESMTP\r\n")
        while command := self.line().strip():
            word = command.split()[0].upper()
            if word == b"DATA":
                self.wfile.write(b"354 go ahead\r\n")
                while self.line() != b".\r\n": pass
            self.wfile.write(b"221 bye\r\n" if word == b"QUIT" else b"250 ok\r\n")
            if word == b"QUIT": break
socketserver.ThreadingTCPServer.allow_reuse_address = True
socketserver.ThreadingTCPServer(("", int(sys.argv[1])), Handler).serve_forever()
PY
# Headers of version 2: TCP over IPv6 with an authority, what TLS the client spoke and a checksum;
# LOCAL, by which a proxy asks how the server is.
cat >"$work/client.py" <<'PY'
import smtplib, socket, struct, sys
def tlv(kind, value): return struct.pack("!BH", kind, len(value)) + value
def crc32c(data):
    crc = 0xffffffff
    for byte in data:
        crc ^= byte
        for _ in range(8): crc = crc >> 1 ^ (0x82f63b78 if crc & 1 else 0)
    return crc ^ 0xffffffff
def header(command, family, body, checked):
    head = lambda sum: b"\r\n\r\n\0\r\nQUIT\n" + struct.pack("!BBH", 0x20 | command, family, len(body) + (7 if checked else 0)) + body + (tlv(3, sum) if checked else b"")
    return head(struct.pack("!I", crc32c(head(bytes(4)))))
def address(source, port):
    return socket.inet_pton(socket.AF_INET6, source) + socket.inet_pton(socket.AF_INET6, "2001:db8::19") + struct.pack("!HH", port, 25)
spoken = tlv(0x20, struct.pack("!BI", 1, 0) + tlv(0x21, b"TLSv1.3") + tlv(0x23, b"TLS_AES_128_GCM_SHA256"))
class SMTP(smtplib.SMTP):
    def _get_socket(self, host, port, timeout):
        s = super()._get_socket(host, port, timeout)
        s.sendall(header(1, 0x21, address("2001:db8::7", 50001) + tlv(2, b"mx.example.com") + spoken, True))
        return s
if sys.argv[1] == "mail":
    with SMTP("192.0.2.80", 25, local_hostname="a.example.net") as s:
        s.sendmail("alice@example.net", ["bob@example.com"], "Subject: through a proxy\r\n\r\nHello\r\n")
else:
    s = socket.create_connection(("192.0.2.80", 8080))
    s.sendall(header(0, 0, b"", False) + b"GET / HTTP/1.1\r\nHost: www.example.com\r\n\r\n")
    s.recv(100)
    s.close()
PY
serve server python3 "$work/server.py" 8080
serve server python3 "$work/server.py" 25
sleep 1

wire client proxy-protocol.pcap
c curl -s --haproxy-protocol http://192.0.2.80:8080/ http://192.0.2.80:8080/again
c python3 "$work/client.py" mail
c python3 "$work/client.py" local
cut_wires
