#!/usr/bin/env bash
# Puts the Swift package together and runs its tests on Linux or a Mac: with the swift of the PATH, or in the system of
# linux-toolchain.sh (which needs root). Everything lands below target/.
set -euo pipefail
cd "$(dirname "$0")/../.."
bindings/swift/package.sh
tests='
    cd "$0/target/swift/package"
    swift build --build-tests --scratch-path ../build -Xlinker "-L$0/target/release"
    VIGIE_ROOT=$0 LD_LIBRARY_PATH=$0/target/release ../build/debug/VigiePackageTests.xctest
'
if command -v swift > /dev/null; then
    exec bash -euc "$tests" "$PWD"
fi
bindings/swift/linux-toolchain.sh
# A mount namespace of its own: nothing stays mounted.
exec unshare --mount bash -euc '
    system=$0/target/swift/debian
    mkdir -p "$system/checkout"
    mount --rbind /proc "$system/proc"
    mount --rbind /dev "$system/dev"
    mount --bind "$0" "$system/checkout"
    exec chroot "$system" /usr/bin/env -i PATH=/usr/bin:/bin HOME=/root bash -euc "$1" /checkout
' "$PWD" "$tests"
