# shellcheck shell=bash disable=SC2034
image_module="Go module github.com/prometheus/prometheus v0.315.0"
image_version=v3.15.0

image_context() {
  local source common=github.com/prometheus/common/version
  source=$(go_module github.com/prometheus/prometheus@v0.315.0)
  # The discoveries of cloud providers are most of the build's time and nothing here uses them.
  TAGS=netgo,remove_all_sd,enable_dns_sd,enable_moby_sd,enable_kubernetes_sd \
    LDFLAGS="-X $common.Version=${image_version#v} -X $common.Revision=v0.315.0 -X $common.Branch=module -X $common.BuildUser=toolchain" \
    go_build "$here/recipes/prometheus" "$1" \
    github.com/prometheus/prometheus/cmd/prometheus github.com/prometheus/prometheus/cmd/promtool
  cp "$source"/{LICENSE,NOTICE,documentation/examples/prometheus.yml} "$1/"
  chmod 644 "$1"/{LICENSE,NOTICE,prometheus.yml}
}
