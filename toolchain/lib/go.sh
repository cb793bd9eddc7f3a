# shellcheck shell=bash
# Go, and builds of published modules with it.

go_ready=

# Any Go from 1.21 on can fetch the version it needs as a module, and so can Debian's older one
# when it is asked for that module by name.
ensure_go() {
  [[ -z $go_ready ]] || return 0
  local found name="go-$GO_VERSION" work
  if [[ ! -x $CACHE/$name/bin/go ]]; then
    found=$(go env GOVERSION 2>/dev/null) || found=go0
    if at_least "${found#go}" "$GO_MINIMUM"; then go_ready=1; return; fi
    if at_least "${found#go}" 1.21; then export GOTOOLCHAIN="go$GO_VERSION"; go_ready=1; return; fi
    work=$(workspace go)
    if reachable https://go.dev/dl/; then
      run "downloading Go $GO_VERSION" fetch "https://go.dev/dl/go$GO_VERSION.linux-$(architecture amd64 arm64).tar.gz" "$work/go.tar.gz"
      tar -xzf "$work/go.tar.gz" -C "$work"
    else
      needs go golang-go
      run "fetching Go $GO_VERSION" go_toolchain "$work"
    fi
    publish "$work/go" "$name"
  fi
  export PATH="$CACHE/$name/bin:$PATH" GOTOOLCHAIN=local
  go_ready=1
}

go_toolchain() {
  local system
  system=linux-$(architecture amd64 arm64)
  cp -r "$(go_module "golang.org/toolchain@v0.0.1-go$GO_VERSION.$system")" "$1/go"
  chmod -R u+w "$1/go"
  # A module's files are not executable.
  chmod -R u+x "$1/go/bin" "$1/go/pkg/tool"
}

# go_build RECIPE OUT PACKAGE...: builds commands of the module in RECIPE into the directory OUT.
# LDFLAGS, TAGS and CGO_ENABLED are read from the environment.
go_build() {
  local recipe=$1 out=$2
  shift 2
  mkdir -p "$out"
  (
    cd "$recipe" || exit
    CGO_ENABLED=${CGO_ENABLED:-0} GOFLAGS='' GOWORK=off \
      go build -trimpath -buildvcs=false ${MOD:+-mod="$MOD"} -tags "${TAGS:-netgo}" -ldflags "-s -w ${LDFLAGS:-}" -o "$out/" "$@"
  )
}

# Where the module MODULE@VERSION lies in the module cache.
go_module() { (cd "$CACHE/tmp" && GOFLAGS='' GOWORK=off go mod download -json "$1" | sed -n 's/^\t"Dir": "\(.*\)",\{0,1\}$/\1/p'); }

# The version of MODULE that the go.mod in DIRECTORY asks for.
go_required() { (cd "$1" && GOFLAGS='' GOWORK=off go list -m -f '{{.Version}}' "$2"); }
