// pulumi-resource-docker: the Terraform provider for Docker behind Pulumi's
// bridge, under the names that @pulumi/docker uses.
package main

import (
	"os"
	"time"

	"github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfbridge"
	"github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfbridge/tokens"
	shimv2 "github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfshim/sdk-v2"

	"github.com/terraform-providers/terraform-provider-docker/internal/provider"
)

// version is that of the npm package served; setup stamps it.
var version = "0.0.0"

func main() {
	go exitWithEngine(os.Getppid())
	info := providerInfo()
	// The Node SDK carries its own types, so the schema can stay empty.
	tfbridge.Main("docker", version, info, []byte(`{"name":"docker","version":"`+version+`"}`))
}

// exitWithEngine ends a provider whose engine was killed: it would first finish what it waits for.
func exitWithEngine(engine int) {
	for os.Getppid() == engine {
		time.Sleep(time.Second)
	}
	os.Exit(1)
}

func providerInfo() tfbridge.ProviderInfo {
	info := tfbridge.ProviderInfo{
		P:       shimv2.NewProvider(provider.New(version)()),
		Name:    "docker",
		Version: version,
		// Resources that @pulumi/docker does not have.
		IgnoreMappings: []string{"docker_compose", "docker_registry_image_tags"},
		Config: map[string]*tfbridge.SchemaInfo{
			"registry_auth": {Name: "registryAuth"},
		},
		Resources: map[string]*tfbridge.ResourceInfo{
			"docker_container": {
				// A container's name and ports can be held by one container only.
				DeleteBeforeReplace: true,
				Fields: map[string]*tfbridge.SchemaInfo{
					"command":           {Name: "command"},
					"networks_advanced": {Name: "networksAdvanced"},
				},
			},
			"docker_image":  {Tok: "docker:index/remoteImage:RemoteImage"},
			"docker_config": {Tok: "docker:index/serviceConfig:ServiceConfig"},
		},
		DataSources: map[string]*tfbridge.DataSourceInfo{
			"docker_image": {Tok: "docker:index/getRemoteImage:getRemoteImage"},
		},
	}
	info.MustComputeTokens(tokens.SingleModule("docker_", "index", tokens.MakeStandard("docker")))
	info.SetAutonaming(255, "-")
	return info
}
