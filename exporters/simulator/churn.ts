import {
  brokerConnected,
  consumerJob,
  consumerLag,
  errorTypes,
  messagesFailed,
  messagesProcessed,
  modelLoaded,
  processingLatency,
} from "../../catalogue/churn.ts";
import { type Conditions, churnScenarios, type Step } from "./churn-scenarios.ts";
import { type Effects, type Model, type Sample, type Scenario, sample } from "./model.ts";
import { firstValue } from "./series.ts";

/** All that the consumer remembers from one step to the next. */
export interface ChurnState {
  /** Undefined before the first step. */
  readonly scenario: Scenario<Conditions> | undefined;
  readonly secondsInScenario: number;
  /** Messages ever taken; the fraction is the message that is not done yet. */
  readonly messages: number;
}

const topic = firstValue(messagesProcessed.labels.topic);

/** How many of the first `messages` messages have failed, at a share that does not change. */
const failuresAmong = (messages: number, ratio: number): number => Math.floor(messages * ratio);

// Multiples of the golden ratio fill the range evenly: a spread without chance.
const jitter = (message: number): number => 0.7 + 0.6 * ((message * 0.618033988749895) % 1);

/** What one message leaves behind; its number decides its fate. */
function processed(message: number, { failedRatio, stepSeconds }: Conditions): Omit<Effects, "gauges"> {
  const failures = failuresAmong(message, failedRatio);
  const failed = failuresAmong(message + 1, failedRatio) > failures;
  const errorType = errorTypes[failures % errorTypes.length] ?? errorTypes[0];
  const steps = Object.entries(stepSeconds).map(
    ([step, seconds]) => [step as Step, seconds * jitter(message)] as const,
  );
  const total = steps.reduce((sum, [, seconds]) => sum + seconds, 0);
  return {
    increases: [
      sample(messagesProcessed, 1, { status: failed ? "failed" : "success", topic }),
      ...(failed ? [sample(messagesFailed, 1, { error_type: errorType, topic })] : []),
    ],
    observations: [...steps, ["total", total] as const].map(([operation, seconds]) =>
      sample(processingLatency, seconds, { operation }),
    ),
  };
}

/** The lag of each partition after some time under the conditions. */
function lagAfter(seconds: number, { backlog, lagPerSecond, lagCeiling }: Conditions): readonly Sample[] {
  const partitions = Object.entries(backlog);
  const begin = partitions.reduce((sum, [, messages]) => sum + messages, 0);
  const grown = Math.max(0, Math.min(lagPerSecond * seconds, lagCeiling - begin));
  // Each partition takes its share; the offsets make them step one after the other.
  return partitions.map(([partition, messages], index) =>
    sample(consumerLag, messages + Math.floor((grown + index) / partitions.length), { topic, partition }),
  );
}

/** Plays `seconds` of a scenario. */
export function advance(
  state: ChurnState,
  scenario: Scenario<Conditions>,
  seconds: number,
): { readonly state: ChurnState; readonly effects: Effects } {
  const { conditions } = scenario;
  const secondsInScenario = (state.scenario === scenario ? state.secondsInScenario : 0) + seconds;
  const messages = state.messages + conditions.messagesPerSecond * seconds;
  const first = Math.floor(state.messages);
  const done = Array.from({ length: Math.floor(messages) - first }, (_, index) => processed(first + index, conditions));
  return {
    state: { scenario, secondsInScenario, messages },
    effects: {
      gauges: [
        sample(brokerConnected, conditions.brokerConnected ? 1 : 0, {}),
        sample(modelLoaded, conditions.modelLoaded ? 1 : 0, {}),
        ...lagAfter(secondsInScenario, conditions),
      ],
      increases: done.flatMap(({ increases }) => increases),
      observations: done.flatMap(({ observations }) => observations),
    },
  };
}

/** The churn consumer: a Kafka consumer that scores each message with a model. */
export const churnModel: Model<ChurnState, Conditions> = {
  pipeline: consumerJob.labels.pipeline,
  pages: [{ job: consumerJob, port: 8000, health: true }],
  scenarios: churnScenarios,
  start: { scenario: undefined, secondsInScenario: 0, messages: 0 },
  advance,
  checks: (conditions) => ({
    broker_connection: conditions.brokerConnected ? "pass" : "fail",
    model_loaded: conditions.modelLoaded ? "pass" : "fail",
  }),
};
