#!/usr/bin/env python3
"""Writes SECONDS of three tones that swell and fade, in G.711 mu-law at 8000 Hz: speech.py SECONDS >FILE"""
import math, sys


def mulaw(x):
    """ITU-T G.711: 14 bits of sign and magnitude to 8 bits, inverted."""
    sign, x = (0x80, -x) if x < 0 else (0, x)
    x = min(x, 32635) + 132
    exponent = max(x.bit_length() - 8, 0)
    return ~(sign | exponent << 4 | x >> exponent + 3 & 15) & 255


for i in range(int(float(sys.argv[1]) * 8000)):
    t = i / 8000
    v = sum(math.sin(2 * math.pi * f * t) for f in (220, 440 + 40 * t, 950)) / 3
    sys.stdout.buffer.write(bytes([mulaw(int(20000 * v * abs(math.sin(3 * t))))]))
