//go:build tools

// Package tools names what setup builds, so that go mod vendor brings it: the server, and the
// package whose injector wire writes.
package tools

import (
	_ "github.com/grafana/grafana/pkg/cmd/grafana"
)
