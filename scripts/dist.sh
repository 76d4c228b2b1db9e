#!/usr/bin/env bash
# Packs the release binary with what belongs to it: dist/agent-teams-exporter-VERSION-ARCH.tar.gz, and with `deb` as its
# first argument dist/agent-teams-exporter_VERSION_ARCH.deb too. Two runs on one commit write the same bytes.

source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

binary="${AGENT_TEAMS_EXPORTER_BINARY:-$binary}"
out="${DIST_DIR:-$root/dist}"
[[ -x "$binary" ]] || fail "there is no $binary; run: make build"
version="$("$binary" --version | grep -oE '[0-9]+\.[0-9]+\.[0-9]+' | head -1)"
[[ -n "$version" ]] || fail "$binary --version names no version"
machine="$(uname -m)"
SOURCE_DATE_EPOCH="${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || date +%s)}"
export SOURCE_DATE_EPOCH

work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
mkdir -p "$out"

# What both hold beside the binary, under $1.
copy_documents() {
    mkdir -p "$1"
    cp -r README.md CHANGELOG.md docs "$1/"
}

copy_data() {
    mkdir -p "$1"
    cp -r rules dashboards deploy "$1/"
}

pack_tar() {
    local name="agent-teams-exporter-$version-$machine"
    mkdir -p "$work/$name"
    install -m 755 -s "$binary" "$work/$name/agent-teams-exporter"
    copy_documents "$work/$name"
    copy_data "$work/$name"
    tar -C "$work" --sort=name --mtime="@$SOURCE_DATE_EPOCH" --owner=0 --group=0 --numeric-owner \
        --mode='u+rwX,go+rX,go-w' -cf - "$name" | gzip "-${DIST_GZIP_LEVEL:-9}n" >"$out/$name.tar.gz.new"
    mv "$out/$name.tar.gz.new" "$out/$name.tar.gz"
    say "packed $out/$name.tar.gz ($(du -h "$out/$name.tar.gz" | cut -f1))"
}

pack_deb() {
    command -v dpkg-deb >/dev/null || fail "dpkg-deb is missing; install the package dpkg"
    local architecture tree="$work/deb" name
    architecture="$(dpkg --print-architecture)"
    name="agent-teams-exporter_${version}_$architecture.deb"
    mkdir -p "$tree/DEBIAN" "$tree/usr/bin" "$tree/lib/systemd/system" "$tree/usr/lib/systemd/user"
    install -m 755 -s "$binary" "$tree/usr/bin/agent-teams-exporter"
    mkdir -p "$tree/usr/lib/tmpfiles.d"
    install -m 644 deploy/tmpfiles/agent-teams-exporter.conf "$tree/usr/lib/tmpfiles.d/"
    install -m 644 deploy/systemd/agent-teams-exporter@.service "$tree/lib/systemd/system/"
    install -m 644 deploy/systemd/agent-teams-exporter.service "$tree/usr/lib/systemd/user/"
    copy_documents "$tree/usr/share/doc/agent-teams-exporter"
    copy_data "$tree/usr/share/agent-teams-exporter"
    chmod -R u+rwX,go+rX,go-w "$tree"
    cat >"$tree/DEBIAN/control" <<CONTROL
Package: agent-teams-exporter
Version: $version
Architecture: $architecture
Maintainer: agent-teams-exporter maintainers <maintainers@agent-teams-exporter.invalid>
Installed-Size: $(du -ks "$tree/usr" | cut -f1)
Depends: libc6 (>= $(needed_libc))
Suggests: prometheus, prometheus-alertmanager
Section: net
Priority: optional
Description: Prometheus exporter of AI agent teams and of their logs
 Exports teams, agents, messages and processes of Claude Code Agent Teams, counts the
 entries of their logs exactly once, archives old logs and backs teams up. Start it for
 a user with: systemctl enable --now agent-teams-exporter@USER
CONTROL
    dpkg-deb --root-owner-group --build "$tree" "$out/$name.new" >/dev/null
    mv "$out/$name.new" "$out/$name"
    say "packed $out/$name ($(du -h "$out/$name" | cut -f1))"
}

# The newest version of a symbol of the C library that the binary asks for.
needed_libc() {
    objdump -T "$binary" | grep -oE 'GLIBC_[0-9.]+' | sed 's/GLIBC_//' | sort -uV | tail -1
}

pack_tar
if [[ "${1:-}" == deb ]]; then pack_deb; fi
