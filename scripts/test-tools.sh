#!/usr/bin/env bash
# Fetches the programs that tests and benchmarks compare with, into .tools/. No daemon is started, and but
# for pip and a browser nothing is installed on the machine: the Debian packages are only unpacked.

source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

unpacked="$tools/root"

# The programs, each with its packages (libraries that a small machine may lack among them) and with the argument
# that makes it prove that it runs.
programs=(
    "prometheus|prometheus|--version"
    "promtool|prometheus|--version"
    "prometheus-alertmanager|prometheus-alertmanager|--version"
    "amtool|prometheus-alertmanager|--version"
    "prometheus-node-exporter|prometheus-node-exporter|--version"
    "prometheus-process-exporter|prometheus-process-exporter|--version"
    "victoria-metrics|victoria-metrics|--version"
    "tmux|tmux libevent-core-2.1-7 libutempter0|-V"
    "mtail|mtail|--version"
    "rg|ripgrep|--version"
    "pcre2grep|pcre2-utils|--version"
    "strace|strace libunwind8|--version"
    "sqlite3|sqlite3 libsqlite3-0 libreadline8|--version"
    "logrotate|logrotate libpopt0 libacl1 libselinux1|--version"
    "rsyslogd|rsyslog libestr0 libfastjson4 liblognorm5|-v"
    "nginx|nginx|-v"
    "openssl|openssl|version"
    "pigz|pigz|--version"
    "zstd|zstd|--version"
    "curl|curl libcurl4|--version"
)

runs() { "$tools/bin/$1" "$2" >/dev/null 2>&1 </dev/null; }

# Prints the packages of the programs that are not there yet or do not run.
missing_packages() {
    local entry program packages flag
    for entry in "${programs[@]}"; do
        IFS='|' read -r program packages flag <<<"$entry"
        runs "$program" "$flag" || tr ' ' '\n' <<<"$packages"
    done | sort -u
}

# Where a program is installed on the machine already, that one is used.
link_installed_programs() {
    local entry program rest
    for entry in "${programs[@]}"; do
        IFS='|' read -r program rest <<<"$entry"
        [[ -e "$tools/bin/$program" ]] || ! command -v "$program" >/dev/null && continue
        ln -sfn "$(command -v "$program")" "$tools/bin/$program"
    done
}

download() {
    (cd "$tools/packages" && apt-get download -q -o APT::Sandbox::User=root "$@" </dev/null)
}

fetch_packages() {
    local -a wanted=("$@")
    is_debian || fail "cannot fetch ${wanted[*]}: no apt-get here; put these programs on PATH and run make again"
    say "fetching ${wanted[*]} into .tools/"
    if ! download "${wanted[@]}" 2>/dev/null; then
        may_become_root || fail "cannot fetch ${wanted[*]}; run as root: apt-get update; then run make again"
        as_root apt-get update -q >/dev/null || fail "apt-get update failed; check the network and /etc/apt, then run make again"
        download "${wanted[@]}" || fail "apt-get download ${wanted[*]} failed; see its messages above"
    fi
    local package
    for package in "$tools"/packages/*.deb; do
        dpkg -x "$package" "$unpacked"
        rm -f "$package"
    done
    local program
    for program in "$unpacked"/usr/bin/*; do
        ln -sfn "../root/usr/bin/${program##*/}" "$tools/bin/${program##*/}"
    done
    for program in "$unpacked"/usr/sbin/* "$unpacked"/usr/bin/{strace,sqlite3,tmux}; do
        [[ ! -f "$program" ]] || start_with_unpacked_libraries "$program"
    done
}

# Puts a script into .tools/bin that starts an unpacked program with the unpacked libraries and modules.
start_with_unpacked_libraries() {
    local program="${1##*/}"
    rm -f "$tools/bin/$program"
    cat >"$tools/bin/$program" <<END
#!/bin/sh
root="\$(dirname "\$0")/../root"
libraries="\$root/usr/lib/$(uname -m)-linux-gnu"
export LD_LIBRARY_PATH="\$libraries:\$root/lib/$(uname -m)-linux-gnu" RSYSLOG_MODDIR="\$libraries/rsyslog"
exec "\$root/${1#"$unpacked/"}" "\$@"
END
    chmod +x "$tools/bin/$program"
}

# The two parsers of the Prometheus project, a web server whose log is one of those we follow, a parser of PromQL, the
# schemas of Kubernetes, and a reader of protobuf.
install_python_packages() {
    local -a wanted=("prometheus-client==0.26.0" "uvicorn==0.54.0" "promql-parser==0.12.0"
        "kubernetes-validate==1.37.0" "protobuf==7.36.2")
    local stamp="$tools/python/.packages"
    [[ -f "$stamp" && "$(<"$stamp")" == "${wanted[*]}" ]] && return
    python3 -m pip --version >/dev/null 2>&1 || install_packages python3 python3-pip
    say "fetching ${wanted[*]} (Python) into .tools/python"
    python3 -m pip install --quiet --disable-pip-version-check --root-user-action ignore --upgrade \
        --target "$tools/python" "${wanted[@]}" </dev/null \
        || fail "pip could not fetch ${wanted[*]}; check the network, then run make again"
    echo "${wanted[*]}" >"$stamp"
}

# The browser that shows the status page. It needs too many libraries to be unpacked only, so it is installed.
install_chromium() {
    runs chromium --version && return
    command -v chromium >/dev/null || install_packages chromium
    ln -sfn "$(command -v chromium)" "$tools/bin/chromium"
    runs chromium --version || fail "chromium does not run here; try 'chromium --version' to see what it lacks"
}

mkdir -p "$tools/bin" "$tools/packages" "$unpacked"
link_installed_programs
mapfile -t missing < <(missing_packages)
((${#missing[@]} == 0)) || fetch_packages "${missing[@]}"
mapfile -t missing < <(missing_packages)
((${#missing[@]} == 0)) || fail "programs of ${missing[*]} do not run here; try 'ldd .tools/bin/*' to see what they lack"
install_chromium
install_python_packages
say "test tools: all there (.tools/bin, .tools/python)"
