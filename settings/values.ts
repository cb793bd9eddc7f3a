import { z } from "zod";
import { durationSeconds } from "./duration.ts";

/** Longer than anybody keeps or waits, and well below what overflows in the servers. */
const longest = 100 * 365 * 24 * 3600;
/** A duration of at least so many seconds. */
export const duration = (least = 1) =>
  z.string().refine((text) => (durationSeconds(text) ?? -1) >= least && (durationSeconds(text) ?? -1) <= longest, {
    error: `a duration of at least ${least}s and at most 100y, such as 30s, 5m, 1h30m or 15d`,
  });
export const size = z.string().regex(/^[1-9]\d*(B|KB|MB|GB|TB)$/, { error: "a size such as 512MB or 10GB" });
export const port = z.int().min(1).max(65_535);
export const hostPort = z
  .string()
  .regex(/^([a-zA-Z0-9_.-]+|\[[0-9a-fA-F:]+\]):[1-9]\d{0,4}$/, {
    error: "host:port, such as consumer.example.com:8000",
    abort: true,
  })
  .refine((text) => Number(text.slice(text.lastIndexOf(":") + 1)) <= 65_535, {
    error: "host:port, a port up to 65535",
  });
export const url = z.string().regex(/^https?:\/\/[^\s/]+(\/\S*)?$/, { error: "an http or https URL" });
export const slug = z.string().regex(/^[a-z][a-z0-9-]{0,30}$/, {
  error: "lower-case letters, digits and dashes, at most 31, a letter first",
});
export const labelName = z.string().regex(/^[a-zA-Z_][a-zA-Z0-9_]*$/, { error: "a label name" });
export const email = z.string().regex(/^[^\s@,<>]+@[^\s@,<>]+$/, { error: "one e-mail address" });
export const imageRef = z.string().regex(/^[\w.-]+(:\d+)?(\/[\w.-]+)*(:[\w.-]+)(@sha256:[0-9a-f]{64})?$/, {
  error: "an image with its tag, such as docker.io/prom/prometheus:v3.15.0",
});

/** Days of a week, as Prometheus' and Grafana's time intervals name them. */
export const weekdays = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] as const;

/** Hours and minutes; a day ends at 24:00. */
export const timeOfDay = z
  .string()
  .regex(/^(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)$/, { error: "hours and minutes such as 08:30, up to 24:00" });
