#!/usr/bin/env bash
# Formats the Swift sources; with --check only says what is wrong with them.

source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

sources=(Sources Tests Package.swift)
for extra in Benchmarks/Package.swift Benchmarks/Sources Benchmarks/Tests; do
    [[ -e "$extra" ]] && sources+=("$extra")
done

if [[ "${1:-}" == --check ]]; then
    say "checking the formatting of ${sources[*]}"
    swift format lint --strict -rp "${sources[@]}" || fail "formatting differs; run 'make format'"
else
    say "formatting ${sources[*]}"
    swift format -i -rp "${sources[@]}"
fi
