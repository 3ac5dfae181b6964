#!/usr/bin/env python3
"""Make the table of makers of network cards from the public listing of the IEEE.

    scripts/oui.py oui.csv dissect/oui/oui.txt

oui.csv is the registry of 24-bit identifiers (https://standards-oui.ieee.org/oui/oui.csv; Debian has it in the package
ieee-data). The table has a line for each maker: its name, a tab, its identifiers in hexadecimal, six digits each, with
nothing between them. Names in capital letters only are written as titles.
"""
import csv
import html
import sys


def tidy(name):
    name = " ".join(html.unescape(name).split())
    return name.title() if name.isupper() else name


def main():
    source, target = sys.argv[1:3]
    of, makers = {}, {}
    with open(source, encoding="utf-8", newline="") as f:
        for row in csv.DictReader(f):
            name = tidy(row["Organization Name"])
            if row["Registry"] == "MA-L" and name:
                of[row["Assignment"].lower()] = name  # a few have been given twice: the last one counts
    for oui in sorted(of):
        makers.setdefault(of[oui], []).append(oui)
    with open(target, "w", encoding="utf-8") as f:
        f.writelines(f"{name}\t{''.join(makers[name])}\n" for name in sorted(makers))
    print(f"{target}: {len(of)} identifiers of {len(makers)} makers")


main()
