#!/bin/sh
# Runs a main class of this module on what is built: run.sh CLASS [ARGUMENT...]
#
#   run.sh org.openjdk.jmh.Main -p operation=SOFTPLUS    single operations; -h lists JMH's options
#   run.sh dev.ebm.benchmarks.Soak EXPERIMENT.yaml       memory over 10,000 steps; KEY=VALUE overrides follow
#
# Before it: mvn -q -Dmaven.test.skip=true -pl ebm-benchmarks -am package
set -eu
here=$(CDPATH='' cd "$(dirname "$0")" && pwd -P)
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
cache=${XDG_CACHE_HOME:-$HOME/.cache}/ebm
options='--add-modules jdk.incubator.vector -Djdk.incubator.vector.VECTOR_ACCESS_OOB_CHECK=0 -XX:+UseParallelGC'
if "$java" --help-extra 2>&1 | grep -q sun-misc-unsafe-memory-access; then
  options="$options --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow"
fi
TF_CPP_MIN_LOG_LEVEL=${TF_CPP_MIN_LOG_LEVEL:-1}
export TF_CPP_MIN_LOG_LEVEL
# shellcheck disable=SC2086
exec "$java" $options \
  -Dai.djl.offline=true \
  -DDJL_CACHE_DIR="$cache/djl" \
  -Dorg.bytedeco.javacpp.cachedir="$cache/javacpp" \
  ${EBM_JAVA_OPTS:-} \
  -cp "$here/target/classes:$(cat "$here/target/class-path.txt")" "$@"
