import { type PageName, pagesOf, type ScrapeJob } from "../catalogue/job.ts";
import type { PipelineCatalogue } from "../catalogue/pipeline.ts";
import { instrumentModule, ownJobs } from "./application.ts";
import { renderPush, renderPushEnvironment } from "./dagster.ts";
import { flinkPorts, renderFlinkMetrics } from "./flink.ts";
import { renderGuide } from "./guide.ts";
import { renderKafkaJmx } from "./kafka-jmx.ts";
import { pythonModule, renderPython } from "./python.ts";
import { renderSparkDefaults, renderSparkMetrics } from "./spark.ts";
import { renderTypeScript, typescriptModule } from "./typescript.ts";

/** A file that users deploy beside their programs. */
export interface DeployFile {
  readonly text: string;
  /** For which program it is. */
  readonly program: string;
  /** Where it goes there. */
  readonly place: string;
}

/** Files by their path in the folder that they are written to: one below it for each pipeline. */
export type DeployFiles = ReadonlyMap<string, DeployFile>;

/** What stands in for the address of the Pushgateway, which only its users know. */
export const examplePushgateway = "http://pushgateway.example.com:9091";

/** All that the programs of pipelines need so that they show what the catalogue says; nothing for a pipeline without any. */
export const deployFiles = (
  catalogues: readonly PipelineCatalogue[],
  pushgatewayUrl: string = examplePushgateway,
): DeployFiles =>
  new Map(
    catalogues.flatMap((catalogue) => {
      const files = [
        ...instruments(catalogue),
        ...pushes(catalogue, pushgatewayUrl),
        ...kafka(catalogue),
        ...flink(catalogue),
        ...spark(catalogue),
      ];
      return withGuide(catalogue, files).map(([path, file]) => [`${catalogue.name}/${path}`, file] as const);
    }),
  );

type Entries = readonly (readonly [path: string, file: DeployFile])[];

function withGuide(catalogue: PipelineCatalogue, files: Entries): Entries {
  if (files.length === 0) return [];
  const readme = { text: renderGuide(catalogue, new Map(files)), program: "People", place: "Stays here" };
  return [["README.md", readme], ...files];
}

function instruments(catalogue: PipelineCatalogue): Entries {
  const module = instrumentModule(catalogue);
  if (module === undefined) return [];
  const services = [...new Set(module.jobs.map(({ job }) => job.labels.service))].join(", ");
  return [
    [
      `python/${pythonModule(catalogue.name)}.py`,
      {
        text: renderPython(module),
        program: `${services}, if in Python`,
        place: "Beside the program's modules; needs prometheus_client",
      },
    ],
    [
      `typescript/${typescriptModule(catalogue.name)}`,
      {
        text: renderTypeScript(module),
        program: `${services}, if in TypeScript`,
        place: "Among the program's sources; needs prom-client",
      },
    ],
  ];
}

function pushes(catalogue: PipelineCatalogue, pushgatewayUrl: string): Entries {
  const jobs = ownJobs(catalogue).filter(({ targets }) => targets.from === "push");
  if (jobs.length === 0) return [];
  const program = jobs.map(({ name }) => name).join(", ");
  return [
    ["python/push_metrics.py", { text: renderPush(jobs), program, place: "Beside the program's modules" }],
    [
      "push.env",
      {
        text: renderPushEnvironment(pushgatewayUrl),
        program,
        place: "Environment of the process that pushes (env_file)",
      },
    ],
  ];
}

/** A part that the jobs of some producers need. */
const part =
  (pages: readonly PageName[], files: (jobs: readonly ScrapeJob[]) => Entries) =>
  ({ jobs }: PipelineCatalogue): Entries => {
    const served = jobs.filter((job) => pagesOf(job).some((page) => pages.includes(page)));
    return served.length === 0 ? [] : files(served);
  };

const kafka = part(["kafka", "kafka-client"], (jobs) => [
  [
    "kafka/jmx-exporter.yml",
    {
      text: renderKafkaJmx(),
      program: `Kafka: ${jobs.map(({ name }) => name).join(", ")}`,
      place: "Each JVM's -javaagent:jmx_prometheus_javaagent.jar=<port>:<this file>, agent 1.0 or newer",
    },
  ],
]);

const flink = part(["flink-jobmanager", "flink-taskmanager"], () => [
  [
    "flink/metrics.yaml",
    {
      text: renderFlinkMetrics(),
      program: "Flink: JobManager and TaskManagers",
      place: `Added to conf/config.yaml (flink-conf.yaml before 1.19); ports ${flinkPorts.first} to ${flinkPorts.last}`,
    },
  ],
]);

const spark = part(["spark-driver"], (jobs) => [
  [
    "spark/metrics.properties",
    { text: renderSparkMetrics(), program: "Spark: drivers and master", place: "conf/metrics.properties" },
  ],
  ...namespaces(jobs).map(
    (namespace) =>
      [
        `spark/spark-defaults.${namespace}.conf`,
        {
          text: renderSparkDefaults(namespace),
          program: `Spark: driver ${namespace}`,
          place: "Added to conf/spark-defaults.conf, or as --conf of spark-submit",
        },
      ] as const,
  ),
]);

/** Drivers are called in the names of their metrics as `spark.metrics.namespace` calls them. */
const namespaces = (jobs: readonly ScrapeJob[]): readonly string[] => [
  ...new Set(
    jobs.flatMap(({ metrics }) => metrics.flatMap(({ name }) => /^metrics_(.+?)_driver_/.exec(name)?.[1] ?? [])),
  ),
];
