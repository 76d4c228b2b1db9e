#!/usr/bin/env bash
# The linker of release builds: ld.lld, which takes the objects of some packages only as far as anything needs them.
#
# SwiftPM hands over all objects of a package, and the tables of types in each keep its code. Of the packages below
# little or nothing is used. Stripped: 27.4 MB before, 26.2 MB after.
#
# A package may stand here only if each of its files holds all conformances of the types it declares, and none of other
# types that the program needs: the runtime looks conformances up in tables, and the linker sees no use in that. With
# swift-atomics here, whose conformances have files of their own, the program crashes when it opens its port.

set -euo pipefail

lazy='/(AsyncAlgorithms|NIO|NIOEmbedded)\.build/'

# The compiler hands a long list over in a file, each argument in quotes.
given=()
for argument in "$@"; do
    if [[ "$argument" == @* ]]; then
        mapfile -t listed < <(xargs printf '%s\n' <"${argument#@}")
        given+=("${listed[@]}")
    else
        given+=("$argument")
    fi
done

arguments=()
objects=()
for argument in "${given[@]}"; do
    if [[ "$argument" == *.o && "$argument" =~ $lazy ]]; then objects+=("$argument"); else arguments+=("$argument"); fi
done

tools="$(dirname "$(readlink -f "$(command -v swift)")")"
exec "$tools/ld.lld" "${arguments[@]}" --start-lib "${objects[@]}" --end-lib
