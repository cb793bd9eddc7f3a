import type { Alert } from "../../alert.ts";
import { dataCheckFailing } from "./checks.ts";
import { dagsterAlerts } from "./dagster.ts";
import { distributionAlerts } from "./distribution.ts";
import { freshnessAlerts } from "./freshness.ts";
import { lineageAlerts } from "./lineage.ts";
import { schemaAlerts } from "./schema.ts";
import { volumeAlerts } from "./volume.ts";

/** The alerts on the trade pipeline's data and on what makes it: the document's five pillars, and Dagster. */
export const dataObservabilityAlerts: readonly Alert[] = [
  ...freshnessAlerts,
  ...volumeAlerts,
  ...schemaAlerts,
  ...distributionAlerts,
  ...lineageAlerts,
  dataCheckFailing,
  ...dagsterAlerts,
];
