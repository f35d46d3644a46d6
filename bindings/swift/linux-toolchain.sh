#!/usr/bin/env bash
# Puts Debian trixie with its Swift compiler into target/swift/debian (3.2 GB), for machines whose own system has no
# Swift. Needs root, and about five minutes. With a `swift` on the PATH it does nothing. With --check it only says by its
# exit status whether there is a Swift.
set -euo pipefail
cd "$(dirname "$0")/../.."
system=target/swift/debian
if command -v swift > /dev/null || [ -e "$system/complete" ]; then exit 0; fi
[ "${1:-}" != --check ] || exit 1
if [ "$(id -u)" != 0 ] || ! unshare --mount true; then
    echo "linux-toolchain.sh: needs root and a mount namespace of its own" >&2
    exit 1
fi
mkdir -p "$system"
if [ "$(df --output=avail -k "$system" | tail -1)" -lt 6000000 ]; then
    echo "linux-toolchain.sh: needs 6 GB of free space for $PWD/$system" >&2
    exit 1
fi
command -v debootstrap > /dev/null || apt-get install --yes debootstrap
# The mirror that this machine uses itself, or Debian's own.
mirror=$(awk '$1 == "URIs:" { print $2; exit } $1 == "deb" { for (i = 2; i <= NF; i++) if ($i ~ /^http/) { print $i; exit } }' \
    /etc/apt/sources.list.d/* /etc/apt/sources.list 2>/dev/null || true)
rm -rf "$system"
mkdir -p "$system"
timeout 15m debootstrap --variant=minbase --include=ca-certificates trixie "$system" "${mirror:-https://deb.debian.org/debian}"
# What apt needs to reach the mirror the way this machine does.
cp -r /etc/apt/apt.conf.d/. "$system/etc/apt/apt.conf.d/"
cp /etc/resolv.conf "$system/etc/" 2>/dev/null || true
cp -r /etc/ssl/certs/. "$system/etc/ssl/certs/" 2>/dev/null || true
chroot "$system" apt-get update
DEBIAN_FRONTEND=noninteractive timeout 20m chroot "$system" \
    apt-get install --yes --no-install-recommends swiftlang libc6-dev libstdc++-14-dev
touch "$system/complete"
