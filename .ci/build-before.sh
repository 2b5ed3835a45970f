#!/usr/bin/env bash
# Builds the services of an earlier commit in a checkout of its own in the user's cache, once, and prints where it is.
# Arguments: the commit, and the modules if others than bench-api's are wanted.
set -euo pipefail
cd "$(dirname "$0")/.."

commit=$(git rev-parse --verify --short=12 "$1^{commit}") || {
  echo "There is no commit $1 here; in a shallow clone: git fetch --unshallow" >&2
  exit 1
}
modules=${2:-services/gateway,services/ingest,services/features}
checkout="${XDG_CACHE_HOME:-$HOME/.cache}/contextile/builds/$commit${2:+-${2##*/}}"
if [ ! -e "$checkout/.built" ]; then
  echo "Building commit $commit in $checkout, once, for some minutes ..." >&2
  git worktree prune
  [ -e "$checkout/pom.xml" ] || git worktree add --quiet --detach "$checkout" "$commit" >&2
  (cd "$checkout" && JAVA_HOME=$(.ci/jdk.sh) ${MVN:-mvn} -B -ntp -q -DskipTests \
    -pl "$modules" -am package) >&2
  touch "$checkout/.built"
  echo "Built commit $commit." >&2
fi
echo "$checkout"
