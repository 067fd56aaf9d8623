#!/bin/sh
# How much longer the program takes to start for each jar in its plugins directory.
#
#   plugins.sh [JARS [RUNS]]    'ebm plugins list' without and with JARS plugins of one loss each, 50 by default, in turns,
#                               RUNS of each, 7 by default; needs a date that knows nanoseconds
#
# Before it: mvn -q -Dmaven.test.skip=true -pl ebm-benchmarks -am package
set -eu
jars=${1:-50}
runs=${2:-7}
here=$(CDPATH='' cd "$(dirname "$0")" && pwd -P)
ebm=$here/../ebm
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

milliseconds() { echo $(($(date +%s%N) / 1000000)); }

list() { # DIRECTORY PLUGINS: prints the milliseconds that it takes to list so many
  began=$(milliseconds)
  "$ebm" --plugins-dir "$1" plugins list >"$work/out" 2>&1 || failed=yes
  ended=$(milliseconds)
  if [ "${failed:-no}" = yes ] || [ "$(grep -c '^acme-' "$work/out")" -ne "$2" ]; then
    cat "$work/out" >&2
    exit 1
  fi
  echo $((ended - began))
}

median() { # FILE: median, least and most of its numbers, in milliseconds
  sort -n "$1" | awk '{ t[NR] = $1 } END { print NR % 2 ? t[(NR + 1) / 2] : (t[NR / 2] + t[NR / 2 + 1]) / 2, t[1], t[NR] }'
}

row() { # NAME MEDIAN LEAST MOST
  echo "$@" | awk '{ printf "%-12s %8.2f   %.2f to %.2f\n", $1, $2 / 1000, $3 / 1000, $4 / 1000 }'
}

"$ebm" --version # builds it if need be
mkdir "$work/none"
"$here/run.sh" dev.ebm.benchmarks.DropIns "$jars" "$work/many"
for run in $(seq "$runs"); do
  list "$work/none" 0 >>"$work/none.ms"
  list "$work/many" "$jars" >>"$work/many.ms"
done
without=$(median "$work/none.ms")
with=$(median "$work/many.ms")
printf '%-12s %8s   %s\n' JARS 'MEDIAN S' "RANGE S OF $runs"
# shellcheck disable=SC2086
row 0 $without
# shellcheck disable=SC2086
row "$jars" $with
echo "$without $with" | awk -v jars="$jars" '{ printf "%.1f ms for each jar\n", ($4 - $1) / jars }'
