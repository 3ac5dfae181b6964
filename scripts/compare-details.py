#!/usr/bin/env python3
"""Compare netsniff's -V or -T json with tshark's, line by line and protocol by protocol.

    scripts/compare-details.py [--netsniff ./netsniff] [--json] [--captures 150] [--frames 200] DIRECTORY|FILE...
    scripts/compare-details.py --show tcp --most 30 DIRECTORY      the most frequent differences of one protocol

Frames are matched by number, layers by their title and order, lines as diff does. The share of a protocol is
equal / (equal + changed + missing + added) lines. With --listed what docs/DIFFERENCES.md lists for every capture is left
out: lines that tshark cuts are compared as far as they go, and a continuation of HTTP of whose lines tshark makes header
fields is not compared; --except leaves out captures. tshark's output is kept in --cache. With --floor FILE no share
may be lower than the one in FILE ("protocol share" in each line); --write-floor writes it.
"""

import argparse
import collections
import difflib
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys

NUMBER = re.compile(r"0x[0-9a-fA-F]+|[0-9a-f]{2}(?::[0-9a-f]{2})+|\d+(?:\.\d+)*|\b[0-9a-f]{8,}\b")
LABEL = 200  # of keys of JSON that are labels, which tshark cuts somewhere beyond
DUMP = re.compile(r"[0-9a-f]{4,}  [0-9a-f]{2} ")
TITLES = (  # the words that begin a layer's line, and what the table calls it
    ("Frame ", "frame"), ("Ethernet II", "eth"), ("IEEE 802.3 Ethernet", "eth"), ("Linux cooked capture", "sll"),
    ("Internet Protocol Version 4", "ip"), ("Internet Protocol Version 6", "ipv6"),
    ("Transmission Control Protocol", "tcp"), ("User Datagram Protocol", "udp"),
    ("Internet Control Message Protocol v6", "icmpv6"), ("Internet Control Message Protocol", "icmp"),
    ("Address Resolution Protocol", "arp"), ("Domain Name System", "dns"),
    ("Multicast Domain Name System", "mdns"), ("Link-local Multicast Name Resolution", "llmnr"),
    ("Hypertext Transfer Protocol", "http"), ("Simple Mail Transfer Protocol", "smtp"),
    ("Post Office Protocol", "pop"), ("Internet Message Access Protocol", "imap"),
    ("Internet Message Format", "imf"), ("MIME Multipart Media Encapsulation", "mime_multipart"),
    ("Line-based text data", "data-text-lines"), ("802.1Q Virtual LAN", "vlan"),
    ("Internet Group Management Protocol", "igmp"), ("Data (", "data"), ("Simple Service Discovery", "ssdp"),
)


def title(line):
    for words, name in TITLES:
        if line.startswith(words):
            return name
    return re.split(r"[,(\[:]", line)[0].strip()


def output(command):
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False)
    return done.stdout.decode("utf-8", "replace")


def reference(args, capture, flags):
    """tshark's output, from the cache if it was there."""
    key = hashlib.sha256(f"{os.path.abspath(capture)} {os.path.getmtime(capture)} {flags}".encode()).hexdigest()[:32]
    path = os.path.join(args.cache, key)
    if not os.path.exists(path):
        with open(path + ".part", "w", encoding="utf-8") as f:
            f.write(output(["tshark", "-n", *flags, "-r", capture]))
        os.replace(path + ".part", path)
    with open(path, encoding="utf-8", newline="\n") as f:
        return f.read()


def pages(text):
    """Layers of each frame of -V: lists of (name, lines)."""
    frames, layers = [], []
    for line in text.split("\n"):
        if not line:
            continue
        if line.startswith("Frame ") and re.match(r"Frame \d+: ", line):
            frames.append(layers := [])
        if not line.startswith(" ") and not (layers and DUMP.match(line)):
            layers.append((title(line), []))
        if layers:
            layers[-1][1].append(line)
    return frames


def flat(path, value, lines, cut):
    if isinstance(value, list) and value and isinstance(value[0], tuple):
        for k, v in value:
            flat(f"{path}/{whole(k)[:LABEL] if cut else k}", v, lines, cut)
    elif isinstance(value, list):
        for v in value:
            flat(path, v, lines, cut)
    else:
        lines.append(f"{path} = {value}")


def objects(text, cut=False):
    """Layers of each frame of -T json, a line for each value; keys are cut as tshark cuts them."""
    frames = []
    if not text.strip():
        return frames
    for packet in json.loads(text, object_pairs_hook=list, strict=False):
        layers = []
        source = dict(packet)["_source"]
        for name, value in dict(source)["layers"]:
            lines = []
            flat(name, value, lines, cut)
            layers.append((name, lines))
        frames.append(layers)
    return frames


def whole(line):
    """A line without the word that tshark puts into one that it cuts."""
    return re.sub(r" ?\[truncated\]", "", line)


def as_far(theirs, ours):
    """Lines of tshark, those that it cut replaced by the line of ours that begins so."""
    for i, line in enumerate(theirs):
        if "[truncated]" in line:
            theirs[i] = next((x for x in ours if x.startswith(whole(line))), line)


def is_continuation(lines):
    """Whether a layer of HTTP, of either format, begins with a body."""
    return len(lines) > 1 and "File Data: " in lines[1] or lines[0].startswith("http/http.file_data")


