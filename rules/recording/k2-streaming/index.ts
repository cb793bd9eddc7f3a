import type { Recording } from "../../recording.ts";
import { resources } from "./drivers.ts";
import { latencies } from "./latency.ts";
import { rates } from "./rates.ts";

/** What the K2 pipeline records. */
export const k2StreamingRecordings: readonly Recording[] = [...rates, ...resources, ...latencies];
