# shellcheck shell=bash disable=SC2034
image_version=v0.31.1
image_module="Go module github.com/prometheus/alertmanager $image_version"

image_context() {
  local source common=github.com/prometheus/common/version
  source=$(go_module "github.com/prometheus/alertmanager@$image_version")
  LDFLAGS="-X $common.Version=${image_version#v} -X $common.Revision=$image_version -X $common.Branch=module -X $common.BuildUser=toolchain" \
    go_build "$here/recipes/alertmanager" "$1" \
    github.com/prometheus/alertmanager/cmd/alertmanager github.com/prometheus/alertmanager/cmd/amtool
  cp "$source/examples/ha/alertmanager.yml" "$1/"
  chmod 644 "$1/alertmanager.yml"
}
