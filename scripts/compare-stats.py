#!/usr/bin/env python3
"""Compare the tables of netsniff stats with tshark's: conv,tcp, conv,udp, their
endpoints and io,phs.

compare-stats.py NETSNIFF [DIRECTORY [MOST]] [--show N]

Takes MOST (150) captures of DIRECTORY, evenly spread, and prints how many
tables are equal. Of the protocol hierarchy only what netsniff decodes is
compared: not what it only recognises, nor what lies below, nor data. tshark
rounds the bytes of conversations above 10,000; those of endpoints are exact.
"""
import argparse
import json
import os
import re
import shutil
import subprocess
import sys
from collections import Counter

TSHARK = ["-z", "conv,tcp", "-z", "conv,udp", "-z", "io,phs", "-z", "endpoints,tcp", "-z", "endpoints,udp"]
TABLES = ["conversations.tcp", "conversations.udp", "protocols", "endpoints.tcp", "endpoints.udp"]
UNITS = {"bytes": 1, "kB": 1000, "MB": 10**6, "GB": 10**9}


def output(command):
    r = subprocess.run(command, capture_output=True, timeout=120)
    return r.stdout.decode("utf-8", "replace")


def sections(text):
    """Splits the output of tshark by title."""
    found, name = {}, None
    for line in text.splitlines():
        if line in ("TCP Conversations", "UDP Conversations", "TCP Endpoints", "UDP Endpoints", "Protocol Hierarchy Statistics"):
            name = line
            found[name] = []
        elif name and not line.startswith("====") and not line.startswith("Filter"):
            found[name].append(line)
    return found


CONVERSATION = re.compile(
    r"^(\S+):(\d+)\s+<-> (\S+):(\d+)\s+(\d+) (\d+) (\w+)\s+(\d+) (\d+) (\w+)\s+(\d+) (\d+) (\w+)\s+(-?[\d.]+)\s+([\d.]+)")


def conversations(lines):
    rows = []
    for line in lines:
        m = CONVERSATION.match(line)
        if m:
            a, b = (m[1], int(m[2])), (m[3], int(m[4]))
            back, forth = (int(m[5]), int(m[6]) * UNITS[m[7]], UNITS[m[7]]), (int(m[8]), int(m[9]) * UNITS[m[10]], UNITS[m[10]])
            if a > b:
                a, b, back, forth = b, a, forth, back
            rows.append((a, b, forth, back, float(m[14]), float(m[15])))
    return sorted(rows)


def own_conversations(table):
    rows = []
    for r in table["rows"]:
        a, b = (r["address_a"], r["port_a"]), (r["address_b"], r["port_b"])
        forth, back = (r["frames_a_b"], r["bytes_a_b"]), (r["frames_b_a"], r["bytes_b_a"])
        if a > b:
            a, b, forth, back = b, a, back, forth
        rows.append((a, b, forth, back, r["start"], r["duration"]))
    return sorted(rows)


def same_conversations(ours, theirs):
    if len(ours) != len(theirs):
        return f"{len(ours)} conversations, tshark {len(theirs)}"
    for x, y in zip(ours, theirs):
        if x[:2] != y[:2]:
            return f"{x} for {y}"
        for (frames, size), (tframes, tsize, unit) in zip(x[2:4], y[2:4]):
            if frames != tframes or not tsize <= size < tsize + unit:
                return f"{x} for {y}"
        if x[0] != x[1] and (abs(x[4] - y[4]) > 1e-6 or abs(x[5] - y[5]) > 1e-4):
            return f"{x} for {y}"
    return ""


ENDPOINT = re.compile(r"^(\S+)\s+(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*$")


def endpoints(lines):
    rows = []
    for line in lines:
        m = ENDPOINT.match(line)
        if m:
            rows.append((m[1],) + tuple(int(x) for x in m.groups()[1:]))
    return sorted(rows)


def own_endpoints(table):
    names = ["address", "port", "frames", "bytes", "frames_sent", "bytes_sent", "frames_received", "bytes_received"]
    return sorted(tuple(r[n] for n in names) for r in table["rows"])


