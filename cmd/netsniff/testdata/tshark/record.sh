#!/bin/bash
# Records what tshark prints for the lines of commands.txt that begin with "=" and "{":
#   cmd/netsniff/testdata/tshark/record.sh >recorded.txtar
export TZ=UTC
here=$(cd "$(dirname "$0")" && pwd)
cd "$here/../../../../testdata/pcaps" || exit 1
echo "Output of $(tshark --version 2>/dev/null | head -n 1)"
grep '^[={] ' "$here/commands.txt" | cut -c 3- | while IFS= read -r args; do
	echo "-- $args --"
	eval "tshark -n $args" 2>/dev/null </dev/null
done
