#!/bin/sh
# In an image: writes APP/start/arguments (java @FILE): the class path of APP/lib and, where one can be made, the JDK's
# AOT cache (JEP 483, 514), made by a start for training. Arguments: APP, and the program with its options.
set -eu
app=$1
shift
start=$app/start
path=$(ls "$app"/lib/*.jar | paste -sd: -)
scratch=$(mktemp -d)
# The status says nothing: a context that ends after its refresh halts the JVM.
DJL_CACHE_DIR="$scratch/djl" java @"$app/java-options" -Djava.io.tmpdir="$scratch" \
  -XX:AOTCacheOutput="$start/contextile.aot" -cp "$path" "$@" >"$scratch/log" 2>&1 || true
if [ -e "$start/contextile.aot" ]; then
  printf '%s\n' "-XX:AOTCache=$start/contextile.aot" -Xlog:aot=off -Xlog:cds=off >"$start/arguments"
else
  echo "No AOT cache could be made: the service starts without." >&2
  tail -n 5 "$scratch/log" >&2
  : >"$start/arguments"
fi
printf '%s\n' "-cp $path" >>"$start/arguments"
rm -rf "$scratch"
