import { Resolver } from "node:dns/promises";
import { isIP } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/** Whether there is a server to reload; `absent` on the first start, when its container does not exist yet. */
export type Reachability = "answers" | "absent";

const patience = 30_000;

/** Waits for a server that is about to answer; one whose name is unknown in the network is not there at all. */
export async function reachability(url: string): Promise<Reachability> {
  const deadline = Date.now() + patience;
  for (;;) {
    try {
      await fetch(url, { signal: AbortSignal.timeout(5_000) });
      return "answers";
    } catch (error) {
      const code = ((error as Error).cause as NodeJS.ErrnoException | undefined)?.code;
      // Docker's resolver answers only for containers that run.
      if (code === "ENOTFOUND" || code === "EAI_AGAIN") return "absent";
      if ((error as Error).name === "TimeoutError" && (await isUnknown(new URL(url).hostname))) return "absent";
      if (Date.now() > deadline) throw new Error(`${url} does not answer: ${code ?? (error as Error).message}`);
      await sleep(250);
    }
  }
}

/** Where no other name server can be reached, an unknown name is not denied: the question just gets no answer. */
const isUnknown = (hostname: string): Promise<boolean> =>
  new Resolver({ timeout: 2_000, tries: 1 }).resolve4(hostname).then(
    () => false,
    () => isIP(hostname) === 0,
  );

/** Tells the server to read its files anew. */
export async function reload(url: string): Promise<void> {
  const response = await fetch(url, { method: "POST", signal: AbortSignal.timeout(60_000) });
  if (!response.ok) throw new Error(`reload refused (${response.status}): ${(await response.text()).trim()}`);
}

/** Runs a check until it holds; a server may take a moment from its reload to its API. */
export async function eventually(check: () => Promise<readonly string[]>, within = 10_000): Promise<void> {
  const deadline = Date.now() + within;
  for (;;) {
    const differences = await check().catch((error: Error) => [error.message]);
    if (differences.length === 0) return;
    if (Date.now() > deadline) throw new Error(`the server does not run what was written: ${differences.join("; ")}`);
    await sleep(200);
  }
}

export async function getJson<T>(url: string): Promise<T> {
  const response = await fetch(url, { signal: AbortSignal.timeout(10_000) });
  if (!response.ok) throw new Error(`${url} answers ${response.status}`);
  return (await response.json()) as T;
}

export async function getText(url: string): Promise<string> {
  const response = await fetch(url, { signal: AbortSignal.timeout(10_000) });
  if (!response.ok) throw new Error(`${url} answers ${response.status}`);
  return response.text();
}
