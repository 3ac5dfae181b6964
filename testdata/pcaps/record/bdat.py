#!/usr/bin/python3
"""bdat.py HOST PORT FILE: sends a message with BDAT in three chunks (RFC 3030), MAIL, RCPT and the first chunk pipelined."""
import smtplib
import sys

host, port, body = sys.argv[1], int(sys.argv[2]), open(sys.argv[3], "rb").read().replace(b"\n", b"\r\n")
s = smtplib.SMTP(host, port, local_hostname="client.example.com")
s.ehlo()
first, second = body[:400], body[400:-300]
s.send(b"MAIL FROM:<alice@example.com> SIZE=%d BODY=8BITMIME\r\nRCPT TO:<bob@example.com>\r\nBDAT %d\r\n" % (len(body), len(first)) + first)
for _ in range(3):
    s.getreply()
s.send(b"BDAT %d\r\n" % len(second) + second)
s.getreply()
s.send(b"BDAT 300 LAST\r\n" + body[-300:])
s.getreply()
s.quit()
