#!/bin/sh
# Runs a script of the project on its Bun; fetches Bun (from npm) and the packages where they are
# missing. Needs a POSIX shell and either Bun or npm; nothing else.
set -eu
cd "$(dirname "$0")/../.."
version=$(sed -n 's/.*"bun": "\([0-9.]*\)".*/\1/p' package.json)

is_wanted() { [ "$("$1" --version 2>/dev/null || true)" = "$version" ]; }

find_bun() {
  for candidate in node_modules/.bin/bun "$(command -v bun || true)" .bun/bin/bun; do
    if [ -n "$candidate" ] && is_wanted "$candidate"; then
      echo "$candidate"
      return
    fi
  done
}

# The platform package holds the program itself, so that no install script has to run.
fetch_bun() {
  case "$(uname -s)-$(uname -m)" in
    Linux-x86_64) platform=linux-x64 ;;
    Linux-aarch64) platform=linux-aarch64 ;;
    Darwin-arm64) platform=darwin-aarch64 ;;
    Darwin-x86_64) platform=darwin-x64 ;;
    *) echo "there is no Bun for $(uname -s) $(uname -m)" >&2; exit 69 ;;
  esac
  if [ -f /etc/alpine-release ]; then platform="$platform-musl"; fi
  if [ "$platform" = linux-x64 ] && ! grep -q avx2 /proc/cpuinfo; then platform=linux-x64-baseline; fi
  command -v npm >/dev/null || { echo "neither Bun $version nor npm is on the PATH" >&2; exit 69; }
  echo "fetching Bun $version" >&2
  mkdir -p .bun/bin
  npm install --prefix .bun --no-save --no-package-lock --ignore-scripts --silent \
    "@oven/bun-$platform@$version" >&2
  ln -sf "../node_modules/@oven/bun-$platform/bin/bun" .bun/bin/bun
}

bun=$(find_bun)
if [ -z "$bun" ]; then
  fetch_bun
  bun=.bun/bin/bun
fi
stamp=node_modules/.vedette-lock
if ! cmp -s bun.lock "$stamp"; then
  echo "installing packages" >&2
  "$bun" install --frozen-lockfile --silent >&2
  cp bun.lock "$stamp"
fi
exec "$bun" "$@"
