#!/usr/bin/env bash
# Fails when a shared library could not be loaded by a phone with pages of 16 KB. Usage: FILE [READELF]
set -euo pipefail
alignments=$("${2:-readelf}" --program-headers --wide "$1" | awk '$1 == "LOAD" { print $NF }')
[ -n "$alignments" ] || { echo "$1: no segment to load" >&2; exit 1; }
for alignment in $alignments; do
    ((alignment % 16384 == 0)) || { echo "$1: a segment is aligned to $alignment" >&2; exit 1; }
done
