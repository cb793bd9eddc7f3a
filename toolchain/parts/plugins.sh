# shellcheck shell=bash
# The resource providers: as Pulumi installs them, else built over their Terraform providers.

plugins_version() { case $1 in docker) echo "$DOCKER_PROVIDER_VERSION" ;; grafana) echo "$GRAFANA_PROVIDER_VERSION" ;; esac; }

plugins_missing() {
  local name version
  for name in docker grafana; do
    version=$(plugins_version "$name")
    if [[ -x $CACHE/resource-$name-$version/pulumi-resource-$name ]]; then
      if [[ $(readlink "$CACHE/bin/pulumi-resource-$name") != "../resource-$name-$version/"* ]]; then missing "$name-provider"; fi
    elif [[ ! -x ${PULUMI_HOME:-$HOME/.pulumi}/plugins/resource-$name-v$version/pulumi-resource-$name ]]; then
      missing "$name-provider"
    fi
  done
}

plugins_install() {
  local name=${unit%-provider} version home work server=() source=https://get.pulumi.com/
  version=$(plugins_version "$name")
  home="resource-$name-$version"
  if [[ $name == grafana ]]; then
    source=https://api.github.com/
    server=(--server github://api.github.com/pulumiverse)
  fi
  if [[ ! -x $CACHE/$home/pulumi-resource-$name ]]; then
    if reachable "$source" && run "installing $version" pulumi plugin install resource "$name" "$version" "${server[@]}"; then
      # One on PATH would be preferred to it.
      rm -f "$CACHE/bin/pulumi-resource-$name"
      done_with "$version"
      return
    fi
    ensure_go
    work=$(workspace "$unit")
    LDFLAGS="-X main.version=$version" run "building $version" plugins_build "$name" "$work"
    publish "$work" "$home"
  fi
  link "pulumi-resource-$name" "$home/pulumi-resource-$name"
  done_with "$version"
}

plugins_build() {
  go_build "$here/providers/$1" "$2/built" .
  find "$2/built" -type f -exec mv {} "$2/pulumi-resource-$1" \;
  rmdir "$2/built"
  [[ $("$2/pulumi-resource-$1" -version) == "$(plugins_version "$1")" ]]
}
