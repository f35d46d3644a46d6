#!/usr/bin/env bash
# Replays the golden files and the snapshot tests as ARM64 code on another machine, under QEMU: the same messages give
# the same assessments and the same bytes on a phone's processor. Needs qemu-user, a cross linker, and std for the
# target: the rustup one (`rustup target add aarch64-unknown-linux-gnu`), or Debian's, as root:
#   dpkg --add-architecture arm64 && apt-get update
#   apt-get install --yes qemu-user gcc-aarch64-linux-gnu libc6-dev-arm64-cross rustc-web cargo-web libstd-rust-web-dev:arm64
set -euo pipefail
cd "$(dirname "$0")/.."
target=aarch64-unknown-linux-gnu
export CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_LINKER=${CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_LINKER:-aarch64-linux-gnu-gcc}
# Without -L: with it, programs hang. The cross C library is found through the interpreter's path below.
export CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_RUNNER=${CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_RUNNER:-qemu-aarch64}
if ! [ -d "$(rustc --print sysroot)/lib/rustlib/$target" ] && [ -d "$(/usr/bin/rustc --print sysroot)/lib/rustlib/$target" ]; then
    # Debian's compiler, which has the target that the other one has not.
    export RUSTC=/usr/bin/rustc PATH=/usr/bin:/bin
fi
# An emulated processor is slow: few random cases, the fixed ones all.
export PROPTEST_CASES=${PROPTEST_CASES:-4}
cargo test --locked --target "$target" --package vigie-tests --test golden --test snapshots "$@"
