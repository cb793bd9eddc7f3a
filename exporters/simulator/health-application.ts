import {
  batchSize,
  consumptionLatency,
  containerMemory,
  containerMemoryLimit,
  deserializationErrors,
  invalidRecords,
  processingLatency,
  recordsConsumed,
  recordsWritten,
  validationFailures,
  validationReasons,
  validRecords,
  workerMemory,
  writeFailures,
  writeLatency,
} from "../../catalogue/health-application.ts";
import { sample } from "./model.ts";
import { knownValues } from "./series.ts";
import type { Behaviour } from "./table.ts";

const gibibyte = 1024 ** 3;
const limit = 4 * gibibyte;

/** How much of the traffic each type of data has. */
const mix: Readonly<Record<string, number>> = { heartRate: 0.6, steps: 0.3, sleepAnalysis: 0.1 };

/** What the Python workers see. */
export interface ApplicationConditions {
  readonly recordsPerSecond: number;
  /** Share that is invalid, where a type of data has none of its own. */
  readonly invalidShare: number;
  readonly invalidShareOf: Readonly<Record<string, number>>;
  readonly undecodablePerSecond: number;
  readonly processingSeconds: number;
  readonly consumptionSeconds: number;
  readonly written: boolean;
  readonly writeFailuresPerSecond: number;
  readonly containerShare: number;
}

/** The page of the Python workers. */
export function applicationPage(conditions: ApplicationConditions): Behaviour {
  const { recordsPerSecond, written } = conditions;
  const types = knownValues(validRecords.labels.data_type).map((data_type) => {
    const rate = recordsPerSecond * (mix[data_type] ?? 0);
    const invalid = rate * (conditions.invalidShareOf[data_type] ?? conditions.invalidShare);
    return { data_type, invalid, valid: rate - invalid };
  });
  const valid = types.reduce((sum, type) => sum + type.valid, 0);
  const batchesPerSecond = written && valid > 0 ? 0.1 : 0;
  return {
    gauges: [
      sample(containerMemory, conditions.containerShare * limit, {}),
      sample(containerMemoryLimit, limit, {}),
      sample(workerMemory, 0.15 * limit, {}),
    ],
    perSecond: [
      sample(recordsConsumed, recordsPerSecond + conditions.undecodablePerSecond, {}),
      sample(deserializationErrors, conditions.undecodablePerSecond, {}),
      ...types.flatMap(({ data_type, invalid, valid: passed }) => [
        sample(validRecords, passed, { data_type }),
        sample(invalidRecords, invalid, { data_type }),
        ...validationReasons.map((reason) =>
          sample(validationFailures, invalid / validationReasons.length, { data_type, reason }),
        ),
      ]),
      sample(recordsWritten, written ? valid : 0, {}),
      sample(writeFailures, conditions.writeFailuresPerSecond, {}),
    ],
    observed: [
      { ...sample(processingLatency, conditions.processingSeconds, {}), perSecond: recordsPerSecond },
      { ...sample(consumptionLatency, conditions.consumptionSeconds, {}), perSecond: recordsPerSecond },
      { ...sample(writeLatency, 1.8, {}), perSecond: batchesPerSecond },
      { ...sample(batchSize, valid / 0.1, {}), perSecond: batchesPerSecond },
    ],
  };
}
