#!/usr/bin/env python3
"""Compare HTTP objects exported by netsniff with those of tshark --export-objects.

    compare-objects.py NETSNIFF CAPTURE...

Objects are compared by their SHA-256, so names do not matter. For each capture
that differs a line says how many objects both have, and which are in one only
(their size and tshark's name, or netsniff's file and why it may differ). An
object of tshark that is one segment as it stands is marked: tshark takes
segments that it calls Continuation for objects.
Captures without objects are not counted, nor are empty objects.
"""
import collections, csv, hashlib, os, subprocess, sys, tempfile


def digests(directory):
    found = collections.defaultdict(list)
    for root, _, names in os.walk(directory):
        for name in names:
            with open(os.path.join(root, name), 'rb') as f:
                content = f.read()
            if content:
                found[hashlib.sha256(content).hexdigest()].append('%s (%d bytes)' % (name, len(content)))
    return found


def theirs(capture, directory):
    subprocess.run(['tshark', '-n', '-q', '-r', capture, '--export-objects', 'http,' + directory], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=300)
    return digests(directory)


def segments(capture):
    """The digests of the payloads of all TCP segments."""
    out = subprocess.run(['tshark', '-n', '-r', capture, '-Y', 'tcp.len > 0', '-T', 'fields', '-e', 'tcp.payload'], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=300).stdout
    return {hashlib.sha256(bytes.fromhex(line.split(',')[-1])).hexdigest() for line in out.decode().split()}


def ours(netsniff, capture, directory):
    target = os.path.join(directory, 'out')
    subprocess.run([netsniff, 'export', 'http', '-r', capture, '-o', target], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=300)
    found, index = collections.defaultdict(list), os.path.join(target, 'index.csv')
    if os.path.exists(index):
        with open(index, newline='') as f:
            for row in csv.DictReader(f):
                why = ' '.join(filter(None, [row['side'], row['status'], 'complete=' + row['complete'], row['notes']]))
                found[row['sha256']].append('%s (%s bytes, %s)' % (row['file'], row['bytes'], why))
    return found


def main():
    netsniff, captures = sys.argv[1], sys.argv[2:]
    equal = both = only_theirs = only_ours = seen = single = 0
    for capture in captures:
        with tempfile.TemporaryDirectory() as a, tempfile.TemporaryDirectory() as b:
            t, o = theirs(capture, a), ours(netsniff, capture, b)
        if not t and not o:
            continue
        seen += 1
        same = sum(min(len(t[k]), len(o[k])) for k in t.keys() & o.keys())
        lost = [(k, n) for k in t for n in t[k][len(o.get(k, [])):]]
        if lost:
            alone = segments(capture)
            single += sum(k in alone for k, _ in lost)
            lost = [n + ', a segment' * (k in alone) for k, n in sorted(lost, key=lambda x: x[0] in alone)]
        more = [n for k in o for n in o[k][len(t.get(k, [])):]]
        both, only_theirs, only_ours = both + same, only_theirs + len(lost), only_ours + len(more)
        equal += not lost
        if lost or more:
            print('%s: %d equal, only tshark: %s; only netsniff: %s' % (os.path.basename(capture), same, ', '.join(lost[:6]) or '-', ', '.join(more[:6]) or '-'))
    print('%d captures with objects; netsniff has all of tshark\'s in %d; %d objects equal, %d in tshark only (%d of them segments), %d in netsniff only' % (seen, equal, both, only_theirs, single, only_ours))


if __name__ == '__main__':
    main()
