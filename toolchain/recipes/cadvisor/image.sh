# shellcheck shell=bash disable=SC2034
image_version=v0.60.6
image_module="Go module github.com/google/cadvisor $image_version"

image_context() {
  local source version=github.com/google/cadvisor/lib/version
  source=$(go_module "github.com/google/cadvisor@$image_version")
  LDFLAGS="-X $version.Version=$image_version -X $version.Revision=module" go_build "$here/recipes/cadvisor" "$1" .
  install -m 755 "$source"/deploy/{entrypoint.sh,healthcheck.sh} "$1/"
}
