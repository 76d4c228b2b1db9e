#!/usr/bin/env bash
# The whole check of a checkout: formatting, release build, unit tests, and
# end-to-end tests on the release binary.

source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

scripts/deps.sh
scripts/test-tools.sh
scripts/format.sh --check
scripts/build.sh

status=0
say "running the tests of the benchmarks"
swift test --package-path Benchmarks </dev/null || status=$?

# One test at a time: started all at once, a test that waits gets its thread back only when the hundreds before it are
# done, and what it waits for is long past its deadline.
say "running all other tests (debug build; the end-to-end tests start the release binary)"
export AGENT_TEAMS_EXPORTER_BINARY="$binary"
export AGENT_TEAMS_EXPORTER_TOOLS="$tools"
swift test --no-parallel </dev/null || exit $?
((status == 0)) || fail "the tests of the benchmarks failed; see above"
