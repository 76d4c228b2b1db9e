#!/usr/bin/env bash
# Serves the user's own teams, or a demo where there are none. Arguments go to the program; those that only a daemon of
# one's own can use (where teams, state and the kernel's files are) ask for one.

source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

command=demo
places="${CLAUDE_CONFIG_DIR:-$HOME/.claude}"
IFS=, read -ra roots <<<"$places"
case " $* " in
    # Whoever names a configuration, a root or a place for state means it: a demo has its own of each.
    *" --config.file"* | *" --teams.root"* | *" --state.dir"* | *" --path."*)
        say "serving what the arguments name"
        exec "$binary" serve "$@"
        ;;
esac
for place in "${roots[@]}"; do
    [[ -d "$place/teams" ]] && command=serve
done

if [[ "$command" == serve ]]; then
    say "serving the teams of $places"
else
    say "there is no teams directory in $places: starting a demo with simulated teams"
fi
case " $* " in
    *" --web.listen-address"*) ;;
    *) say "metrics: http://127.0.0.1:9765/metrics (Ctrl-C stops)" ;;
esac
exec "$binary" "$command" "$@"
