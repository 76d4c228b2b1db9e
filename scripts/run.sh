#!/usr/bin/env bash
# Serves the user's own teams, or a demo where there are none. Arguments go to the program.

source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

command=demo
places="${CLAUDE_CONFIG_DIR:-$HOME/.claude}"
IFS=, read -ra roots <<<"$places"
case " $* " in
    # Whoever names a configuration or a root means it.
    *" --config.file"* | *" --teams.root"*)
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
