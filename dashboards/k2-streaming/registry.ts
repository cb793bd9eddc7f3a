import { containerStartTime } from "../../catalogue/cadvisor.ts";
import { registryContainerNames } from "../../catalogue/k2-streaming.ts";
import { registeredSchemas, registryUp, schemasTopicSize } from "../../catalogue/k2-systems.ts";
import { gaugeOf, max, min, multiply } from "../../catalogue/promql/build.ts";
import { tile, type Unplaced } from "../layout.ts";
import { plain } from "../style.ts";

const millisecondsPerSecond = 1000;

/** The document's one panel of the Schema Registry, as tiles: each number has a unit of its own. */
export const schemaRegistry: readonly Unplaced[] = [
  {
    id: 3,
    key: "schema-registry-health",
    title: "Schema Registry Health",
    description: "Whether the Schema Registry answers. Good: Up. At Down SchemaRegistryUnavailable fires.",
    kind: "stat",
    unit: "none",
    queries: [{ expression: min(gaugeOf(registryUp)), legend: "Schema Registry" }],
    mapping: { "0": { text: "Down", color: "red" }, "1": { text: "Up", color: "green" } },
    ...tile,
  },
  {
    id: 15,
    key: "schema-registry-start",
    title: "Schema Registry Started",
    description:
      "When the Schema Registry's container was last started. Good: at the last deployment; anything later is a restart that nobody asked for.",
    kind: "stat",
    unit: "dateTimeFromNow",
    queries: [
      {
        expression: multiply(
          max(gaugeOf(containerStartTime, { name: { matches: registryContainerNames } })),
          millisecondsPerSecond,
        ),
        legend: "started",
      },
    ],
    steps: plain,
    ...tile,
  },
  {
    id: 16,
    key: "registered-schemas",
    title: "Registered Schemas",
    description: "Schemas that the Schema Registry holds. Good: it changes with a deployment, and never shrinks.",
    kind: "stat",
    unit: "short",
    decimals: 0,
    queries: [{ expression: max(gaugeOf(registeredSchemas)), legend: "schemas" }],
    steps: plain,
    ...tile,
  },
  {
    id: 17,
    key: "schemas-topic-size",
    title: "Size of _schemas",
    description:
      "Size of the topic in which the Schema Registry keeps all it knows. Good: small and level, since it is compacted; the registry reads all of it when it starts.",
    kind: "stat",
    unit: "bytes",
    queries: [{ expression: max(gaugeOf(schemasTopicSize)), legend: "_schemas" }],
    steps: plain,
    ...tile,
  },
];
