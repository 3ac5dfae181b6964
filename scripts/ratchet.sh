#!/bin/bash
# Compare the conformance scores with the committed ones: ratchet.sh CONFORMANCE.PY [--raise].
# A score may rise and never fall. With --raise the committed file takes the new scores.
set -eu
cd "$(dirname "$0")/.."
tool=$1
file=testdata/conformance.json
if [ ! -f "$tool" ]; then
  echo 'ratchet: skipped, no reference captures'
  exit 0
fi
new=$(mktemp)
trap 'rm -f "$new"' EXIT
python3 "$tool" rows --netsniff ./netsniff --json "$new" >/dev/null
python3 - "$new" "$file" "${2:-}" <<'P'
import json, sys
new, file, mode = json.load(open(sys.argv[1]))["scores"], sys.argv[2], sys.argv[3]
new = {k: v for k, v in sorted(new.items())}
if mode == "--raise":
    with open(file, "w") as f:
        f.write("{\n" + ",\n".join(f'  {json.dumps(k)}: [{v[0]}, {v[1]}]' for k, v in new.items()) + "\n}\n")
    sys.exit(0)
old = json.load(open(file))
fell = [f"{k}: {old[k][0]} -> {new.get(k, [0])[0]} of {old[k][1]} rows" for k in old if new.get(k, [0])[0] < old[k][0]]
for line in fell:
    print("ratchet: " + line)
rose = [k for k in new if new[k][0] > old.get(k, [0])[0]]
if rose and not fell:
    print("ratchet: scores rose (" + ", ".join(rose) + "); commit them with scripts/ratchet.sh " + "CONFORMANCE.PY --raise")
sys.exit(1 if fell else 0)
P
echo 'ratchet: no score fell'
