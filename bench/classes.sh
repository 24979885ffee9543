# Sourced by the scripts here: sets JDK, helm (a binary) and classpath, and builds what is not built yet.

helm=${FAIRLEAD_HELM:-${XDG_CACHE_HOME:-$HOME/.cache}/fairlead/tools/helm}
[ -x "$helm" ] || helm=$(command -v helm) || {
  echo "bench: no helm; run build/tools helm, or point FAIRLEAD_HELM at one" >&2
  exit 2
}
# shellcheck source=build/jdk.sh
. "$root/build/jdk.sh"
find_jdk25
"$root/fairlead" --version >/dev/null # builds what is not built yet

# What only the benchmarks need is not in the program: its classes, and helm-java.
read -r classpath <"$root/.fairlead/app/fairlead.classpath"
bench=$root/.fairlead/bench
if [ ! -f "$bench/helm-java" ]; then
  mkdir -p "$bench"
  (cd "$root" && mvn -q -B -Dquick -DskipTests -pl bench -am package dependency:build-classpath -Dmdep.outputFile="$bench/helm-java.all") >&2
  tr ':' '\n' <"$bench/helm-java.all" | grep -E '/(helm-java|jna[^/]*)/|com/marcnuri' | paste -sd: >"$bench/helm-java"
fi
read -r libraries <"$bench/helm-java"
classpath=$classpath:$libraries
if [ ! -d "$bench/classes" ] ||
  [ -n "$(find "$root/bench/src" "$root/.fairlead/app/stamp" -newer "$bench/classes" -type f -print -quit)" ]; then
  rm -rf "$bench/classes"
  "$JDK/bin/javac" -proc:none -nowarn -d "$bench/classes" -cp "$classpath" "$root"/bench/src/main/java/dev/fairlead/bench/*.java
fi
classpath=$bench/classes:$classpath