# What tshark counts besides protocols: trees of its own among them.
TREES = ("tcp.segments", "ip.fragments", "ipv6.fragments", "smtp.fragments", "_ws.malformed", "_ws.short", "_ws.unreassembled", "vlan.trailer")

LAYER = re.compile(r"^( *)(\S+)\s+frames:(\d+) bytes:(\d+)")


def hierarchy(lines, known):
    """Returns the nodes that netsniff can have: path -> (frames, bytes)."""
    found, path = {}, []
    for line in lines:
        m = LAYER.match(line)
        if not m:
            continue
        del path[len(m[1]) // 2:]
        path.append("vlan" if m[2] == "ieee8021ad" else m[2])
        layers = [p for p in path if p not in TREES]
        if path[-1] not in TREES and all(p in known for p in layers):
            key = ":".join(layers)
            frames, size = found.get(key, (0, 0))
            found[key] = (frames + int(m[3]), size + int(m[4]))
    return found


def same_hierarchy(ours, theirs, repeats):
    for path in sorted(set(ours) | set(theirs)):
        layers = path.split(":")
        if "data" in layers or ours.get(path) == theirs.get(path):
            continue
        if any(a == b and a not in repeats for a, b in zip(layers, layers[1:])):
            continue  # several messages of a protocol in a frame are one layer here
        return f"{path}: {ours.get(path)}, tshark {theirs.get(path)}"
    return ""


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("netsniff")
    p.add_argument("directory", nargs="?", default="../shared/conformance/captures")
    p.add_argument("most", nargs="?", type=int, default=150)
    p.add_argument("--show", type=int, default=10, help="differences to print")
    a = p.parse_args()
    if not shutil.which("tshark") or not os.path.isdir(a.directory):
        print("tshark or the captures are not there: no comparison")
        return 0
    known = {line.split("\t")[0] for line in output([a.netsniff, "fields", "--protocols", "--tabs"]).splitlines()}
    headers = {"eth", "ip", "ipv6", "vlan", "mpls", "udp", "gre", "ppp"}  # these nest in earnest
    files = sorted(os.path.join(a.directory, f) for f in os.listdir(a.directory))
    files = [f for f in files if os.path.getsize(f) < 20_000_000]
    step = max(1, len(files) / a.most)
    files = [files[int(i * step)] for i in range(min(a.most, len(files)))]
    equal, total, shown = Counter(), Counter(), 0
    for f in files:
        theirs = sections(output(["tshark", "-n", "-q", "-r", f] + TSHARK))
        try:
            ours = json.loads(output([a.netsniff, "stats", "--json", "-r", f] + TABLES))["tables"]
        except json.JSONDecodeError:
            continue  # neither reads it
        paths = {r["path"]: (r["frames"], r["bytes"]) for r in ours["protocols"]["rows"] if known.issuperset(r["path"].split(":"))}
        found = {
            "conv,tcp": same_conversations(own_conversations(ours["conversations.tcp"]), conversations(theirs["TCP Conversations"])),
            "conv,udp": same_conversations(own_conversations(ours["conversations.udp"]), conversations(theirs["UDP Conversations"])),
            "io,phs": same_hierarchy(paths, hierarchy(theirs["Protocol Hierarchy Statistics"], known), headers),
        }
        for k in ("TCP", "UDP"):
            x, y = own_endpoints(ours["endpoints." + k.lower()]), endpoints(theirs[k + " Endpoints"])
            wrong = sorted(set(x) ^ set(y))
            found["endpoints," + k.lower()] = f"{wrong[:2]}" if wrong else ""
        for name, why in found.items():
            total[name] += 1
            equal[name] += not why
            if why and shown < a.show:
                shown += 1
                print(f"{os.path.basename(f)[:60]} {name}: {why}"[:240])
    for name in sorted(total):
        print(f"{name:14} {equal[name]} of {total[name]} equal")
    return 0


sys.exit(main())
