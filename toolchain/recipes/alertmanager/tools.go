//go:build tools

// Package tools names the commands that setup builds, so that go.mod keeps them.
package tools

import (
	_ "github.com/prometheus/alertmanager/cmd/alertmanager"
	_ "github.com/prometheus/alertmanager/cmd/amtool"
)
