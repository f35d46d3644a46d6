#!/usr/bin/env bash
# Builds the wheel of this machine into target/python/dist/.
set -euo pipefail
cd "$(dirname "$0")/../.."
out=$PWD/target/python
python=${PYTHON:-python3}
bindgen=$(bindings/uniffi-bindgen/build.sh)
[ -x "$out/build/bin/maturin" ] || {
    "$python" -m venv "$out/build"
    "$out/build/bin/pip" install --quiet --requirement bindings/python/requirements-build.txt
}
rm -rf "$out/unstripped" "$out/dist" "$out/tree"
# maturin asks the PATH for uniffi-bindgen.
(
    cd bindings/python
    PATH="$(dirname "$bindgen"):$PATH" "$out/build/bin/maturin" build --release --locked \
        --interpreter "$python" --out "$out/unstripped"
)
# The generator needs symbols that nobody needs afterwards, so the library is stripped last.
"$out/build/bin/python" -m wheel unpack --dest "$out/tree" "$out"/unstripped/*.whl
strip -x "$out"/tree/*/vigie/_native/libvigie_ffi.*
mkdir -p "$out/dist"
"$out/build/bin/python" -m wheel pack --dest-dir "$out/dist" "$out"/tree/*
