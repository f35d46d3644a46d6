#!/usr/bin/env bash
# Builds the shared library of this machine, writes its Kotlin side, and puts a stripped copy where JNA looks for it
# inside a jar. Everything lands below target/kotlin/.
set -euo pipefail
cd "$(dirname "$0")/../.."
out=target/kotlin
bindgen=$(bindings/uniffi-bindgen/build.sh)
cargo build --release --locked --package vigie-ffi --lib
case "$(uname -s)" in
    Linux) system=linux library=libvigie_ffi.so ;;
    Darwin) system=darwin library=libvigie_ffi.dylib ;;
    *) echo "natives.sh: build on Linux or macOS" >&2; exit 1 ;;
esac
case "$(uname -m)" in
    x86_64) machine=x86-64 ;;
    arm64 | aarch64) machine=aarch64 ;;
    *) machine=$(uname -m) ;;
esac
# What the generator reads is stripped from the copy that ships.
"$bindgen" generate "target/release/$library" --language kotlin --no-format --out-dir "$out/generated"
mkdir -p "$out/natives/$system-$machine"
strip -x -o "$out/natives/$system-$machine/$library" "target/release/$library"
