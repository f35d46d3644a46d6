#!/usr/bin/env bash
# Builds the wheel, installs it into a fresh environment, and runs the tests there. Everything lands below
# target/python/.
set -euo pipefail
cd "$(dirname "$0")"
./wheel.sh
out=$PWD/../../target/python
"${PYTHON:-python3}" -m venv --clear "$out/test"
"$out/test/bin/pip" install --quiet --requirement requirements-test.txt "$out"/dist/*.whl
PYTHONDONTWRITEBYTECODE=1 "$out/test/bin/python" -m pytest "$@"
