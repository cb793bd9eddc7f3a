# shellcheck shell=bash
# The Docker engine: the machine's own, else Debian's docker.io, started if it is not running.

docker_answers() { docker info --format '{{.ServerVersion}}' 2>/dev/null | grep -q .; }

docker_missing() {
  docker_answers && return
  if command -v dockerd >/dev/null || [[ -x /usr/sbin/dockerd ]]; then
    # Installed but stopped, as after a restart of the machine: no reason to announce a build.
    progress="0 of 0" unit=engine started=$SECONDS docker_start
  else
    missing engine
  fi
}

docker_install() {
  run "installing docker.io" apt_install docker.io
  docker_start
  done_with "$(docker info --format '{{.ServerVersion}}')"
}

docker_start() {
  local waited
  # docker.io's own start script may have done it already.
  docker_answers && return
  if [[ -d /run/systemd/system ]]; then
    as_root systemctl start docker || true
  elif ! pgrep -x dockerd >/dev/null; then
    docker_start_daemon
  fi
  for ((waited = 0; waited < 60; waited++)); do
    docker_answers && return
    if as_root docker info >/dev/null 2>&1; then
      die "the Docker engine runs, but $(id -un) may not use it: add the user to the group docker and log in again"
    fi
    sleep 1
  done
  tail -n 20 "$CACHE/logs/dockerd.log" >&2 2>/dev/null || true
  die "the Docker engine does not answer"
}

# Without an init, the daemon is started here and outlives this script.
docker_start_daemon() {
  say "Starting the Docker engine (log: $CACHE/logs/dockerd.log)"
  docker_forget /var/run/docker.pid dockerd
  docker_forget /var/run/docker/containerd/containerd.pid containerd
  # As an init does: node-exporter follows what is mounted later, which a private root does not allow.
  as_root mount --make-rshared /
  PATH="$PATH:/usr/sbin:/sbin" as_root setsid nohup "$(PATH="$PATH:/usr/sbin:/sbin" command -v dockerd)" \
    >>"$CACHE/logs/dockerd.log" 2>&1 </dev/null 9>&- &
}

# After a restart of the machine a pid file may name a process that is something else by now, and
# the daemon would then not start.
docker_forget() {
  local pid
  pid=$(as_root cat "$1" 2>/dev/null) || return 0
  if [[ $(cat "/proc/$pid/comm" 2>/dev/null) != "$2" ]]; then as_root rm -f "$1"; fi
}
