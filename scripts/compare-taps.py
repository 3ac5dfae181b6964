#!/usr/bin/env python3
"""Compare what netsniff and tshark print for -z, statistic by statistic.

    scripts/compare-taps.py [--netsniff ./netsniff] [--captures 20] [--only dns,tree] [--show 1] DIRECTORY...

Takes captures evenly spread over the directories; says for each statistic how many outputs are equal, how many of
tshark's lines are in netsniff's output as well, and the captures that differ. --show prints that many differences.
tshark's output is kept in --cache.
"""
import argparse
import difflib
import hashlib
import os
import subprocess
from collections import Counter

TAPS = ["io,phs", "credentials", "dns,tree", "io,stat,1", "io,stat,0,tcp,udp", "conv,eth", "conv,ip", "conv,ipv6", "conv,tcp", "conv,udp",
        "endpoints,eth", "endpoints,ip", "endpoints,ipv6", "endpoints,tcp", "endpoints,udp", "flow,tcp,network", "flow,any,network",
        "expert", "hosts", "http,tree", "http_req,tree", "http_srv,tree", "http_seq,tree", "http,stat", "plen,tree", "ptype,tree", "dests,tree", "ip_hosts,tree",
        "ip_srcdst,tree", "ipv6_ptype,tree", "ipv6_dests,tree", "ipv6_hosts,tree", "ipv6_srcdst,tree", "follow,tcp,ascii,0",
        "follow,tcp,hex,0", "follow,udp,ascii,0", "follow,http,ascii,0", "icmp,srt", "dhcp,stat"]


def output(program, tap, capture):
    r = subprocess.run([program, "-n", "-q", "-r", capture, "-z", tap], capture_output=True, timeout=300, env={**os.environ, "TZ": "UTC"})
    return r.stdout.decode("utf-8", "replace")


def reference(tap, capture, cache):
    key = hashlib.sha1(f"{tap} {os.path.abspath(capture)}".encode()).hexdigest()
    name = os.path.join(cache, key)
    if not os.path.exists(name):
        text = output("tshark", tap, capture)
        with open(name, "w", encoding="utf-8") as f:
            f.write(text)
    with open(name, encoding="utf-8") as f:
        return f.read()


def chosen(directories, most):
    names = []
    for d in directories:
        for where, _, files in os.walk(d) if os.path.isdir(d) else [("", [], [d])]:
            names += [os.path.join(where, f) for f in files if f.split(".")[-1] in ("pcap", "pcapng", "cap", "gz", "zst") and "golden" not in where]
    names.sort()
    return names[:: max(1, len(names) // most)][:most]


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("directories", nargs="+")
    p.add_argument("--netsniff", default="./netsniff")
    p.add_argument("--captures", type=int, default=20)
    p.add_argument("--only", action="append", help="one of the statistics; repeat for more")
    p.add_argument("--show", type=int, default=0)
    p.add_argument("--cache", default="/tmp/compare-taps")
    o = p.parse_args()
    os.makedirs(o.cache, exist_ok=True)
    captures = chosen(o.directories, o.captures)
    for tap in o.only or TAPS:
        equal = same = lines = 0
        differ = []
        for c in captures:
            want, got = reference(tap, c, o.cache), output(o.netsniff, tap, c)
            theirs = Counter(want.splitlines())
            lines += sum(theirs.values())
            same += sum((theirs & Counter(got.splitlines())).values())
            if want == got:
                equal += 1
                continue
            differ.append(os.path.basename(c))
            if len(differ) <= o.show:
                print("\n".join(difflib.unified_diff(want.splitlines(), got.splitlines(), c, "netsniff -z " + tap, n=1, lineterm="")))
        print(f"{tap:20} {equal:4} of {len(captures)} equal  {100 * same / max(1, lines):6.2f} % of lines  {' '.join(differ[:6])}", flush=True)


main()
