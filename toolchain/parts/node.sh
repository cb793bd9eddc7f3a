# shellcheck shell=bash
# Node: the machine's own if it is new enough, else the official archive, else the npm package `node`.

node_is_ours() { [[ -x $CACHE/bin/node && $(readlink -f "$CACHE/bin/node") == "$CACHE"/node-"$NODE_VERSION"/* ]]; }

node_missing() {
  local version
  if node_is_ours && [[ -x $CACHE/bin/npm ]]; then return; fi
  version=$(node --version 2>/dev/null) || version=v0
  version=${version#v}
  if ((${version%%.*} >= ${NODE_VERSION%%.*})) && command -v npm >/dev/null; then return; fi
  missing node
}

node_install() {
  local work name="node-$NODE_VERSION" system
  system=linux-$(architecture x64 arm64)
  work=$(workspace node)
  if reachable https://nodejs.org/dist/; then
    needs xz xz-utils
    run "downloading Node $NODE_VERSION" fetch "https://nodejs.org/dist/v$NODE_VERSION/node-v$NODE_VERSION-$system.tar.xz" "$work/node.tar.xz"
    tar -xJf "$work/node.tar.xz" -C "$work"
    publish "$work/node-v$NODE_VERSION-$system" "$name"
    link node "$name/bin/node"
    link npm "$name/bin/npm"
    link npx "$name/bin/npx"
  else
    needs npm npm
    # npm 11 and later run a package's install script only when it is allowed by name.
    printf '{"private":true,"allowScripts":{"node":true}}\n' >"$work/package.json"
    run "installing the npm package node@$NODE_VERSION" npm install --prefix "$work" --no-fund --no-audit "node@$NODE_VERSION"
    mkdir "$work/bin"
    ln -s ../node_modules/node/bin/node "$work/bin/node"
    npm_wrapper npm >"$work/bin/npm"
    npm_wrapper npx >"$work/bin/npx"
    chmod +x "$work/bin/npm" "$work/bin/npx"
    "$work/bin/node" --version >/dev/null
    publish "$work" "$name"
    link node "$name/bin/node"
    link npm "$name/bin/npm"
    link npx "$name/bin/npx"
  fi
  done_with "$("$CACHE/bin/node" --version)"
}

# The npm package brings no npm: this runs the machine's own with the new Node.
npm_wrapper() {
  cat <<EOF
#!/bin/sh
self=\$(readlink -f "\$0")
for directory in \$(printf %s "\$PATH" | tr : ' '); do
  candidate=\$directory/$1
  if [ -x "\$candidate" ] && [ "\$(readlink -f "\$candidate")" != "\$self" ]; then
    PATH=\$(dirname "\$self"):\$PATH exec "\$candidate" "\$@"
  fi
done
echo "$1: not found on PATH" >&2
exit 127
EOF
}
