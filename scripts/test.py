#!/usr/bin/env python3
"""Run go test and keep what was skipped, and why: test.py FILE go test ARGUMENT...

Packages are reported as go test does, failures with all they printed. FILE gets
a line for each test that skipped itself. The exit code is that of go test.
"""
import collections
import json
import re
import subprocess
import sys


def main():
    kept, command = sys.argv[1], sys.argv[2:]
    run = subprocess.Popen(command[:2] + ["-json"] + command[2:], stdout=subprocess.PIPE, text=True)
    printed = collections.defaultdict(list)  # by package and test
    with open(kept, "a", encoding="utf-8") as skipped:
        for line in run.stdout:
            try:
                event = json.loads(line)
            except ValueError:
                sys.stdout.write(line)
                continue
            action = event["Action"]
            key = event.get("Package", ""), event.get("Test", "")
            if action in ("output", "build-output"):
                if key[1] or action == "output" and not ends_package(event["Output"]):
                    printed[key].append(event["Output"])
                else:
                    sys.stdout.write(event["Output"])
                    sys.stdout.flush()
            elif action == "skip" and key[1]:
                skipped.write(f"{key[0]} {key[1]}: {reason(printed[key])}\n")
            elif action == "fail":
                # a test that a panic or the time-out stopped has no end of its own
                for ended in [key] if key[1] else [k for k in printed if k[0] == key[0]]:
                    sys.stdout.write("".join(printed.pop(ended, [])))
            if action in ("pass", "skip", "fail"):
                printed.pop(key, None)
    return run.wait()


def ends_package(text):
    """ok, FAIL and ? lines are how go test ends a package."""
    return re.match(r"(ok|FAIL|\?) ?\s", text) is not None


def reason(lines):
    """What t.Skip said: the text behind file:line."""
    for text in reversed(lines):
        if said := re.match(r"\s+\S+\.go:\d+: (.*)", text):
            return said.group(1)
    return "no reason given"


if __name__ == "__main__":
    sys.exit(main())
