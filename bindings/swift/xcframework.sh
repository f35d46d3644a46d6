#!/usr/bin/env bash
# Builds target/swift/package/ for Apple's platforms: the XCFramework, the generated sources, Package.swift. Needs a Mac
# with Xcode, and
#   rustup target add aarch64-apple-ios aarch64-apple-ios-sim x86_64-apple-ios aarch64-apple-darwin
set -euo pipefail
cd "$(dirname "$0")/../.."
package=target/swift/package
generated=target/swift/generated
bindgen=$(bindings/uniffi-bindgen/build.sh)
export IPHONEOS_DEPLOYMENT_TARGET=15.0 MACOSX_DEPLOYMENT_TARGET=12.0
for target in aarch64-apple-ios aarch64-apple-ios-sim x86_64-apple-ios aarch64-apple-darwin; do
    cargo rustc --release --locked --package vigie-ffi --lib --crate-type staticlib --target "$target"
done
rm -rf "$package" "$generated"
mkdir -p "$package" "$generated/headers" target/swift/simulator
"$bindgen" generate target/aarch64-apple-ios/release/libvigie_ffi.a --language swift --no-format --out-dir "$generated"
mv "$generated/VigieFFI.h" "$generated/headers/"
mv "$generated/VigieFFI.modulemap" "$generated/headers/module.modulemap"
# One simulator library for both kinds of Mac.
lipo -create -output target/swift/simulator/libvigie_ffi.a \
    target/aarch64-apple-ios-sim/release/libvigie_ffi.a target/x86_64-apple-ios/release/libvigie_ffi.a
xcodebuild -create-xcframework -output "$package/VigieFFI.xcframework" \
    -library target/aarch64-apple-ios/release/libvigie_ffi.a -headers "$generated/headers" \
    -library target/swift/simulator/libvigie_ffi.a -headers "$generated/headers" \
    -library target/aarch64-apple-darwin/release/libvigie_ffi.a -headers "$generated/headers"
cp -r bindings/swift/Package.swift bindings/swift/Sources bindings/swift/Tests "$package/"
mv "$generated/Vigie.swift" "$package/Sources/Vigie/"
