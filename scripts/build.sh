#!/usr/bin/env bash
# Builds the release binary. Of shared libraries it needs only those of glibc.
#
# The linker takes a shared library before an archive, and SwiftPM puts the library folder of each
# pkg-config file before any -L of ours. So we write pkg-config files whose folder holds links to the archives.

source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

archives="$root/.build/static-libraries"

# link_archive NAME_IN_OUR_FOLDER SYSTEM_ARCHIVE
link_archive() {
    local path
    path="$(gcc -print-file-name="$2")"
    [[ "$path" == /* ]] || fail "no $2 on this machine; run 'make deps'"
    ln -sfn "$path" "$archives/$1"
}

# describe_library PKG_CONFIG_NAME LIBRARY: rewritten only when it changes, so that nothing is rebuilt for it.
describe_library() {
    local file="$archives/$1.pc" text
    text="Name: $1
Description: $1, linked from its archive
Version: $(pkg-config --modversion "$1")
Cflags: $(pkg-config --cflags "$1")
Libs: -L$archives -l$2"
    [[ -f "$file" && "$(<"$file")" == "$text" ]] || echo "$text" >"$file"
}

mkdir -p "$archives"
link_archive libpcre2-8.a libpcre2-8.a
link_archive libsqlite3.a libsqlite3.a
link_archive libyaml.a libyaml.a
link_archive libz.a libz.a
link_archive libdeflate.a libdeflate.a
link_archive libzstd.a libzstd.a
link_archive libsnappy.a libsnappy.a
link_archive libnettle.a libnettle.a
link_archive libarchive.a libarchive.a
link_archive libcrypt.a libcrypt.a
link_archive libstdc++.a libstdc++.a
# The compiler driver asks for -lgcc_s, the shared unwinder; the archive with the same symbols is libgcc_eh.a.
link_archive libgcc_s.a libgcc_eh.a
describe_library libpcre2-8 pcre2-8
describe_library sqlite3 sqlite3
describe_library yaml-0.1 yaml
describe_library zlib z
describe_library libdeflate deflate
describe_library libzstd zstd
describe_library snappy snappy
describe_library nettle nettle
describe_library libarchive archive
describe_library libcrypt crypt

say "building the release binary (the first time takes some minutes)"
swift build -c release --static-swift-stdlib --product agent-teams-exporter --pkg-config-path "$archives"

needed="$(ldd "$binary" | awk '{print $1}' | grep -vE '^(linux-vdso|/lib.*/ld-linux|lib(c|m|dl|pthread|rt)\.so)' || true)"
[[ -z "$needed" ]] || fail "the binary still needs shared libraries: ${needed//$'\n'/ }; see scripts/build.sh"
say "built .build/release/agent-teams-exporter ($(du -Lh "$binary" | cut -f1), needs only glibc)"
