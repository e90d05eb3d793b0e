#!/bin/sh
# Installs Hologram: downloads the executable for this machine from a release, compares its SHA-256 with the release's
# list, and puts it into ~/.local/bin.
#
#   HOLOGRAM_INSTALL_URL   the folder of a release: its files and SHA256SUMS
#   HOLOGRAM_INSTALL_DIR   where the executable goes
set -eu

# A release's own copy of this script has its address here.
release=''

fail() {
  echo "install.sh: $1" >&2
  exit 1
}

has() {
  command -v "$1" >/dev/null 2>&1
}

# The release's word for this machine.
target() {
  case $(uname -m) in
    x86_64 | amd64) machine=x86_64 ;;
    aarch64 | arm64) machine=aarch64 ;;
    *) fail "There is no release for a machine of type $(uname -m), only for x86_64 and aarch64" ;;
  esac
  case $(uname -s) in
    Linux) system=unknown-linux-gnu ;;
    Darwin) system=apple-darwin ;;
    *) fail "There is no release for $(uname -s) that this script can install, only for Linux and macOS" ;;
  esac
  echo "$machine-$system"
}

# Downloads $1 into the file $2.
download() {
  if has curl; then
    curl -fsSL -o "$2" "$1" || fail "Cannot download $1"
  elif has wget; then
    wget -q -O "$2" "$1" || fail "Cannot download $1"
  else
    fail "Cannot download: neither curl nor wget is installed"
  fi
}

# The SHA-256 of the file $1, in hex.
digest() {
  if has sha256sum; then
    sha256sum <"$1"
  elif has shasum; then
    shasum -a 256 <"$1"
  else
    fail "Cannot compare checksums: neither sha256sum nor shasum is installed"
  fi | cut -d ' ' -f 1
}

# All of it is a function, so that a script that was cut short does nothing.
main() {
  url=${HOLOGRAM_INSTALL_URL:-$release}
  [ -n "$url" ] || fail "Set HOLOGRAM_INSTALL_URL to the address of a release"
  folder=${HOLOGRAM_INSTALL_DIR:-${HOME:+$HOME/.local/bin}}
  [ -n "$folder" ] || fail "There is no home folder. Set HOLOGRAM_INSTALL_DIR to a folder for the executable"
  name=hologram-$(target)

  mkdir -p "$folder" || fail "Cannot make the folder $folder"
  # In the same folder, so that the last step is a rename: a start sees the old file or the new one.
  work=$(mktemp -d "$folder/.hologram.XXXXXX") || fail "Cannot write into $folder"
  trap 'rm -rf "$work"' EXIT
  trap 'exit 1' HUP INT TERM

  echo "Downloading $url/$name"
  download "$url/SHA256SUMS" "$work/SHA256SUMS"
  expected=$(awk -v name="$name" '$2 == name || $2 == "*" name { print $1 }' "$work/SHA256SUMS")
  [ -n "$expected" ] || fail "The release's SHA256SUMS does not name $name"
  download "$url/$name" "$work/hologram"
  actual=$(digest "$work/hologram")
  [ "$actual" = "$expected" ] ||
    fail "The checksum of $name is $actual, expected $expected. Nothing was installed"

  chmod 755 "$work/hologram"
  version=$("$work/hologram" --version) || fail "$name does not run on this machine. Nothing was installed"
  mv -f "$work/hologram" "$folder/hologram"
  echo "Installed $folder/hologram: $version"
  case :$PATH: in
    *:"$folder":*) ;;
    *)
      echo "$folder is not in PATH. Add this line to your shell's profile:"
      echo "  export PATH=\"$folder:\$PATH\""
      ;;
  esac
}

main
