import type { Values } from "./unit-config.ts";

/** What is allowed, as it must stand in the message; `shown` is the value as it must stand there. */
export type Expected = Readonly<Record<string, readonly [shown: string, allowed: string | RegExp]>>;

/** A wrong configuration: what is wrong, the changes that make it so, and every fault that must be found. */
export type WrongConfig = readonly [what: string, changes: Values, expected: Expected];
