/** Where a driver serves its own metrics, and those of its executors, and a standalone master its own, on the port of its UI. */
export const sparkPaths = {
  driver: "/metrics/prometheus/",
  executors: "/metrics/executors/prometheus",
  master: "/metrics/master/prometheus/",
} as const;

/**
 * conf/metrics.properties: the servlet for the driver's metrics, and its JVM's among them. A standalone master has two
 * sets of metrics, its own and its applications', which cannot share a path.
 */
export const renderSparkMetrics = (): string =>
  properties({
    "*.sink.prometheusServlet.class": "org.apache.spark.metrics.sink.PrometheusServlet",
    // Spark itself adds the slash at the end, and answers without it with a redirect.
    "*.sink.prometheusServlet.path": sparkPaths.driver.slice(0, -1),
    "master.sink.prometheusServlet.path": sparkPaths.master.slice(0, -1),
    "applications.sink.prometheusServlet.path": "/metrics/applications/prometheus",
    "driver.source.jvm.class": "org.apache.spark.metrics.source.JvmSource",
  });

/**
 * Lines for conf/spark-defaults.conf. The namespace is part of each name: a fixed one, where Spark's default is an id
 * that changes with each start. A streaming query reports only if it also has a name, by `queryName`.
 */
export const renderSparkDefaults = (namespace: string): string =>
  properties({
    "spark.ui.prometheus.enabled": "true",
    "spark.sql.streaming.metricsEnabled": "true",
    "spark.metrics.namespace": namespace,
  });

const properties = (values: Readonly<Record<string, string>>): string =>
  Object.entries(values)
    .map(([key, value]) => `${key}=${value}\n`)
    .join("");
