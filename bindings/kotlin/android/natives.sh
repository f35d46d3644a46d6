#!/usr/bin/env bash
# Builds the shared library for Android and writes its Kotlin side, for the Gradle build beside this file. Needs the
# Android NDK (ANDROID_NDK_HOME), cargo-ndk 4 (`cargo install cargo-ndk`) and the Rust targets:
#   rustup target add aarch64-linux-android armv7-linux-androideabi x86_64-linux-android
set -euo pipefail
cd "$(dirname "$0")/../../.."
: "${ANDROID_NDK_HOME:?set it to the folder of the Android NDK, r28 or newer}"
out=target/android
# Phones from Android 15 on may use pages of 16 KB, and refuse libraries that are aligned for smaller ones.
export RUSTFLAGS="${RUSTFLAGS:-} -C link-arg=-Wl,-z,max-page-size=16384 -C link-arg=-Wl,-z,common-page-size=16384"
cargo ndk --platform 24 --target arm64-v8a --target armeabi-v7a --target x86_64 --output-dir "$out/unstripped" \
    build --release --locked --package vigie-ffi --lib
bindgen=$(bindings/uniffi-bindgen/build.sh)
"$bindgen" generate "$out/unstripped/arm64-v8a/libvigie_ffi.so" --language kotlin --no-format \
    --out-dir target/kotlin/generated
tools=$(echo "$ANDROID_NDK_HOME"/toolchains/llvm/prebuilt/*/bin)
for folder in "$out"/unstripped/*/; do
    abi=$(basename "$folder")
    mkdir -p "$out/jniLibs/$abi"
    "$tools/llvm-strip" --strip-unneeded -o "$out/jniLibs/$abi/libvigie_ffi.so" "$folder/libvigie_ffi.so"
    bindings/kotlin/android/check-alignment.sh "$out/jniLibs/$abi/libvigie_ffi.so" "$tools/llvm-readelf"
done
