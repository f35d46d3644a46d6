#!/usr/bin/env bash
# Builds the generator and prints where it is.
set -euo pipefail
cd "$(dirname "$0")/../.."
cargo build --quiet --locked --manifest-path bindings/uniffi-bindgen/Cargo.toml --target-dir target/uniffi-bindgen >&2
echo "$PWD/target/uniffi-bindgen/debug/uniffi-bindgen"
