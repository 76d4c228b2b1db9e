#!/usr/bin/env bash
# The linker of release builds: ld.lld, which takes the objects of some packages only as far as anything needs them.
#
# SwiftPM hands over all objects of a package, and the tables of types in each keep its code. Of the packages below
# little or nothing is used, and nobody looks their types up by name. Stripped: 27.4 MB before, 26.1 MB after.

set -euo pipefail

lazy='/(AsyncAlgorithms|Atomics|ContainersPreview|DequeModule|InternalCollectionsUtilities|NIO|NIOEmbedded|OrderedCollections)\.build/'

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
