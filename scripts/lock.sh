#!/usr/bin/env bash
# lock.sh: resolve every dependency anew and write the locks.
#
# One lock serves all platforms and every Python from 3.11.0. No lock holds an address: whoever
# installs from it uses the registry of their own choice, and the hashes see to the rest.
set -euo pipefail
cd "$(dirname "$0")/.."

resolve() {
    uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
        --no-emit-index-url --no-emit-find-links "$@"
}

resolve --upgrade requirements/build.in -o requirements/build.txt
resolve --upgrade pyproject.toml -c requirements/build.txt -o requirements/base.txt
resolve --upgrade pyproject.toml requirements/lint.in --extra test -c requirements/build.txt \
    -c requirements/base.txt -o requirements/test.txt
resolve --upgrade requirements/lint.in -c requirements/test.txt -o requirements/lint.txt
resolve --upgrade requirements/bench.in -o requirements/bench.txt
resolve --upgrade requirements/mutants.in -c requirements/test.txt -o requirements/mutants.txt

for folder in tests/tools scripts/editor; do
    (cd "$folder" && npm install --package-lock-only --ignore-scripts --no-audit --no-fund --loglevel error)
    python - "$folder/package-lock.json" <<'PYTHON'
import json
import sys
from pathlib import Path

lock = Path(sys.argv[1])
data = json.loads(lock.read_text("utf-8"))
for package in data["packages"].values():
    package.pop("resolved", None)
    package.pop("funding", None)
lock.write_text(json.dumps(data, indent=2) + "\n", "utf-8")
PYTHON
done
