package main

import (
	"strings"

	"github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfbridge"
	"github.com/pulumi/pulumi/sdk/v3/go/common/tokens"
)

// resourceNames says which type of @pulumiverse/grafana each Terraform resource is, as
// module/Type. What is not listed (cloud, enterprise, oncall ...) is not served.
var resourceNames = map[string]string{
	"grafana_annotation":                      "oss/Annotation",
	"grafana_dashboard":                       "oss/Dashboard",
	"grafana_dashboard_permission":            "oss/DashboardPermission",
	"grafana_dashboard_permission_item":       "oss/DashboardPermissionItem",
	"grafana_dashboard_public":                "oss/DashboardPublic",
	"grafana_data_source":                     "oss/DataSource",
	"grafana_data_source_config":              "oss/DataSourceConfig",
	"grafana_folder":                          "oss/Folder",
	"grafana_folder_permission":               "oss/FolderPermission",
	"grafana_folder_permission_item":          "oss/FolderPermissionItem",
	"grafana_library_panel":                   "oss/LibraryPanel",
	"grafana_organization":                    "oss/Organization",
	"grafana_organization_preferences":        "oss/OrganizationPreferences",
	"grafana_playlist":                        "oss/Playlist",
	"grafana_service_account":                 "oss/ServiceAccount",
	"grafana_service_account_permission":      "oss/ServiceAccountPermission",
	"grafana_service_account_permission_item": "oss/ServiceAccountPermissionItem",
	"grafana_service_account_rotating_token":  "oss/ServiceAccountRotatingToken",
	"grafana_service_account_token":           "oss/ServiceAccountToken",
	"grafana_sso_settings":                    "oss/SsoSettings",
	"grafana_team":                            "oss/Team",
	"grafana_user":                            "oss/User",

	"grafana_contact_point":       "alerting/ContactPoint",
	"grafana_message_template":    "alerting/MessageTemplate",
	"grafana_mute_timing":         "alerting/MuteTiming",
	"grafana_notification_policy": "alerting/NotificationPolicy",
	"grafana_rule_group":          "alerting/RuleGroup",
}

var dataSourceNames = map[string]string{
	"grafana_dashboard":                "oss/getDashboard",
	"grafana_dashboards":               "oss/getDashboards",
	"grafana_data_source":              "oss/getDataSource",
	"grafana_folder":                   "oss/getFolder",
	"grafana_folders":                  "oss/getFolders",
	"grafana_library_panel":            "oss/getLibraryPanel",
	"grafana_library_panels":           "oss/getLibraryPanels",
	"grafana_organization":             "oss/getOrganization",
	"grafana_organization_preferences": "oss/getOrganizationPreferences",
	"grafana_organization_user":        "oss/getOrganizationUser",
	"grafana_service_account":          "oss/getServiceAccount",
	"grafana_team":                     "oss/getTeam",
	"grafana_user":                     "oss/getUser",
	"grafana_users":                    "oss/getUsers",
}

// token turns "oss/DataSource" into "grafana:oss/dataSource:DataSource".
func token(name string) string {
	module, member, _ := strings.Cut(name, "/")
	return "grafana:" + module + "/" + strings.ToLower(member[:1]) + member[1:] + ":" + member
}

func resources() map[string]*tfbridge.ResourceInfo {
	infos := map[string]*tfbridge.ResourceInfo{}
	for terraform, name := range resourceNames {
		infos[terraform] = &tfbridge.ResourceInfo{Tok: tokens.Type(token(name))}
	}
	return infos
}

func dataSources() map[string]*tfbridge.DataSourceInfo {
	infos := map[string]*tfbridge.DataSourceInfo{}
	for terraform, name := range dataSourceNames {
		infos[terraform] = &tfbridge.DataSourceInfo{Tok: tokens.ModuleMember(token(name))}
	}
	return infos
}
