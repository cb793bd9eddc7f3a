// cadvisor: what the official command serves to Prometheus, over the published library; the
// command's own module, with the web pages and the REST API, is not published.
package main

import (
	"flag"
	"fmt"
	"net/http"
	"net/http/pprof"
	"os"
	"os/signal"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	"k8s.io/klog/v2"
	"k8s.io/utils/clock"

	"github.com/google/cadvisor/lib/cache/memory"
	"github.com/google/cadvisor/lib/container"
	"github.com/google/cadvisor/lib/manager"
	"github.com/google/cadvisor/lib/metrics"
	info "github.com/google/cadvisor/lib/model"
	"github.com/google/cadvisor/lib/utils/sysfs"
	"github.com/google/cadvisor/lib/version"

	_ "github.com/google/cadvisor/container/docker/install"
	_ "github.com/google/cadvisor/container/podman/install"
	_ "github.com/google/cadvisor/lib/container/containerd/install"
	_ "github.com/google/cadvisor/lib/container/crio/install"
	_ "github.com/google/cadvisor/lib/container/systemd/install"
)

var (
	listenIP         = flag.String("listen_ip", "", "IP to listen on, defaults to all IPs")
	port             = flag.Int("port", 8080, "port to listen")
	maxProcs         = flag.Int("max_procs", 0, "max number of CPUs that can be used simultaneously. Less than 1 for default (number of cores).")
	printVersion     = flag.Bool("version", false, "print cAdvisor version and exit")
	endpoint         = flag.String("prometheus_endpoint", "/metrics", "Endpoint to expose Prometheus metrics on")
	urlBasePrefix    = flag.String("url_base_prefix", "", "prefix path that will be prepended to all paths")
	profiling        = flag.Bool("profiling", false, "Enable profiling via web interface host:port/debug/pprof/")
	storageDuration  = flag.Duration("storage_duration", 2*time.Minute, "How long to keep data stored (Default: 2min).")
	storeLabels      = flag.Bool("store_container_labels", true, "convert container labels and environment variables into labels on prometheus metrics for each container. If flag set to false, then only metrics exported are container name, first alias, and image name")
	allowedLabels    = flag.String("whitelisted_container_labels", "", "comma separated list of container labels to be converted to labels on prometheus metrics for each container. store_container_labels must be set to false for this to take effect.")
	allowedEnvs      = flag.String("env_metadata_whitelist", "", "a comma-separated list of environment variable keys matched with specified prefix that needs to be collected for containers, only support containerd and docker runtime for now.")
	allowedCgroups   = flag.String("raw_cgroup_prefix_whitelist", "", "A comma-separated list of cgroup path prefix that needs to be collected even when -docker_only is specified")
	perfEventsConfig = flag.String("perf_events_config", "", "Path to a JSON file containing configuration of perf events to measure. Empty value disabled perf events measuring.")
	resctrlInterval  = flag.Duration("resctrl_interval", 0, "Resctrl mon groups updating interval. Zero value disables updating mon groups.")
)

// The official command's default for -disable_metrics.
var disabled = container.MetricSet{
	container.MemoryNumaMetrics:              {},
	container.NetworkTcpUsageMetrics:         {},
	container.NetworkUdpUsageMetrics:         {},
	container.NetworkAdvancedTcpUsageMetrics: {},
	container.ProcessSchedulerMetrics:        {},
	container.ProcessMetrics:                 {},
	container.HugetlbUsageMetrics:            {},
	container.ReferencedMemoryMetrics:        {},
	container.CPUTopologyMetrics:             {},
	container.ResctrlMetrics:                 {},
	container.CPUSetMetrics:                  {},
}

var enabled = container.MetricSet{}

func main() {
	klog.InitFlags(nil)
	flag.Var(&disabled, "disable_metrics", "comma-separated list of `metrics` to be disabled")
	flag.Var(&enabled, "enable_metrics", "comma-separated list of `metrics` to be enabled. If set, overrides 'disable_metrics'")
	flag.Parse()

	if *printVersion {
		fmt.Printf("cAdvisor version %s (%s)\n", version.Version, version.Revision)
		return
	}
	if *maxProcs > 0 {
		runtime.GOMAXPROCS(*maxProcs)
	}

	included := container.AllMetrics.Difference(disabled)
	if len(enabled) > 0 {
		included = enabled
	}
	containers, err := manager.New(memory.New(*storageDuration, nil), sysfs.NewRealSysFs(), manager.HousekeepingConfigFlags,
		included, split(*allowedCgroups), split(*allowedEnvs), *perfEventsConfig, *resctrlInterval)
	if err != nil {
		klog.Fatalf("Failed to create a manager: %s", err)
	}
	if err := containers.Start(); err != nil {
		klog.Fatalf("Failed to start manager: %v", err)
	}
	stopOnSignal(containers)

	klog.V(1).Infof("Starting cAdvisor version: %s-%s on port %d", version.Version, version.Revision, *port)
	address := *listenIP + ":" + strconv.Itoa(*port)
	klog.Fatal(http.ListenAndServe(address, http.StripPrefix(*urlBasePrefix, handler(containers, included))))
}

// split keeps the empty prefix for an empty flag, as the official command does.
func split(list string) []string { return strings.Split(list, ",") }

func handler(containers manager.Manager, included container.MetricSet) http.Handler {
	labels := metrics.DefaultContainerLabels
	if !*storeLabels {
		labels = metrics.BaseContainerLabels(split(*allowedLabels))
	}
	static := []prometheus.Collector{
		metrics.NewPrometheusMachineCollector(containers, included),
		collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
	}

	mux := http.NewServeMux()
	mux.HandleFunc("/healthz", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "ok") })
	mux.HandleFunc(*endpoint, func(w http.ResponseWriter, r *http.Request) {
		options := info.RequestOptions{IdType: info.TypeName, Count: 1, Recursive: true}
		if kind := r.URL.Query().Get("type"); kind != "" {
			options.IdType = kind
		}
		registry := prometheus.NewRegistry()
		registry.MustRegister(metrics.NewPrometheusCollector(containers, labels, included, clock.RealClock{}, options))
		registry.MustRegister(static...)
		promhttp.HandlerFor(registry, promhttp.HandlerOpts{ErrorHandling: promhttp.ContinueOnError}).ServeHTTP(w, r)
	})
	if *profiling {
		mux.HandleFunc("/debug/pprof/", pprof.Index)
		mux.HandleFunc("/debug/pprof/cmdline", pprof.Cmdline)
		mux.HandleFunc("/debug/pprof/profile", pprof.Profile)
		mux.HandleFunc("/debug/pprof/symbol", pprof.Symbol)
	}
	return mux
}

func stopOnSignal(containers manager.Manager) {
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	go func() {
		received := <-signals
		if err := containers.Stop(); err != nil {
			klog.Errorf("Failed to stop container manager: %v", err)
		}
		klog.Infof("Exiting given signal: %v", received)
		os.Exit(0)
	}()
}
