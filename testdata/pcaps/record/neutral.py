#!/usr/bin/python3
"""neutral.py IN OUT: copies a little-endian pcapng without the options that describe the recording machine (shb_hardware, shb_os, if_os)."""
import struct
import sys

DROP = {0x0A0D0D0A: (24, {2, 3}), 1: (16, {12})}  # block type: (offset of its options, option codes to drop); draft-ietf-opsawg-pcapng 4.1, 4.2

data, at, out = open(sys.argv[1], "rb").read(), 0, b""
while at < len(data):
    kind, length = struct.unpack_from("<II", data, at)
    block = data[at : at + length]
    at += length
    if kind in DROP:
        start, drop = DROP[kind]
        kept, o = block[8:start], start
        while o < length - 4:
            code, size = struct.unpack_from("<HH", block, o)
            padded = 4 + (size + 3) // 4 * 4
            if code not in drop:
                kept += block[o : o + padded]
            o += padded
        total = len(kept) + 12
        block = struct.pack("<II", kind, total) + kept + struct.pack("<I", total)
    out += block
open(sys.argv[2], "wb").write(out)
