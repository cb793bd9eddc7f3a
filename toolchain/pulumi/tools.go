//go:build tools

// Package tools names the command that setup builds, so that go.mod keeps it.
package tools

import _ "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi"
