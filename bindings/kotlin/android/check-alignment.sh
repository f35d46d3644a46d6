#!/usr/bin/env bash
# Fails when a shared library could not be loaded by a phone with pages of 16 KB. Usage: FILE [READELF]
set -euo pipefail
"${2:-readelf}" --program-headers --wide "$1" | awk -v file="$1" '
    $1 == "LOAD" { loads++; if (strtonum($NF) % 16384) { print file ": aligned to " $NF; bad = 1 } }
    END { if (!loads) { print file ": no segment to load"; bad = 1 } exit bad }'
