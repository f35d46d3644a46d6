#!/usr/bin/env bash
# Puts the package together for this machine, below target/swift/package/.
set -euo pipefail
cd "$(dirname "$0")/../.."
package=target/swift/package
bindgen=$(bindings/uniffi-bindgen/build.sh)
cargo build --release --locked --package vigie-ffi --lib
rm -rf "$package/Sources" "$package/Tests" target/swift/generated
mkdir -p "$package/Sources/VigieFFI"
cp -r bindings/swift/Package.swift bindings/swift/Sources bindings/swift/Tests "$package/"
"$bindgen" generate target/release/libvigie_ffi.so --language swift --no-format --out-dir target/swift/generated
mv target/swift/generated/Vigie.swift "$package/Sources/Vigie/"
mv target/swift/generated/VigieFFI.h "$package/Sources/VigieFFI/"
cat > "$package/Sources/VigieFFI/module.modulemap" <<MAP
module VigieFFI {
    header "VigieFFI.h"
    link "vigie_ffi"
    export *
}
MAP
