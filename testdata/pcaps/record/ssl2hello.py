# says the hello of SSL 2.0 (RFC 5246, appendix E.2) to port 443 of a host and reads what it answers: ssl2hello.py HOST
import socket
import struct
import sys

suites = [0x002F, 0x0035, 0x003C, 0x009C, 0x000A, 0x00FF]
ciphers = b"".join(struct.pack(">I", s)[1:] for s in suites)
challenge = bytes(range(32))
hello = struct.pack(">BHHHH", 1, 0x0303, len(ciphers), 0, len(challenge)) + ciphers + challenge
with socket.create_connection((sys.argv[1], 443), timeout=3) as s:
    s.sendall(struct.pack(">H", 0x8000 | len(hello)) + hello)
    s.settimeout(0.5)
    try:
        while s.recv(65536):
            pass
    except TimeoutError:
        pass
