# shellcheck shell=bash disable=SC2034
image_module="npm package node $NODE_VERSION"
# The release of Debian under it is this machine's.
image_version="$NODE_VERSION-$(. /etc/os-release && echo "$VERSION_CODENAME")-slim"

image_context() {
  printf '{"private":true,"allowScripts":{"node":true}}\n' >"$1/package.json"
  npm install --prefix "$1" --no-fund --no-audit "node@$NODE_VERSION"
  cp "$1/node_modules/node/bin/node" "$1/node"
  rm -rf "$1/node_modules" "$1"/package*.json
  cp "$here/recipes/node/docker-entrypoint.sh" "$1/"
  debian_files "$1/root" libstdc++6 bash
}
