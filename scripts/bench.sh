#!/usr/bin/env bash
# Measures the release binary beside the programs people know; arguments choose what (see Benchmarks/README.md).

source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

say "measuring size, start, memory, scrapes, processes, teams and scans beside other programs (some minutes)"
swift run -c release --package-path Benchmarks benchmarks "$@" \
    --binary "$binary" --tools "$tools/bin" --fixtures "$root/Tests/Fixtures" </dev/null
