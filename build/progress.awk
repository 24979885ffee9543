# Turns Maven's output into one line per module, and a count while libraries arrive.
/Downloaded from / { downloaded++; if (downloaded % 50 == 0) { printf "  ... %d files downloaded\n", downloaded; fflush() } }
/^\[INFO\] Building fairlead-/ { name = $3; sub(/^fairlead-/, "", name); place = $0; sub(/^.*\[/, "[", place); printf "  %s %s\n", place, name; fflush() }
/^\[ERROR\]/ { print; fflush() }
