#!/bin/sh
# Hologram. This file holds the program and the runtime that runs it, as a compressed archive behind this script.
# The first start unpacks them into a cache folder; every later start finds them there.
digest=@DIGEST@

# Whether a folder holds every file of the archive. A cleaner of caches may have taken some.
is_complete() {
  [ -x "$1/deno" ] || return 1
  for file in @FILES@; do
    [ -s "$1/$file" ] || return 1
  done
}

# Becomes the program. It needs nothing from outside its folder: no configuration, no package, no network.
start() {
  folder=$1
  shift
  export DENO_DIR="$folder/deno_dir" DENO_NO_UPDATE_CHECK=1 DENO_NO_PACKAGE_JSON=1
  exec "$folder/deno" run -A --quiet --unstable-no-legacy-abort --no-config --no-remote --no-npm "$folder/main.js" "$@"
}

fail() {
  echo "hologram: $1" >&2
  exit 1
}

# Unpacks into a folder of its own and gives that its final name in one step, so that a complete name stands for
# complete files however many starts do this at once.
unpack() (
  umask 022
  fresh=$(mktemp -d "$1/unpacking.XXXXXX") || exit 1
  trap 'rm -rf "$fresh" "$fresh.old"' EXIT
  trap 'exit 1' HUP INT TERM
  {
    tail -n +@LINE@ "$0" | gzip -dc || : >"$fresh/broken"
  } | tar -xof - -C "$fresh" || exit 1
  [ ! -e "$fresh/broken" ] || exit 1
  (cd "$fresh" && sync deno @FILES@) 2>/dev/null || sync
  if is_complete "$1/$digest"; then exit 0; fi
  if [ -e "$1/$digest" ]; then mv "$1/$digest" "$fresh.old" || exit 1; fi
  mv "$fresh" "$1/$digest" || exit 1
  # Where another start was faster, its folder took this one in.
  rm -rf "${1:?}/$digest/${fresh##*/}"
)

# A folder in a place where every user may write is used only if nobody else can have put anything into it.
private() {
  [ ! -L "$1" ] || return 1
  # shellcheck disable=SC2012 # Neither stat's options nor test -O are the same everywhere.
  listing=$(ls -ldn "$1") || return 1
  # shellcheck disable=SC2086 # Words are wanted.
  set -- $listing
  case $1 in
    drwx------*) [ "$3" = "$(id -u)" ] ;;
    *) return 1 ;;
  esac
}

case ${XDG_CACHE_HOME:-} in
  /*) cache=$XDG_CACHE_HOME/hologram ;;
  *) cache=${HOME:+$HOME/.cache/hologram} ;;
esac
if [ -n "$cache" ] && is_complete "$cache/$digest"; then start "$cache/$digest" "$@"; fi

if [ -z "$cache" ] || ! mkdir -p "$cache" 2>/dev/null || [ ! -w "$cache" ]; then
  cache=${TMPDIR:-/tmp}/hologram-$(id -u)
  mkdir -m 700 "$cache" 2>/dev/null
  private "$cache" || fail "Cannot use $cache: it is not this user's alone. Set XDG_CACHE_HOME to a folder that is"
  if is_complete "$cache/$digest"; then start "$cache/$digest" "$@"; fi
fi
unpack "$cache" || fail "Cannot unpack into $cache: see above, or the file $0 is damaged"
is_complete "$cache/$digest" ||
  fail "Cannot start from $cache: programs may not run there. Set XDG_CACHE_HOME to a folder where they may"
start "$cache/$digest" "$@"
# The archive follows.
exit 1
