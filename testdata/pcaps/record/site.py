#!/usr/bin/python3
"""site.py DIRECTORY: writes the small web site the HTTP captures fetch. The same bytes on every run."""
import os
import random
import struct
import sys
import zlib

root = sys.argv[1]
rng = random.Random(7)


def put(name, data, when=1714564800):  # 2024-05-01 12:00:00 UTC, the Last-Modified of every file
    path = os.path.join(root, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as f:
        f.write(data if isinstance(data, bytes) else data.encode())
    os.utime(path, (when, when))


def png(side, noise):
    rows = b"".join(b"\0" + bytes((x * 3 + y * 5 + rng.randrange(noise)) & 255 for x in range(side)) for y in range(side))

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


words = "packet window segment router address request answer delay header cookie cache server client stream".split()
text = "".join(f"<p>{i}: {' '.join(rng.choice(words) for _ in range(12))}.</p>\n" for i in range(150))
head = '<!doctype html><html lang="en"><meta charset="utf-8"><title>A small site</title><link rel="stylesheet" href="/style.css"><script src="/app.js" defer></script>\n'
images = "".join(f'<img src="/img/{n}.png" alt="{n}">' for n in range(1, 7))
put("index.html", head + "<h1>Hello</h1>" + images + "\n")
put("long.html", head + text)
put("style.css", "body{font:16px/1.5 sans-serif}\n" + "".join(f".c{i}{{margin:{i}px}}\n" for i in range(60)))
put("app.js", "".join(f"function f{i}(x){{return x+{i}}}\n" for i in range(80)))
for n in range(1, 7):
    put(f"img/{n}.png", png(24 + 12 * n, 2 + 30 * (n % 3)))
put("data.json", '{"city":"上海","count":3,"ok":true,"list":[1,2.5,null,"x"],"nested":{"a":{"b":[]}}}\n')
put("data.xml", '<?xml version="1.0" encoding="UTF-8"?>\n<catalog><!-- two books --><book id="1"><title lang="zh">网络</title></book><book id="2"/></catalog>\n')
put("gbk.html", "<meta charset=gbk><p>你好，世界</p>\n".encode("gbk"))
put("big.bin", rng.randbytes(150_000))
put("secret/index.html", "<p>only for alice</p>\n")
