# shellcheck shell=bash disable=SC2034
image_version=v1.12.1
image_module="Go module github.com/prometheus/node_exporter $image_version"

image_context() {
  local common=github.com/prometheus/common/version
  LDFLAGS="-X $common.Version=${image_version#v} -X $common.Revision=$image_version -X $common.Branch=module -X $common.BuildUser=toolchain" \
    go_build "$here/recipes/nodeExporter" "$1" github.com/prometheus/node_exporter
}
