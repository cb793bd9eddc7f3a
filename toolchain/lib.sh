# shellcheck shell=bash
# What every part uses: the cache, messages, the log of long commands, packages.

CACHE=${PIPELINE_MONITORING_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/pipeline-monitoring}

say() { printf '%s\n' "$*" >&2; }
die() { say "toolchain/setup: $*"; exit 1; }

duration() { if (($1 < 60)); then printf '%ds' "$1"; else printf '%dm%02ds' $(($1 / 60)) $(($1 % 60)); fi; }

# Two runs at once would build the same things twice. Children get no copy of the lock (9>&-), or a
# daemon started here would hold it for ever.
lock() {
  exec 9>"$CACHE/lock"
  flock -n 9 && return
  say "Another toolchain/setup is running; waiting for it."
  flock 9
}

# Minutes to build a unit on 2 cores, seen with an empty build cache.
minutes() {
  case $1 in
    go) echo 1 ;; node | mail | cadvisor) echo 0.3 ;; engine | pushgateway) echo 0.5 ;;
    pulumi) echo 5 ;; language-host) echo 0 ;; docker-provider) echo 4 ;; grafana-provider) echo 6 ;;
    java) echo 0.5 ;; prometheus) echo 5 ;; alertmanager) echo 1.5 ;; grafana) echo 6 ;; web) echo 2.5 ;;
    *) echo 0.7 ;;
  esac
}

announce() {
  local entry total=0
  say "Missing on this machine (minutes to build on 2 cores, where it cannot be downloaded):"
  for entry in "${plan[@]}"; do
    printf '  %-28s %4s\n' "$entry" "$(minutes "${entry#* }")" >&2
    total="$total+$(minutes "${entry#* }")"
  done
  say "About $(awk "BEGIN { printf \"%d\", $total + 0.99 }") minutes in all. Logs are in $CACHE/logs."
}

# run WHAT COMMAND...: runs a command into the unit's log, says once a minute that it is still busy,
# and shows the log's end when the command fails.
run() {
  local what=$1 log="$CACHE/logs/$unit.log" begin=$SECONDS told=$SECONDS pid code=0
  shift
  say "[$progress] $unit: $what"
  { printf '\n== %s: %s\n' "$(date '+%F %T')" "$*"; } >>"$log"
  "$@" >>"$log" 2>&1 </dev/null 9>&- &
  pid=$!
  # shellcheck disable=SC2064  # this command's id, not the next one's
  trap "stop_tree $pid; exit 130" INT TERM HUP
  while kill -0 "$pid" 2>/dev/null; do
    sleep 0.2
    if ((SECONDS - told >= 60)); then
      told=$SECONDS
      say "[$progress] $unit: still busy after $(duration $((SECONDS - begin)))"
    fi
  done
  wait "$pid" || code=$?
  trap - INT TERM HUP
  ((code == 0)) && return
  say "[$progress] $unit: failed ($what), exit code $code. The end of $log:"
  tail -n 30 "$log" >&2
  return "$code"
}

stop_tree() {
  local child
  for child in $(ps -o pid= --ppid "$1" 2>/dev/null); do stop_tree "$child"; done
  kill "$1" 2>/dev/null || true
}

done_with() { say "[$progress] $unit: done in $(duration $((SECONDS - started)))${1:+ ($1)}"; }

# A directory that is not part of the cache until `publish` renames it into place.
workspace() { rm -rf "$CACHE/tmp/$1" && mkdir -p "$CACHE/tmp/$1" && printf '%s\n' "$CACHE/tmp/$1"; }
publish() {
  rm -rf "${CACHE:?}/$2.old"
  if [[ -e $CACHE/$2 ]]; then mv "$CACHE/$2" "$CACHE/$2.old"; fi
  mv "$1" "$CACHE/$2"
  rm -rf "${CACHE:?}/$2.old"
}
# link NAME TARGET: bin/NAME, switched in one step.
link() { ln -sfn "../$2" "$CACHE/bin/.$1.new" && mv -T "$CACHE/bin/.$1.new" "$CACHE/bin/$1"; }

as_root() { if ((EUID == 0)); then "$@"; else sudo "$@"; fi; }

apt_updated=
apt_update() { if [[ -z $apt_updated ]]; then as_root apt-get update -q && apt_updated=1; fi; }
apt_install() {
  apt_update
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -yq --no-install-recommends "$@"
}
# needs COMMAND PACKAGE...
needs() { command -v "$1" >/dev/null || run "installing ${*:2}" apt_install "${@:2}"; }

# Whether an ordinary source answers; each is asked once, within seconds.
declare -A answers=()
reachable() {
  local code
  if [[ -z ${answers[$1]:-} ]]; then
    needs curl curl ca-certificates
    code=$(curl -sS -o /dev/null --connect-timeout 3 --max-time 6 -w '%{http_code}' "$1" 2>/dev/null) || code=000
    # A registry asks for a login (401); a proxy that forbids answers 403.
    case $code in 2?? | 3?? | 401) answers[$1]=yes ;; *) answers[$1]=no ;; esac
    [[ ${answers[$1]} == yes ]] || say "[$progress] $1 is out of reach; building instead"
  fi
  [[ ${answers[$1]} == yes ]]
}
fetch() { curl -fsSL --connect-timeout 5 --retry 2 -o "$2" "$1"; }

# newest A B: whether version A is at least B.
at_least() { [[ $(printf '%s\n%s\n' "$1" "$2" | sort -V | head -n1) == "$2" ]]; }
architecture() { case $(uname -m) in x86_64) echo "$1" ;; aarch64) echo "$2" ;; *) die "no recipe for $(uname -m)" ;; esac; }
