import type { ScrapeJob } from "./job.ts";
import { cpuLimit, exchange, layerMetrics, layerTarget, pythonSeries } from "./k2-layer.ts";
import { closed, counter, histogram } from "./metric.ts";

export const silver = layerMetrics("silver", { exchange });

export const recordsValid = counter({
  name: "k2_silver_records_valid_total",
  help: "Records that passed validation and were written to Silver.",
  unit: "records",
  labels: { exchange },
});

export const recordsInvalid = counter({
  name: "k2_silver_records_invalid_total",
  help: "Records that failed validation and were written to the dead letter queue.",
  unit: "records",
  labels: { exchange },
});

/** A record may fail in more than one way, so the errors are not the invalid records by type. */
export const validationErrors = counter({
  name: "k2_silver_validation_errors_total",
  help: "Errors found by validation, by type.",
  unit: "count",
  labels: {
    exchange,
    error_type: closed("price_validation", "timestamp_validation", "quantity_validation", "schema_validation"),
  },
});

export const nullFields = counter({
  name: "k2_silver_null_fields_total",
  help: "Fields that were null in a record, by field.",
  unit: "count",
  labels: { exchange, field: closed("price", "quantity", "symbol") },
});

export const deserialization = histogram({
  name: "k2_silver_deserialization_seconds",
  help: "Time to decode a record from Avro, of a sample of the records.",
  unit: "seconds",
  labels: { exchange },
  buckets: [5e-6, 1e-5, 2.5e-5, 5e-5, 1e-4, 2.5e-4, 5e-4, 0.001, 0.0025, 0.005, 0.01],
});

export const schemaLookups = counter({
  name: "k2_silver_schema_lookups_total",
  help: "Schemas asked of the Schema Registry, those found in the job's cache not included.",
  unit: "count",
  labels: { exchange },
});

export const schemaLookup = histogram({
  name: "k2_silver_schema_lookup_seconds",
  help: "Time that the Schema Registry took to answer the job.",
  unit: "seconds",
  labels: { exchange },
  buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
});

/** The page of the job that validates and decodes Bronze into Silver. */
export const silverJob: ScrapeJob = {
  name: "k2-silver",
  metricsPath: "/metrics",
  labels: layerTarget("silver"),
  targets: { from: "config" },
  producer: "application",
  metrics: [
    recordsValid,
    recordsInvalid,
    validationErrors,
    nullFields,
    deserialization,
    schemaLookups,
    schemaLookup,
    ...Object.values(silver),
    cpuLimit,
  ],
  otherSeries: pythonSeries,
};
