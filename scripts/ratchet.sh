#!/bin/bash
# Compare the conformance scores with the committed ones: ratchet.sh CONFORMANCE.PY [--raise].
# A score may rise and never fall. With --raise the committed file takes the new scores.
set -eu
tool=$(realpath -m "$1")
mode=${2:-}
cd "$(dirname "$0")/.."
file=testdata/conformance.json
if [ ! -f "$tool" ]; then
  echo 'ratchet: skipped, no reference captures'
  exit 0
fi
new=$(mktemp -d)
trap 'rm -rf "$new"' EXIT
for kind in rows fields filters; do
  python3 "$tool" $kind --netsniff ./netsniff --json "$new/$kind" >"$new/$kind.out" 2>&1 || { cat "$new/$kind.out"; exit 1; }
  if grep '^trouble' "$new/$kind.out"; then exit 1; fi
done
python3 - "$new" "$file" "$mode" <<'P'
import json, os, sys
folder, file, mode = sys.argv[1:4]
new = {kind: dict(sorted(json.load(open(os.path.join(folder, kind)))["scores"].items())) for kind in ("rows", "fields", "filters")}
old = json.load(open(file)) if os.path.exists(file) else {}
fell, rose = [], []
for kind, scores in new.items():
    before = old.get(kind, {})
    for name in sorted(set(before) | set(scores)):
        (a, _), (b, n) = before.get(name, [0, 0]), scores.get(name, [0, 0])
        if b < a:
            fell.append(f"{kind} {name}: {a} -> {b} of {n}")
        elif b > a:
            rose.append(f"{kind} {name}")
for line in fell:
    print("ratchet: fell: " + line)
if mode == "--raise":
    lines = [f'  {json.dumps(kind)}: {{\n' + ",\n".join(f"    {json.dumps(k)}: [{v[0]}, {v[1]}]" for k, v in scores.items()) + "\n  }" for kind, scores in new.items()]
    open(file, "w").write("{\n" + ",\n".join(lines) + "\n}\n")
elif rose and not fell:
    print(f"ratchet: {len(rose)} scores rose; commit them with scripts/ratchet.sh CONFORMANCE.PY --raise")
sys.exit(1 if fell and mode != "--raise" else 0)
P
echo 'ratchet: done'
