#!/bin/sh
# The contract of the official Redis image: options or a configuration file alone are redis-server's,
# and root becomes redis.
set -e

case ${1:-} in -* | *.conf) set -- redis-server "$@" ;; esac

if [ "$1" = redis-server ] && [ "$(id -u)" = 0 ] && id redis >/dev/null 2>&1; then
  chown -R redis . 2>/dev/null || :
  exec setpriv --reuid="$(id -u redis)" --regid="$(id -g redis)" --clear-groups --pdeathsig KILL -- "$0" "$@"
fi
[ "$(umask)" != 0022 ] || umask 0077
exec "$@"
