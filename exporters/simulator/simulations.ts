import { churnModel } from "./churn.ts";
import { healthModel } from "./health.ts";
import { k2PlatformModel } from "./k2-platform.ts";
import { k2StreamingModel } from "./k2-streaming.ts";
import { type Simulation, simulate } from "./model.ts";
import { monitoringModel } from "./monitoring.ts";
import { tradeModel } from "./trade.ts";
import { tradeObservabilityModel } from "./trade-observability.ts";

/** Every pipeline that can be simulated, each from its beginning. */
export const simulations = (): readonly [Simulation, ...Simulation[]] => [
  simulate(churnModel),
  simulate(tradeModel),
  simulate(healthModel),
  simulate(tradeObservabilityModel),
  simulate(k2StreamingModel),
  simulate(monitoringModel),
  simulate(k2PlatformModel),
];
