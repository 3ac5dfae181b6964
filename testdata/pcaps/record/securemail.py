#!/usr/bin/python3
"""securemail.py KEYLOG MESSAGE: sends and fetches a mail over TLS in each way, TLS 1.2 and 1.3, and resumes a session."""
import imaplib
import poplib
import smtplib
import socket
import ssl
import sys

HOST = "mail.example.com"
keylog, message = sys.argv[1], open(sys.argv[2], "rb").read()


def context(version):
    c = ssl.create_default_context()
    c.check_hostname, c.verify_mode, c.keylog_filename = False, ssl.CERT_NONE, keylog
    c.minimum_version = c.maximum_version = version
    return c


def submit(s):
    s.login("alice", "wonderland")
    s.sendmail("alice@example.com", "bob@example.com", message)
    s.quit()


old, new = context(ssl.TLSVersion.TLSv1_2), context(ssl.TLSVersion.TLSv1_3)
for c in (new, old):
    submit(smtplib.SMTP_SSL(HOST, 465, local_hostname="client.example.com", context=c))
for c in (new, old):
    s = smtplib.SMTP(HOST, 2525, local_hostname="client.example.com")
    s.starttls(context=c)
    submit(s)
for c in (new, old):
    m = imaplib.IMAP4_SSL(HOST, 993, ssl_context=c)
    m.login("bob", "builder")
    m.select("INBOX", readonly=True)
    m.fetch("1:2", "(RFC822)")
    m.logout()
p = poplib.POP3_SSL(HOST, 995, context=new)
p.user("bob")
p.pass_("builder")
p.retr(1)
p.quit()
session = None
for c in (old, old, new, new):  # each second one resumes the session of the first
    with socket.create_connection((HOST, 995)) as raw, c.wrap_socket(raw, server_hostname=HOST, session=session) as t:
        t.recv(512)
        for line in (b"USER bob", b"PASS builder", b"STAT", b"QUIT"):
            t.sendall(line + b"\r\n")
            t.recv(512)
        session = None if session else t.session
