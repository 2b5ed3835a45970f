#!/usr/bin/env bash
# Prints the home of a JDK 25 or newer, or fails. Looks at JAVA_HOME, JDK*_HOME, the places where
# distributions and tool managers put JDKs, and the java on the PATH. CONTEXTILE_JDK_DIRS overrides
# the places (colon-separated globs).
set -u

version_of() { # HOME -> major version, from the release file that every JDK carries
  sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release" 2>/dev/null
}

candidates() {
  printf '%s\n' "${JAVA_HOME:-}"
  env | sed -n 's/^JDK[0-9]*_HOME=//p'
  local places=${CONTEXTILE_JDK_DIRS-"/usr/lib/jvm/*:/opt/java/*:$HOME/.sdkman/candidates/java/*:$HOME/.jdks/*:/Library/Java/JavaVirtualMachines/*/Contents/Home"}
  local place
  local IFS=:
  for place in $places; do
    compgen -G "$place" || true
  done
  local java
  java=$(command -v java) && dirname "$(dirname "$(readlink -f "$java")")"
}

while read -r home; do
  [ -n "$home" ] && [ -x "$home/bin/javac" ] || continue
  version=$(version_of "$home")
  if [ -n "$version" ] && [ "$version" -ge 25 ]; then
    printf '%s\n' "$home"
    exit 0
  fi
done < <(candidates)
echo "No JDK 25 found. Install Temurin 25 or point JAVA_HOME at a JDK 25; 'make doctor' says more." >&2
exit 1