class Tally:
    def __init__(self, listed=False):
        self.listed = listed
        self.equal, self.other = collections.Counter(), collections.Counter()
        self.kinds = collections.defaultdict(collections.Counter)
        self.example = {}

    def differ(self, name, theirs, ours, where):
        self.other[name] += 1
        kind = tuple(NUMBER.sub("N", x) if x is not None else None for x in (theirs, ours))
        self.kinds[name][kind] += 1
        self.example.setdefault((name, kind), (where, theirs, ours))

    def layer(self, name, theirs, ours, where):
        if self.listed:
            as_far(theirs, ours)
            if name == "http" and is_continuation(ours) and not is_continuation(theirs):
                return
        if theirs == ours:
            self.equal[name] += len(theirs)
            return
        for tag, a, b, c, d in difflib.SequenceMatcher(None, theirs, ours, autojunk=False).get_opcodes():
            if tag == "equal":
                self.equal[name] += b - a
                continue
            for x, y in pairs(theirs[a:b], ours[c:d]):
                self.differ(name, x, y, where)

    def frame(self, theirs, ours, where):
        left = list(ours)
        for name, lines in theirs:
            i = next((i for i, x in enumerate(left) if x[0] == name), None)
            if i is None:
                self.differ(f"({name})" if not any(x[0] == name for x in ours) else name, "LAYER " + lines[0], None, where)
                continue
            self.layer(name, lines, left.pop(i)[1], where)
        for name, lines in left:
            self.differ(name, None, "LAYER " + lines[0], where)


def pairs(a, b):
    """Pairs of lines that stand for each other: by their title where they have one, else by order."""
    def key(line):
        return re.split(r"[:=]", line.strip().lstrip("[."))[0]
    rest = list(b)
    for x in a:
        y = next((y for y in rest if key(y) == key(x)), None)
        if y is not None:
            rest.remove(y)
        yield x, y
    for y in rest:
        yield None, y


def chosen(args):
    found = []
    for p in args.paths:
        if os.path.isdir(p):
            found += sorted(os.path.join(p, x) for x in os.listdir(p) if re.search(r"\.(pcap|pcapng|cap)(\.gz|\.zst)?$", x))
        else:
            found.append(p)
    if args.match:
        found = [x for x in found if re.search(args.match, x)]
    if args.exclude:
        found = [x for x in found if not re.search(args.exclude, x)]
    step = max(1, len(found) / args.captures)
    return [found[int(i * step)] for i in range(min(args.captures, len(found)))]


def report(args, tally):
    names = sorted(set(tally.equal) | set(tally.other), key=lambda n: -tally.equal[n] - tally.other[n])
    if args.show is None:
        print(f"{'protocol':24} {'lines':>9} {'equal':>9} {'share':>8}")
        for n in names[:args.most]:
            lines = tally.equal[n] + tally.other[n]
            print(f"{n:24} {lines:9} {tally.equal[n]:9} {100 * tally.equal[n] / lines:7.2f}%")
        return
    for n in (args.show.split(",") if args.show != "all" else names):
        print(f"== {n}: {tally.equal[n]} equal, {tally.other[n]} not")
        for kind, count in tally.kinds[n].most_common(args.most):
            where, theirs, ours = tally.example[(n, kind)]
            print(f"{count:6}  {where}\n        - {theirs}\n        + {ours}")


def floor(args, tally):
    shares = {n: tally.equal[n] / (tally.equal[n] + tally.other[n]) for n in tally.equal}
    if args.write_floor:
        with open(args.write_floor, "w", encoding="utf-8") as f:
            f.writelines(f"{n} {int(s * 10000) / 10000:.4f}\n" for n, s in sorted(shares.items()) if not n.startswith("("))
    fallen = 0
    if args.floor:
        with open(args.floor, encoding="utf-8") as f:
            for line in f:
                name, share = line.split()
                if name in shares and shares[name] < float(share):
                    fallen += 1
                    print(f"{name}: {shares[name]:.4f} of the lines are equal, {share} were", file=sys.stderr)
    return 1 if fallen else 0


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("paths", nargs="+")
    p.add_argument("--netsniff", default="./netsniff")
    p.add_argument("--json", action="store_true", help="compare -T json instead of -V")
    p.add_argument("--captures", type=int, default=150)
    p.add_argument("--frames", type=int, default=200)
    p.add_argument("--match", help="only captures whose path matches this expression")
    p.add_argument("--except", dest="exclude", help="no captures whose path matches this expression")
    p.add_argument("--listed", action="store_true", help="leave out what docs/DIFFERENCES.md lists for every capture")
    p.add_argument("--show", help="protocols, or all: show their differences")
    p.add_argument("--most", type=int, default=40)
    p.add_argument("--cache", default="/tmp/compare-details")
    p.add_argument("--floor")
    p.add_argument("--write-floor")
    args = p.parse_args()
    if not shutil.which("tshark"):
        print("compare-details: skipped, there is no tshark here")
        return 0
    os.makedirs(args.cache, exist_ok=True)
    flags = (["-T", "json"] if args.json else ["-V"]) + ["-c", str(args.frames)]
    tally = Tally(args.listed)
    for capture in chosen(args):
        theirs = reference(args, capture, flags)
        ours = output([args.netsniff, "-n", *flags, "-r", capture])
        try:
            a, b = (objects(x, args.listed) if args.json else pages(x) for x in (theirs, ours))
        except ValueError as e:
            print(f"{capture}: {e}", file=sys.stderr)
            continue
        if len(a) != len(b):
            print(f"{capture}: {len(a)} frames with tshark, {len(b)} with netsniff", file=sys.stderr)
        for i, (x, y) in enumerate(zip(a, b)):
            tally.frame(x, y, f"{os.path.basename(capture)}:{i + 1}")
    report(args, tally)
    return floor(args, tally)


if __name__ == "__main__":
    sys.exit(main())
