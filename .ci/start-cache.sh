#!/usr/bin/env bash
# Prints the file of arguments (java @FILE) by which the standalone server starts: its class path, and the JDK's AOT
# cache (JEP 483, 514), with which it starts in half the time. Makes the cache by a start for training, once for each
# build; a cache of another JDK or of other jars is not used, and where none can be made the server starts without.
#
# --ready makes nothing and takes what is there. A class path that follows is appended, as far as the server's has not
# the same, for programs that have the server in them.
set -euo pipefail
cd "$(dirname "$0")/.."

ready=
if [ "${1:-}" = --ready ]; then
  ready=yes
  shift
fi
target=$PWD/services/standalone/target
folder=$target/start
jdk=$(.ci/jdk.sh)

# The cache knows jars by their times, which each build renews: ours are copied where they differ.
mkdir -p "$folder/lib"
own=$(echo "$target"/contextile-standalone-*SNAPSHOT.jar):$(cat "$target/classpath")
more=
IFS=: read -ra jars <<<"${1:-}"
for jar in "${jars[@]}"; do
  [[ :$own: == *:"$jar":* ]] || more=$more:$jar
done
path=
IFS=: read -ra jars <<<"$own"
for jar in "${jars[@]}"; do
  case $jar in
    "$PWD"/*)
      copy=$folder/lib/${jar##*/}
      if ! cmp -s "$jar" "$copy"; then
        cp "$jar" "$copy.new"
        mv "$copy.new" "$copy"
      fi
      jar=$copy
      ;;
  esac
  path=$path:$jar
done
path=${path#:}

IFS=: read -ra jars <<<"$path"
key=$({ cat "$jdk/release" .ci/java-options; stat -L -c '%n %s %Y' "${jars[@]}"; } | sha256sum)
cache=$folder/contextile.aot
if [ -z "$ready" ] && { [ ! -e "$cache" ] || [ "$(cat "$folder/key" 2>/dev/null)" != "$key" ]; }; then
  echo "Preparing faster starts, once for this build ..." >&2
  rm -f "$cache" "$cache.new"
  # shellcheck disable=SC2086
  if "$jdk/bin/java" ${JAVA_FLAGS:-} @.ci/java-options -XX:AOTCacheOutput="$cache.new" -cp "$path" \
    org.contextile.standalone.StartTraining >"$folder/log" 2>&1 && [ -e "$cache.new" ]; then
    mv "$cache.new" "$cache"
    echo "$key" >"$folder/key"
  else
    echo "They cannot be prepared (see $folder/log): the server starts as before." >&2
  fi
fi

arguments=$folder/arguments${more:+-more}
{
  [ ! -e "$cache" ] || printf '"%s"\n' "-XX:AOTCache=$cache" '-Xlog:aot*=off' '-Xlog:cds*=off'
  printf '"%s"\n' -cp "$path$more"
} >"$arguments"
echo "$arguments"
