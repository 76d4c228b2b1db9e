#!/usr/bin/env bash
# The long form of the tests: each kill, each system call, many seeds. Prints what was done, one line each.
#
# SOAK_TAIL_SEEDS and SOAK_PIPELINE_SEEDS say how many random sequences the models play (20000 and 2000).

source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

scripts/deps.sh
scripts/test-tools.sh
scripts/build.sh

report="$root/.build/soak.log"
: >"$report"
export AGENT_TEAMS_EXPORTER_BINARY="$binary"
export AGENT_TEAMS_EXPORTER_TOOLS="$tools"
export AGENT_TEAMS_EXPORTER_SOAK=1
status=0

export TAIL_MODEL_SEEDS="${SOAK_TAIL_SEEDS:-20000}"
export PIPELINE_MODEL_SEEDS="${SOAK_PIPELINE_SEEDS:-2000}"

# Runs the tests whose names match, shows what they report, and notes how they ended.
soak() {
    local title="$1" filter="$2" begin="$SECONDS" result=passed
    say "$title"
    swift test --skip-build --filter "$filter" </dev/null >"$report.part" 2>&1 || { result=FAILED; status=1; }
    cat "$report.part" >>"$report"
    # A filter that matches nothing would pass: that is a fault of this script.
    grep -qE 'Test run with [1-9]' "$report.part" || { result="NO TEST"; status=1; }
    grep -E '^soak: |TEST_SEED|recorded an issue|failing seed' "$report.part" || true
    summary+=("$result  $title ($((SECONDS - begin)) s)")
}

summary=()
swift build --build-tests </dev/null
soak "model of the tailer" 'LogTailingTests.*ModelTests'
soak "model of the pipeline" 'PipelineModelTests'
soak "store killed at every byte and call" 'StateStoreTests'
soak "K1: killed under load" 'EndToEndTests.*KillTests'
soak "K3, X3: reload storm" 'EndToEndTests.*ReloadTests'
soak "K4, F1, F5: faults of the state" 'EndToEndTests.*StateFaultTests'
soak "A2: logs archive killed" 'EndToEndTests.*ArchiveKillTests'
soak "backup create and restore killed" 'EndToEndTests.*BackupTests'
soak "X1, X2, L7: limits" 'EndToEndTests.*RuleLimitTests'
soak "mutated alerts" 'RuleEmissionTests.*AlertMutationTests'
soak "V2: beside grep" 'EndToEndTests.*DifferentialTests'
soak "real producers" 'EndToEndTests.*(LogrotateTests|RsyslogTests|NginxTests|PythonLoggingTests)'

say "soak: summary (all output: .build/soak.log)"
grep -h '^soak: ' "$report" || true
printf '%s\n' "${summary[@]}"
rm -f "$report.part"
exit "$status"
