# Runs one program on behalf of a process that may die meanwhile.
# usage: sh -c '<this>' supervise DIRECTORY separate|merged PROGRAM ARGUMENT...
# Files in DIRECTORY: claimed, pid ("pid starttime boot"), stdout, stderr, status.
directory=$1 output=$2
shift 2

# Whoever makes this file first decides: us (it runs) or a successor that found no pid (it must not).
(set -C; : >"$directory/claimed") 2>/dev/null || exit 111

starttime() {
  read -r line </proc/$$/stat
  # After "pid (name) " the start time is the 20th field.
  set -- ${line##*) }
  echo "${20}"
}
read -r boot </proc/sys/kernel/random/boot_id
printf '%s %s %s\n' "$$" "$(starttime)" "$boot" >"$directory/pid.new"
command -p mv "$directory/pid.new" "$directory/pid"

# Handlers, not "ignore": ignoring would be inherited by the program.
trap : INT TERM HUP QUIT

# A parent that ran in the background of a script made us ignore SIGINT, which a shell cannot undo.
case $1 in
  *=*) ;;
  *)
    if command -p env --default-signal=INT,QUIT true 2>/dev/null; then
      set -- "$(command -pv env)" --default-signal=INT,QUIT "$@"
    fi
    ;;
esac

if [ "$output" = merged ]; then
  "$@" >>"$directory/stdout" 2>&1 </dev/null
else
  "$@" >>"$directory/stdout" 2>>"$directory/stderr" </dev/null
fi
status=$?
printf '%s\n' "$status" >"$directory/status.new"
command -p mv "$directory/status.new" "$directory/status"
exit "$status"
