import { bronze, bronzeJob, kafkaLag, kafkaLagMessages } from "../../catalogue/k2-bronze.ts";
import { duplicatesRemoved, gold, recordsByExchange, recordsWritten } from "../../catalogue/k2-gold.ts";
import { nullFields, recordsInvalid, recordsValid, silver, validationErrors } from "../../catalogue/k2-silver.ts";
import {
  commitSeconds,
  drivers,
  icebergJob,
  metadataFiles,
  registryUp,
  schemaFetch,
} from "../../catalogue/k2-systems.ts";
import { masterWaitingApplications } from "../../catalogue/spark.ts";
import { exchanges, healthy, topicOf, trades } from "./k2-streaming-healthy.ts";
import { ofGauges } from "./k2-streaming-systems.ts";
import { type Sample, type Scenario, sample } from "./model.ts";
import { knownValues } from "./series.ts";
import { type Change, change, type Moment, type Timed } from "./table.ts";

const mebibyte = 2 ** 20;
/** The alerts on freshness: the state itself, and the budget that it uses up. */
const lateness = ["EndToEndLatencyHigh", "ErrorBudgetBurnFast", "ErrorBudgetBurnSlow"] as const;

const scenario = (
  description: string,
  alerts: readonly string[],
  changes: Change | ((moment: Moment) => Change) = {},
  silent: readonly string[] = [],
): Scenario<Timed> => ({
  description,
  alerts,
  silent,
  conditions: (moment) => change(healthy(moment), typeof changes === "function" ? changes(moment) : changes),
});

// One exchange has the fault, so that the alert has to name it.
const exchange = "kraken";

const behindKafka = (seconds: number): readonly Sample[] => [
  sample(kafkaLag, seconds, { exchange }),
  sample(kafkaLagMessages, seconds * trades[exchange], { exchange, topic: topicOf(exchange) }),
];

/** How old the data is, by layer, from the age at which it leaves Kafka. */
const agedBy = (seconds: number): readonly Sample[] => [
  sample(bronze.endToEndLatency, seconds + 8, { exchange }),
  sample(silver.endToEndLatency, seconds + 35, { exchange }),
  sample(gold.endToEndLatency, seconds + 90, { exchange }),
];

const invalid = (ratio: number): Change => ({
  perSecond: [
    sample(recordsValid, trades[exchange] * (1 - ratio), { exchange }),
    sample(recordsInvalid, trades[exchange] * ratio, { exchange }),
    sample(validationErrors, trades[exchange] * ratio, { exchange, error_type: "price_validation" }),
  ],
});

/** What Silver and Gold write. */
const written = [recordsValid, recordsInvalid, recordsByExchange, recordsWritten, duplicatesRemoved];

const tables = knownValues(commitSeconds.labels.table);
const [firstTable = ""] = tables;

/** What can befall the K2 pipeline. */
export const k2StreamingScenarios = {
  healthy: scenario("60 trades per second of two exchanges; in Gold after a minute and a half.", []),
  "lag-warning": scenario("Trades wait in Kafka for 150 s; they still reach Gold in time.", ["BronzeKafkaLagWarning"], {
    gauges: [...behindKafka(150), ...agedBy(150)],
  }),
  "lag-critical": scenario(
    "Trades wait in Kafka for ten minutes, and so reach Gold too late.",
    ["BronzeKafkaLagCritical", "BronzeKafkaLagWarning", ...lateness],
    { gauges: [...behindKafka(600), ...agedBy(600)] },
  ),
  late: scenario("Gold writes trades that are seven minutes old, though no layer stands still.", lateness, {
    gauges: [sample(gold.endToEndLatency, 420, { exchange })],
  }),
  crash: scenario(
    "Bronze does not answer; what Silver and Gold still work off is ten minutes old.",
    ["StreamingJobDown", ...lateness],
    { gauges: agedBy(600) },
    [bronzeJob.name],
  ),
  stalled: scenario(
    "Silver's query has stood still for ten minutes in a process that lives, so Gold has nothing to do.",
    ["NoThroughput", ...lateness],
    ({ now }) => ({
      gauges: [
        ...exchanges.map((each) => sample(silver.lastProgress, now - 600, { exchange: each })),
        ...exchanges.map((each) => sample(gold.endToEndLatency, 0, { exchange: each })),
      ],
      without: [...written, validationErrors, nullFields],
    }),
  ),
  "dlq-elevated": scenario("3 % of an exchange's records are invalid.", ["SilverDLQRateElevated"], invalid(0.03)),
  "dlq-critical": scenario(
    "A fifth of an exchange's records is invalid.",
    ["SilverDLQRateCritical", "SilverDLQRateElevated"],
    invalid(0.2),
  ),
  "null-fields": scenario("The price is missing in one record of ten.", ["NullFieldsHigh"], {
    perSecond: [sample(nullFields, trades[exchange] / 10, { exchange, field: "price" })],
  }),
  behind: scenario("Every batch of Silver takes longer than its trigger.", ["SilverProcessingBehind"], {
    // More often than the trigger allows, so that it shows in a short window, too.
    perSecond: [sample(silver.batchesBehind, 1, { exchange })],
  }),
  duplicates: scenario("A producer sends everything twice.", ["GoldDuplicatesHigh"], {
    perSecond: [sample(duplicatesRemoved, 60, {})],
  }),
  "memory-high": scenario("Silver's driver has used up its heap.", ["StreamingJobMemoryHigh"], {
    gauges: [sample(drivers.silver.heapUsed, 980 * mebibyte, ofGauges)],
  }),
  "events-dropped": scenario("Gold's driver drops progress events.", ["ProgressEventsDropped"], {
    perSecond: [sample(drivers.gold.droppedEvents, 1, { type: "counters" })],
  }),
  "application-waiting": scenario("An application waits for workers.", ["SparkApplicationWaiting"], {
    gauges: [sample(masterWaitingApplications, 1, ofGauges)],
  }),
  "checkpoint-large": scenario("Bronze's checkpoint holds 2 GiB.", ["CheckpointSizeHigh"], {
    gauges: [sample(bronze.checkpointSize, 2_048 * mebibyte, { exchange })],
  }),
  // An hour and a half of growth before the ceiling, which lies below the limit.
  "checkpoint-growing": scenario(
    "Bronze's checkpoint holds 600 MiB and grows by 50 KiB per second, up to 900 MiB.",
    ["CheckpointSizeGrowing"],
    ({ seconds }) => ({
      gauges: [
        sample(bronze.checkpointSize, Math.min(600 * mebibyte + 51_200 * seconds, 900 * mebibyte), { exchange }),
      ],
    }),
  ),
  "commit-slow": scenario("Commits to every table take 20 s.", ["IcebergCommitSlow"], {
    observed: tables.map((table) => ({ ...sample(commitSeconds, 20, { table }), perSecond: 0.5 })),
  }),
  "metadata-bloat": scenario("A table has 20,000 metadata files.", ["IcebergMetadataBloat"], {
    gauges: [sample(metadataFiles, 20_000, { table: firstTable })],
  }),
  "registry-down": scenario("The Schema Registry does not answer.", ["SchemaRegistryUnavailable"], {
    gauges: [sample(registryUp, 0, {})],
    without: [schemaFetch],
  }),
  "registry-slow": scenario("The Schema Registry takes 3 s to hand out a schema.", ["SchemaRegistrySlow"], {
    observed: [{ ...sample(schemaFetch, 3, {}), perSecond: 1 }],
  }),
  "exporter-down": scenario("The exporter of the tables does not answer.", ["TargetDown"], {}, [icebergJob.name]),
} as const satisfies Record<string, Scenario<Timed>>;
