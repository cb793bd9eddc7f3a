# shellcheck shell=bash
# The Pulumi CLI and the language host for Node: the official archive has both; else the CLI is
# built from its module, with a small host of our own beside it, for none is published as a module.

pulumi_home="pulumi-$PULUMI_VERSION"

pulumi_missing() {
  local version
  if [[ -x $CACHE/$pulumi_home/pulumi ]]; then
    # Our own host, if it is that one, is kept as it is in the tree.
    if [[ -e $CACHE/$pulumi_home/package.json ]] && ! cmp -s "$here/pulumi/pulumi-language-nodejs.mjs" "$CACHE/$pulumi_home/pulumi-language-nodejs"; then
      missing language-host
    elif [[ ! -x $CACHE/bin/pulumi || ! -x $CACHE/bin/pulumi-language-nodejs ]]; then
      missing language-host
    fi
    return
  fi
  version=$(pulumi version 2>/dev/null) || version=v0
  if at_least "${version#v}" "$PULUMI_VERSION" && command -v pulumi-language-nodejs >/dev/null; then return; fi
  missing pulumi
}

pulumi_install() {
  local work official=https://get.pulumi.com/releases/sdk
  if [[ $unit == pulumi ]]; then
    work=$(workspace pulumi)
    if reachable https://get.pulumi.com/; then
      run "downloading Pulumi $PULUMI_VERSION" fetch "$official/pulumi-v$PULUMI_VERSION-linux-$(architecture x64 arm64).tar.gz" "$work/pulumi.tar.gz"
      tar -xzf "$work/pulumi.tar.gz" -C "$work"
      publish "$work/pulumi" "$pulumi_home"
    else
      ensure_go
      LDFLAGS="-X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=$PULUMI_VERSION" \
        run "building the CLI $PULUMI_VERSION" go_build "$here/pulumi" "$work/built" github.com/pulumi/pulumi/pkg/v3/cmd/pulumi
      pulumi_host "$work/built"
      publish "$work/built" "$pulumi_home"
    fi
  elif [[ -e $CACHE/$pulumi_home/package.json ]]; then
    pulumi_host "$CACHE/$pulumi_home"
  fi
  link pulumi "$pulumi_home/pulumi"
  link pulumi-language-nodejs "$pulumi_home/pulumi-language-nodejs"
  done_with "$("$CACHE/bin/pulumi" version)"
}

# Beside the CLI, where the engine expects it: elsewhere on PATH it would warn at each run.
pulumi_host() {
  install -m 755 "$here/pulumi/pulumi-language-nodejs.mjs" "$1/.host.new"
  # Without an extension, Node takes a file for an ES module only where a package.json says so.
  printf '{"type":"module"}\n' >"$1/package.json"
  mv "$1/.host.new" "$1/pulumi-language-nodejs"
}
