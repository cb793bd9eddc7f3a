import { topicMessagesIn } from "../../../catalogue/kafka.ts";
import {
  andOn,
  counterOf,
  equals,
  gaugeOf,
  greater,
  increase,
  minOverTime,
  rate,
  resets,
  sum,
  unless,
} from "../../../catalogue/promql/build.ts";
import type { Duration, Expression } from "../../../catalogue/promql/expression.ts";
import { up } from "../../../catalogue/synthetic.ts";
import { ingestTopic, kafkaJob, ofTrade } from "../../../catalogue/trade.ts";
import { bridgeJob } from "../../../catalogue/trade-apps.ts";
import { durationSeconds } from "../../../settings/duration.ts";
import { alert } from "../../alert.ts";
import { appearing, constant, fixtureInterval, gone, growing, justAbove, justBelow, stopped } from "../../fixture.ts";
import { formatValue } from "../../units.ts";
import { broker, kafkaClient, memory } from "./series.ts";

/** Of all brokers together: one that leads none of a topic's partitions gets nothing, and is well. */
const perTopic = ["cluster", "topic"] as const;
/** Kafka's own topics, such as `__consumer_offsets`, are written whether or not data flows. */
const usersTopics = { topic: { notMatches: "__.*" } } as const;

const seconds = (duration: Duration): number => durationSeconds(duration) ?? 0;

type Topics = Parameters<typeof counterOf<"topic">>[1];
const messagesIn = (topics: Topics = {}) => counterOf(topicMessagesIn, { ...ofTrade, ...topics });

/**
 * Topics that got more than so many messages within a day, and none within the window. The day, rather than some time
 * ago, so that the alert lasts for as long as the fault does, and sees a topic whose brokers are all gone. The two are
 * matched by topic: it is enough that one selects.
 */
const silent = (topics: Topics, messages: number, window: Duration): Expression =>
  unless(
    greater(sum(increase(messagesIn(topics), memory), perTopic), messages),
    greater(sum(rate(messagesIn(), window), perTopic), 0),
  );

const messages = (name: string, topic: string, perSecond: number) =>
  growing(topicMessagesIn, { ...broker(name), topic }, perSecond);

export const pipelineCompleteFailure = alert({
  name: "PipelineCompleteFailure",
  component: "pipeline",
  jobs: [kafkaJob],
  service: "pipeline",
  severity: "critical",
  for: "5m",
  // With the wait, the document's 15 minutes.
  window: "10m",
  panel: "trade-overview/throughput",
  relations: {
    stops: { jobs: [bridgeJob], whole: true },
    hides: [{ alerts: ["KafkaTopicNoTraffic"], same: ["cluster", "topic"] }],
  },
  summary: "No trades come in",
  description: ({ for: wait, window }) =>
    `No message has reached {{ $labels.topic }} of {{ $labels.cluster }} for ${window} and the ${wait} since, although it had some within ${memory}. Everything after it stands still.`,
  expression: ({ window }) => silent({ topic: ingestTopic }, 0, window),
  proof: () => ({
    fires: [
      stopped(topicMessagesIn, { ...broker("broker-1"), topic: ingestTopic }, 1000),
      gone(topicMessagesIn, { ...broker("broker-2"), topic: ingestTopic }, 0, 1000),
      messages("broker-1", "raw-orders", 10),
    ],
    quiet: {
      "one broker gets the topic's messages, the other none": [
        stopped(topicMessagesIn, { ...broker("broker-1"), topic: ingestTopic }, 1000),
        messages("broker-2", ingestTopic, 0.1),
      ],
      "the topic has never had a message": [messages("broker-1", ingestTopic, 0)],
    },
    whenAbsent: "quiet",
  }),
});

export const kafkaTopicNoTraffic = alert({
  name: "KafkaTopicNoTraffic",
  component: "kafka",
  jobs: [kafkaJob],
  severity: "warning",
  for: "5m",
  window: "5m",
  numbers: {
    minimumMessages: {
      default: 10_000,
      unit: "messages",
      min: 0,
      max: 1e12,
      source: "one in nine seconds: a topic with fewer may well be silent for ten minutes",
    },
  },
  panel: "trade-kafka/messages",
  relations: { failsWith: [kafkaJob] },
  summary: "A topic that is usually busy gets no messages",
  description: ({ for: wait, numbers, window }) =>
    `{{ $labels.topic }} of {{ $labels.cluster }} has had no message for ${window} and the ${wait} since, but more than ${formatValue(numbers.minimumMessages, "messages")} within ${memory}.`,
  expression: ({ numbers, window }) => silent(usersTopics, numbers.minimumMessages, window),
  proof: ({ numbers: { minimumMessages } }) => {
    const topic = "raw-orders";
    const once = (amount: number) => [stopped(topicMessagesIn, { ...broker("broker-1"), topic }, amount)];
    return {
      fires: once(justAbove(minimumMessages) + 1),
      quiet: {
        "few messages, but some": [...once(2 * minimumMessages), messages("broker-2", topic, 0.01)],
        "a topic with just too few messages a day": once(justBelow(minimumMessages)),
        "a topic of Kafka's own": [
          stopped(topicMessagesIn, { ...broker("broker-1"), topic: "__consumer_offsets" }, 2 * minimumMessages + 1),
        ],
      },
      whenAbsent: "quiet",
    };
  },
});

export const newTopicCreated = alert({
  name: "NewTopicCreated",
  component: "kafka",
  jobs: [kafkaJob],
  severity: "info",
  // The document gives none. After the first scrape of all there is nothing to compare with.
  for: "1m",
  window: "1h",
  panel: "trade-kafka/messages",
  summary: "A topic got its first message",
  description: ({ window }) =>
    `{{ $labels.topic }} of {{ $labels.cluster }} was not there ${window} before: it is new, or nobody had written to it since its brokers started.`,
  // Only where a broker was watched for all of the time that is compared with: else every topic would be new.
  expression: ({ window }) => {
    const known = sum(resets(messagesIn(), window, window), perTopic);
    const brokers = gaugeOf(up, { job: kafkaJob.name, ...ofTrade });
    return andOn(
      unless(sum(resets(messagesIn(usersTopics), window), perTopic), known),
      [],
      equals(minOverTime(brokers, window, window), 1),
    );
  },
  proof: ({ for: wait, window }) => {
    // Later than what is compared with at the end of the test.
    const after = seconds(wait) + Math.max(9 * fixtureInterval, seconds(window) / 2);
    const first = { ...broker("broker-1"), topic: "raw-quotes" };
    const watched = [constant(up, broker("broker-1"), 1), messages("broker-1", ingestTopic, 10)];
    return {
      fires: [...watched, appearing(topicMessagesIn, first, { after, perSecond: 1 })],
      quiet: {
        "all topics are known": [...watched, growing(topicMessagesIn, first, 1)],
        [`nothing was watched ${window} ago`]: [
          constant(up, broker("broker-1"), 0),
          constant(up, { ...broker("broker-1"), pipeline: "other" }, 1),
          constant(up, kafkaClient, 1),
          appearing(topicMessagesIn, first, { after, perSecond: 1 }),
        ],
        "another pipeline's topic is new": [
          ...watched,
          appearing(topicMessagesIn, { ...first, pipeline: "other" }, { after, perSecond: 1 }),
        ],
        "a topic of Kafka's own": [
          ...watched,
          appearing(topicMessagesIn, { ...first, topic: "__consumer_offsets" }, { after, perSecond: 1 }),
        ],
      },
      whenAbsent: "quiet",
    };
  },
});
