#!/usr/bin/env bash
# Installs the system libraries that the build needs, and only those that are missing.

source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

command -v swift >/dev/null \
    || fail "no 'swift' on PATH; install Swift 6.2 or newer (https://www.swift.org/install/linux/), then run make again"

missing=()
# The linker needs the C start files, libgcc_eh.a and libstdc++.a; g++ brings all of them.
if ! command -v gcc >/dev/null || [[ "$(gcc -print-file-name=libstdc++.a)" != /* ]]; then
    missing+=(g++)
fi
command -v pkg-config >/dev/null || missing+=(pkg-config)

# has_library PKG_CONFIG_NAME ARCHIVE: headers, pkg-config file and static archive are all there.
has_library() {
    command -v pkg-config >/dev/null && command -v gcc >/dev/null || return 1
    pkg-config --exists "$1" && [[ "$(gcc -print-file-name="$2")" == /* ]]
}
has_library libpcre2-8 libpcre2-8.a || missing+=(libpcre2-dev)
has_library sqlite3 libsqlite3.a || missing+=(libsqlite3-dev)
has_library yaml-0.1 libyaml.a || missing+=(libyaml-dev)
has_library zlib libz.a || missing+=(zlib1g-dev)
has_library libdeflate libdeflate.a || missing+=(libdeflate-dev)
has_library libzstd libzstd.a || missing+=(libzstd-dev)
has_library snappy libsnappy.a || missing+=(libsnappy-dev)
has_library nettle libnettle.a || missing+=(nettle-dev)
has_library libarchive libarchive.a || missing+=(libarchive-dev)
has_library libcrypt libcrypt.a || missing+=(libcrypt-dev)

if ((${#missing[@]} > 0)); then
    install_packages "${missing[@]}"
else
    say "system libraries: all there"
fi
