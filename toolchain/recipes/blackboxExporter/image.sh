# shellcheck shell=bash disable=SC2034
image_version=v0.27.0
image_module="Go module github.com/prometheus/blackbox_exporter $image_version"

image_context() {
  local source common=github.com/prometheus/common/version
  source=$(go_module "github.com/prometheus/blackbox_exporter@$image_version")
  LDFLAGS="-X $common.Version=${image_version#v} -X $common.Revision=$image_version -X $common.Branch=module -X $common.BuildUser=toolchain" \
    go_build "$here/recipes/blackboxExporter" "$1" github.com/prometheus/blackbox_exporter
  install -m 644 "$source/blackbox.yml" "$1/config.yml"
}
