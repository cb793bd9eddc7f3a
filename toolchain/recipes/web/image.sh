# shellcheck shell=bash disable=SC2034
image_version=2.11.9
image_module="Go module github.com/caddyserver/caddy/v2 v$image_version"

image_context() {
  LDFLAGS="-X github.com/caddyserver/caddy/v2.CustomVersion=v$image_version" \
    go_build "$here/recipes/web" "$1" github.com/caddyserver/caddy/v2/cmd/caddy
  cp "$here"/recipes/web/{Caddyfile,index.html} "$1/"
}
