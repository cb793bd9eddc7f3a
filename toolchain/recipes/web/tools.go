//go:build tools

// Package tools names the command that setup builds, so that go.mod keeps it.
package tools

import _ "github.com/caddyserver/caddy/v2/cmd/caddy"
