// pulumi-resource-grafana: the Terraform provider for Grafana behind Pulumi's
// bridge, under the names that @pulumiverse/grafana uses.
package main

import (
	"context"
	"os"
	"time"

	pf "github.com/pulumi/pulumi-terraform-bridge/v3/pkg/pf/tfbridge"
	"github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfbridge"
	shimv2 "github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfshim/sdk-v2"
	"github.com/pulumi/pulumi-terraform-bridge/v3/pkg/x/muxer"
	"github.com/pulumi/pulumi-terraform-bridge/v3/unstable/metadata"

	"github.com/grafana/terraform-provider-grafana/v4/pkg/provider"
)

// version is that of the npm package served; setup stamps it.
var version = "0.0.0"

func main() {
	go exitWithEngine(os.Getppid())
	ctx := context.Background()
	// The Node SDK carries its own types, so the schema can stay empty.
	pf.MainWithMuxer(ctx, "grafana", providerInfo(ctx), []byte(`{"name":"grafana","version":"`+version+`"}`))
}

// exitWithEngine ends a provider whose engine was killed: this version of the bridge would serve on.
func exitWithEngine(engine int) {
	for os.Getppid() == engine {
		time.Sleep(time.Second)
	}
	os.Exit(1)
}

// dispatcher is the bridge's muxed provider, whose type is internal.
type dispatcher interface {
	ResolveDispatch(*tfbridge.ProviderInfo) (muxer.DispatchTable, error)
}

func providerInfo(ctx context.Context) tfbridge.ProviderInfo {
	// Half of the resources are of Terraform's older SDK, half of its framework.
	mux := pf.MuxShimWithPF(ctx, shimv2.NewProvider(provider.Provider(version)), provider.FrameworkProvider(version))
	info := tfbridge.ProviderInfo{
		P:            mux,
		Name:         "grafana",
		Version:      version,
		MetadataInfo: tfbridge.NewProviderMetadata(nil),
		Resources:    resources(),
		DataSources:  dataSources(),
	}
	info.SetAutonaming(255, "-")

	// The official build computes this table when it generates the SDK.
	table, err := mux.(dispatcher).ResolveDispatch(&info)
	if err != nil {
		panic(err)
	}
	if err := metadata.Set(info.GetMetadata(), "mux", table); err != nil {
		panic(err)
	}
	return info
}
