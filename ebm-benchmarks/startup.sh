#!/bin/sh
# How long the program takes to start: to list backends, and to the first step of training on each backend.
#
#   startup.sh [RUNS]    RUNS of each, 5 by default; needs a date that knows nanoseconds
set -eu
runs=${1:-5}
root=$(CDPATH='' cd "$(dirname "$0")/.." && pwd -P)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

milliseconds() { echo $(($(date +%s%N) / 1000000)); }

list() { # prints the milliseconds that it takes
  began=$(milliseconds)
  "$root/ebm" backends list >/dev/null
  echo $(($(milliseconds) - began))
}

first_step() { # BACKEND: prints the milliseconds to the line of the first step
  rm -rf "$work/run"
  began=$(milliseconds)
  "$root/ebm" train "$root/experiments/25gaussians-ed.yaml" --backend "$1" --out "$work/run" \
    --set train.steps=1 --set 'evaluate=[]' 2>"$work/err" |
    while read -r line; do
      case $line in
        step*) echo $(($(milliseconds) - began)) ;;
      esac
    done
}

row() { # NAME COMMAND...: median and range in seconds
  name=$1
  shift
  for run in $(seq "$runs"); do "$@"; done | sort -n |
    awk -v name="$name" -v runs="$runs" '
      { t[NR] = $1 / 1000 }
      END {
        if (NR < runs) { printf "%-28s failed in %d of %d runs\n", name, runs - NR, runs; exit 1 }
        m = NR % 2 ? t[(NR + 1) / 2] : (t[NR / 2] + t[NR / 2 + 1]) / 2
        printf "%-28s %8.2f   %.2f to %.2f\n", name, m, t[1], t[NR]
      }' || cat "$work/err" >&2
}

"$root/ebm" --version # builds it if need be
printf '%-28s %8s   %s\n' "$runs RUNS" 'MEDIAN S' 'RANGE S'
row 'backends list' list
for backend in $("$root/ebm" backends list | awk 'NR > 1 && $2 == "yes" { print $1 }'); do
  row "train on $backend, first step" first_step "$backend"
done
