#!/usr/bin/env python3
"""Plays a stream over HTTP without showing it, and logs its buffer: player.py URL LOG [SECONDS]

URL is a master playlist of HLS or a manifest of DASH as ffmpeg makes them. Of each track the next segment is fetched while
less than SECONDS (8) are in the buffer, in the quality that the last one's throughput allows. It plays when it has a segment of each
track, and goes on after it stalled when the next one is there. LOG gets a line of JSON for each segment, start, stall, resume and end:
when, how many seconds are in the buffer, and which quality it is.
"""
import json
import re
import sys
import time
import urllib.parse
import urllib.request
import xml.etree.ElementTree as ET

url, log = sys.argv[1], open(sys.argv[2], "w")
most = float(sys.argv[3]) if len(sys.argv) > 3 else 8.0
opener = urllib.request.build_opener()
opener.addheaders = [("User-Agent", "player/1.0")]


def get(u):
    with opener.open(u) as r:
        return r.read()


def m3u(u):
    """Segments of a media playlist: (URI, seconds); the first may be what decoders need to begin."""
    out, init, seconds = [], None, 0.0
    for line in get(u).decode().splitlines():
        if line.startswith("#EXTINF:"):
            seconds = float(line[8:].split(",")[0])
        elif line.startswith("#EXT-X-MAP:"):
            init = urllib.parse.urljoin(u, re.search('URI="([^"]*)"', line).group(1))
        elif line and line[0] != "#":
            out.append((urllib.parse.urljoin(u, line), seconds))
    return init, out


def hls(u):
    """One track: qualities as (bandwidth, function that gives its segments)."""
    lines, found = get(u).decode().splitlines(), []
    for i, line in enumerate(lines):
        if line.startswith("#EXT-X-STREAM-INF:"):
            bandwidth = int(re.search("[:,]BANDWIDTH=([0-9]+)", line).group(1))
            found.append((bandwidth, lambda v=urllib.parse.urljoin(u, lines[i + 1]): m3u(v)))
    return [("muxed", found)]


def dash(u):
    ns, tracks = "{urn:mpeg:dash:schema:mpd:2011}", []
    for s in ET.fromstring(get(u)).iter(ns + "AdaptationSet"):
        found = []
        for r in s.iter(ns + "Representation"):
            t = r.find(ns + "SegmentTemplate") if r.find(ns + "SegmentTemplate") is not None else s.find(ns + "SegmentTemplate")
            runs, n, out = t.find(ns + "SegmentTimeline"), int(t.get("startNumber", "1")), []

            def name(pattern, number=0, r=r):
                p = pattern.replace("$RepresentationID$", r.get("id"))
                p = re.sub(r"\$Number(%0\d+d)?\$", lambda m: (m.group(1) or "%d") % number, p)
                return urllib.parse.urljoin(u, p)

            for x in runs.iter(ns + "S"):
                for _ in range(int(x.get("r", "0")) + 1):
                    out.append((name(t.get("media"), n), int(x.get("d")) / int(t.get("timescale"))))
                    n += 1
            found.append((int(r.get("bandwidth")), lambda v=(name(t.get("initialization")), out): v))
        tracks.append((s.get("contentType"), found))
    return tracks


tracks = [(kind, sorted(q, key=lambda x: x[0])) for kind, q in (dash(url) if url.endswith(".mpd") else hls(url))]
have = {kind: 0.0 for kind, _ in tracks}  # seconds fetched of each
position, playing, since = 0.0, False, time.time()


def note(event, **more):
    log.write(json.dumps({"at": round(time.time(), 6), "event": event, "buffer": round(min(have.values()) - position, 3), **more}) + "\n")
    log.flush()


def advance(over=False):
    """Plays what has been played by now; a stall is told when it began."""
    global position, playing, since
    now = time.time()
    if playing:
        position += now - since
        if position >= min(have.values()):
            late = position - min(have.values())
            position, playing = min(have.values()), False
            log.write(json.dumps({"at": round(now - late, 6), "event": "end" if over else "stall", "buffer": 0.0}) + "\n")
    since = now


rate, fetched, lists, inits = 0.0, {kind: 0 for kind, _ in tracks}, {}, set()
while True:
    todo = []
    for kind, qualities in tracks:
        usable = [q for q in qualities if q[0] <= 0.8 * rate] or qualities[:1]
        bandwidth, segments = usable[-1]
        if (kind, bandwidth) not in lists:
            lists[kind, bandwidth] = segments()
        if fetched[kind] < len(lists[kind, bandwidth][1]):
            todo.append((have[kind], kind, bandwidth))
    if not todo:
        break
    _, kind, bandwidth = min(todo)
    advance()
    if have[kind] - position >= most:
        time.sleep(0.1)
        continue
    init, segments = lists[kind, bandwidth]
    if init and init not in inits:
        get(init)
        inits.add(init)
    uri, seconds = segments[fetched[kind]]
    began = time.time()
    size = len(get(uri))
    took = time.time() - began
    advance()
    if kind != "audio":
        rate = 8 * size / took
    have[kind] += seconds
    fetched[kind] += 1
    note("segment", kind=kind, number=fetched[kind], quality=bandwidth, bytes=size, took=round(took, 6), seconds=seconds)
    if not playing and min(have.values()) > position:
        playing = True
        note("resume" if position else "start")
while playing:
    time.sleep(0.05)
    advance(over=True)
