import { MonitoringStack } from "./components/monitoring-stack.ts";
import { load } from "./settings/load.ts";

const stack = new MonitoringStack("monitoring", load());

/** URLs that people open, by service. */
export const urls = stack.urls;
