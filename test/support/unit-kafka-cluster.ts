/** A Kafka cluster whose lag is watched, that is right; each value is other than its default. */
export const kafkaCluster = {
  brokers: ["kafka-1.example.com:9092", "kafka-2.example.com:9093"],
  pipeline: "trade",
  groups: "trade-.*",
  topics: "market[.].*",
  interval: "37s",
  sasl: { username: "lag", mechanism: "SCRAM-SHA-256" },
  tls: true,
  ca: "-----BEGIN CERTIFICATE-----\nMII\n-----END CERTIFICATE-----\n",
  memoryMiB: 213,
  cpus: 0.31,
};
