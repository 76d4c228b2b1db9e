# Read by the other scripts: where the checkout is, and how to speak.

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
root="$PWD"
binary="$root/.build/release/agent-teams-exporter"
tools="$root/.tools"

# Some build machines set no home directory; the Swift package manager wants one for its caches.
if [[ -z "${HOME:-}" ]]; then
    HOME="$(getent passwd "$(id -u)" | cut -d: -f6 || true)"
    [[ -n "$HOME" && -w "$HOME" ]] || HOME="$root/.build/home"
    mkdir -p "$HOME" || { echo "error: $root cannot be written; use a checkout of your own" >&2; exit 1; }
    export HOME
fi

say() { echo "==> $*"; }

fail() {
    echo "error: $*" >&2
    exit 1
}

is_debian() { command -v apt-get >/dev/null && command -v dpkg >/dev/null; }

# True when `as_root` will work without an answer from anyone, or when someone is there to answer.
may_become_root() {
    [[ "$(id -u)" == 0 ]] && return 0
    command -v sudo >/dev/null || return 1
    sudo -n true 2>/dev/null || [[ -t 0 ]]
}

as_root() {
    if [[ "$(id -u)" == 0 ]]; then "$@"; else sudo "$@"; fi
}

# Installs Debian packages, or ends with the command that someone with the right to do it can type.
install_packages() {
    local command="apt-get install -y --no-install-recommends $*"
    is_debian || fail "missing: $*; install them with this system's package manager, then run make again"
    may_become_root || fail "missing: $*; run as root: apt-get update && $command"
    say "installing $*"
    as_root apt-get update -q >/dev/null || say "apt-get update failed; trying with the package lists at hand"
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$@" </dev/null \
        || fail "'$command' failed; see its messages above"
}
