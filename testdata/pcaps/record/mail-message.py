#!/usr/bin/python3
"""mail-message.py KIND: an Internet message on standard output, the same bytes on every run. KIND is plain, html or large."""
import random
import sys
from email.message import EmailMessage

kind = sys.argv[1]
m = EmailMessage()
m["From"] = "Alice Example <alice@example.com>"
m["To"] = "Bob Example <bob@example.com>"
m["Date"] = "Wed, 01 May 2024 12:00:00 +0000"
m["Message-ID"] = f"<{kind}.1@client.example.com>"
m["Subject"] = {"plain": "Lunch on Friday", "html": "Grüße aus dem Labor – 实验室的问候", "large": "Measurements attached"}[kind]
m.set_content("Hello Bob,\n\nshall we meet at noon?\n.\n..a line that begins with a dot, and a lone dot above\n\nAlice\n")
if kind == "html":
    m.add_alternative("<html><body><p>Hello <b>Bob</b>, 你好</p></body></html>\n", subtype="html")
    m.add_attachment("n,rtt\n1,30.9\n2,31.1\n", subtype="csv", filename="messwerte größe.csv")
if kind == "large":
    m.add_attachment(random.Random(5).randbytes(45_000), maintype="application", subtype="octet-stream", filename="trace.bin")
for n, p in enumerate(m.walk()):
    if p.is_multipart():
        p.set_boundary(f"==part-{n}-of-{kind}==")
sys.stdout.buffer.write(m.as_bytes())
