# shellcheck shell=bash disable=SC2034  # read by the files that source this one
# What setup provides. An image's version is in recipes/<key>/image.sh, a Go module's in its go.mod.
NODE_VERSION=24.21.0
PULUMI_VERSION=3.255.0            # the version of @pulumi/pulumi in package.json
DOCKER_PROVIDER_VERSION=5.2.0     # of @pulumi/docker
GRAFANA_PROVIDER_VERSION=2.40.0   # of @pulumiverse/grafana
GO_VERSION=1.26.8                 # for builds, where the machine's Go is older than GO_MINIMUM
GO_MINIMUM=1.26.0
