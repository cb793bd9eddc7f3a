# shellcheck shell=bash disable=SC2034
# The one version of the server that is published as a module: 10.0, under a number of its own.
grafana_module=v1.9.2-0.20230609164553-81d85ce8028d
grafana_commit=${grafana_module##*-}
# What its package.json calls it, and the commit, for the tag must not claim to be a release.
grafana_version=10.0.0-preview
image_version=$grafana_version-$grafana_commit
image_module="Go module github.com/grafana/grafana $grafana_module"

image_context() {
  local source work=$CACHE/tmp/grafana-source
  needs gcc gcc libc6-dev
  rm -rf "$work" && mkdir -p "$work"
  cp "$here"/recipes/grafana/{go.mod,go.sum,tools.go} "$work/"
  # The injector is generated code, which the module lacks: wire writes it, into a vendored copy.
  (
    cd "$work" || exit
    export GOFLAGS='' GOWORK=off
    go mod vendor
    # 0.6.0, of the server's own go.mod, does not build with a current Go.
    go run -mod=mod github.com/google/wire/cmd/wire@v0.7.0 gen -tags oss github.com/grafana/grafana/pkg/server
  )
  CGO_ENABLED=1 MOD=vendor TAGS=oss \
    LDFLAGS="-X main.version=$grafana_version -X main.commit=$grafana_commit -X main.buildBranch=module -X main.buildstamp=$(grafana_date)" \
    go_build "$work" "$1" github.com/grafana/grafana/pkg/cmd/grafana
  source=$(go_module "github.com/grafana/grafana@$grafana_module")
  mkdir "$1/home"
  cp -r "$source"/{conf,public} "$1/home/"
  chmod -R u+w "$1/home"
  grafana_prune "$1/home/public"
  install -m 755 "$source/packaging/docker/run.sh" "$1/run.sh"
  # Beside what the official image's system has: run.sh is a bash script.
  debian_files "$1/root" bash curl
  rm -rf "$work"
}

# The module's time, in seconds, out of its pseudo-version.
grafana_date() {
  local stamp=${grafana_module%-*}
  stamp=${stamp##*.}
  date -u -d "${stamp:0:8} ${stamp:8:2}:${stamp:10:2}:${stamp:12:2}" +%s
}

# The pages' sources are of no use without the build that the module lacks; the server itself
# reads the rest, above all each data source's plugin.json.
grafana_prune() {
  find "$1" -type f \( -name '*.ts' -o -name '*.tsx' -o -name '*.scss' -o -name '*.snap' -o -name '*.test.*' \) -delete
  rm -rf "$1"/{test,testdata,sass,api-merged.json}
  find "$1" -type d -empty -delete
}
