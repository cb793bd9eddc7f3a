import type { ScrapeJob } from "../catalogue/job.ts";
import { type Pipeline, pipelines } from "../pipelines.ts";
import type { Config } from "../settings/schema.ts";
import type { TargetSet } from "../settings/targets.ts";

type Targeted = Pick<Config, "pipelines" | "monitoring">;

/** A pipeline that is watched, with what stack config says of it. */
export interface EnabledPipeline {
  readonly pipeline: Pipeline;
  readonly team: string;
}

/** The pipelines that are watched under this config, in their order; nothing else decides which they are. */
export const enabledPipelines = (config: Targeted): readonly EnabledPipeline[] =>
  pipelines.flatMap((pipeline) => {
    if (pipeline.always) return [{ pipeline, team: config.monitoring.team }];
    const declared = config.pipelines[pipeline.catalogue.name];
    return declared === undefined || !declared.enabled ? [] : [{ pipeline, team: declared.team }];
  });

const none: TargetSet = { static: [], dns: [], files: [] };

/** Where a job's targets are found under this config: those of stack config, and those that are the stack's own. */
export function targetsOf({ name, targets, labels: { pipeline } }: ScrapeJob, config: Targeted): TargetSet {
  const declared = config.pipelines[pipeline];
  switch (targets.from) {
    case "service": {
      const more = targets.more ? (config.monitoring.targets[name] ?? none) : none;
      return { ...more, static: [`${targets.service}:${targets.port}`, ...more.static] };
    }
    case "config":
      return declared?.targets[name] ?? none;
    case "probe":
      return { ...none, static: declared?.healthUrls ?? [] };
    case "push":
      return none;
    default:
      return targets satisfies never;
  }
}

/** Whether anything is expected to deliver the job's series: targets to scrape, or pushes under its name. */
export function isFed(job: ScrapeJob, config: Targeted): boolean {
  if (job.targets.from === "push") {
    return config.pipelines[job.labels.pipeline]?.pushes.includes(job.name) ?? false;
  }
  const { static: addresses, dns, files } = targetsOf(job, config);
  return addresses.length + dns.length + files.length > 0;
}
