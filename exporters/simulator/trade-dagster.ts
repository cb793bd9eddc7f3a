import {
  assetDuration,
  assetLastMaterialization,
  assetMaterializations,
  runDuration,
  runFailures,
  runInProgressStart,
  runLastFailure,
  runLastSuccess,
  runSuccesses,
  runTypicalDuration,
  scheduleLateTicks,
  scheduleNextTick,
  scheduleTicks,
  sensorEvaluations,
  sensorInterval,
  sensorLastTick,
  sensorSkips,
  sensorTicks,
} from "../../catalogue/trade-dagster.ts";
import { sample } from "./model.ts";
import { knownValues } from "./series.ts";
import type { Behaviour, Moment } from "./table.ts";

/** Each job's time between two runs, and of a run. */
export const dagsterJobs = {
  kafka_to_iceberg_bronze: { every: 60, seconds: 20 },
  bronze_to_silver_transform: { every: 240, seconds: 75 },
  silver_to_gold_aggregate: { every: 3600, seconds: 400 },
  refresh_api_cache: { every: 3600, seconds: 12 },
  iceberg_maintenance: { every: 3600, seconds: 240 },
} as const;

const assets = [
  { asset_key: "raw_trades", layer: "bronze", every: 60, seconds: 18 },
  { asset_key: "cleaned_trades", layer: "silver", every: 240, seconds: 70 },
] as const;

const sensors = knownValues(sensorTicks.labels.sensor_name);
const schedules = knownValues(scheduleTicks.labels.schedule_name);
const tickSeconds = 30;

/** What Dagster pushes while all is well. */
export function dagster({ now }: Moment): Behaviour {
  const lastOf = (every: number) => Math.floor(now / every) * every;
  const jobs = Object.entries(dagsterJobs).map(([dagster_job, times]) => ({ labels: { dagster_job }, ...times }));
  return {
    gauges: [
      ...jobs.flatMap(({ labels, every, seconds }) => [
        sample(runLastSuccess, lastOf(every), labels),
        sample(runLastFailure, 0, labels),
        sample(runTypicalDuration, seconds, labels),
      ]),
      // The shortest job is always seen at work, from 0 to 20 s.
      sample(runInProgressStart, now - (now % dagsterJobs.kafka_to_iceberg_bronze.seconds), {
        dagster_job: "kafka_to_iceberg_bronze",
      }),
      ...assets.map(({ asset_key, layer, every }) =>
        sample(assetLastMaterialization, lastOf(every), { asset_key, layer }),
      ),
      ...sensors.flatMap((sensor_name) => [
        sample(sensorLastTick, lastOf(tickSeconds), { sensor_name }),
        sample(sensorInterval, tickSeconds, { sensor_name }),
      ]),
      ...schedules.map((schedule_name) => sample(scheduleNextTick, now + 1800, { schedule_name })),
    ],
    perSecond: [
      ...jobs.flatMap(({ labels, every }) => [sample(runSuccesses, 1 / every, labels), sample(runFailures, 0, labels)]),
      ...assets.map(({ asset_key, layer, every }) => sample(assetMaterializations, 1 / every, { asset_key, layer })),
      ...sensors.flatMap((sensor_name) => [
        sample(sensorTicks, 1 / tickSeconds, { sensor_name }),
        sample(sensorEvaluations, 1 / (2 * tickSeconds), { sensor_name }),
        sample(sensorSkips, 1 / (2 * tickSeconds), { sensor_name }),
      ]),
      ...schedules.flatMap((schedule_name) => [
        sample(scheduleTicks, 1 / 3600, { schedule_name }),
        sample(scheduleLateTicks, 0, { schedule_name }),
      ]),
    ],
    observed: [
      ...jobs.map(({ labels, every, seconds }) => ({ ...sample(runDuration, seconds, labels), perSecond: 1 / every })),
      ...assets.map(({ asset_key, layer, every, seconds }) => ({
        ...sample(assetDuration, seconds, { asset_key, layer }),
        perSecond: 1 / every,
      })),
    ],
  };
}
