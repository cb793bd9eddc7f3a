import { consumerJob } from "../../../catalogue/churn.ts";

/** What input series of the proofs carry. */
export const topic = "telco.raw.customers";
export const instance = { job: consumerJob.name, instance: "consumer:8000" };
export const perTopic = ["topic"] as const;
