#!/bin/sh
# Makes boards, monitor and downtimes by the example's scripts, and visits the app.
set -eu
cd /examples/solution
python board.py
python apm_board.py
monitor=$(python monitor.py)
MONITOR=$monitor python downtimes.py
for path in / /api/apm /api/trace / /api/apm /api/trace; do
  python -c 'import sys, urllib.request; print(urllib.request.urlopen("http://127.0.0.1:5050" + sys.argv[1]).read().decode())' "$path"
done
