# Sourced by ./fairlead and ./verify: sets JDK to the home of a JDK 25, or explains what to do.

is_jdk25() {
  local release=
  [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 1
  IFS= read -r -d '' release <"$1/release" || true
  [[ $'\n'$release == *$'\nJAVA_VERSION="25'[.+\"]* ]]
}

find_jdk25() {
  local candidate
  for candidate in "${FAIRLEAD_JAVA_HOME:-}" "${JAVA_HOME:-}" /usr/lib/jvm/* "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/*; do
    if [ -n "$candidate" ] && is_jdk25 "$candidate"; then
      JDK=$candidate
      return 0
    fi
  done
  echo "fairlead: no JDK 25 found in JAVA_HOME, /usr/lib/jvm, ~/.sdkman or ~/.jdks." >&2
  echo "Install one (for example Temurin 25 under /usr/lib/jvm), or point FAIRLEAD_JAVA_HOME at it." >&2
  return 1
}
