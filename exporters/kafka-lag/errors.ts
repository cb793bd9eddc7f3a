/**
 * Asks about all at once, and about each alone if that fails: one that is in trouble must not hide the others.
 * @throws if none can be had
 */
export async function allOrEach<T>(
  names: readonly string[],
  get: (names: readonly string[]) => Promise<readonly T[]>,
): Promise<{ readonly found: readonly T[]; readonly missing: readonly string[] }> {
  if (names.length === 0) return { found: [], missing: [] };
  try {
    return { found: await get(names), missing: [] };
  } catch (error) {
    const each = await Promise.allSettled(names.map((name) => get([name])));
    if (each.every(({ status }) => status === "rejected")) throw error;
    return {
      found: each.flatMap((result) => (result.status === "fulfilled" ? result.value : [])),
      missing: each.flatMap((result, index) =>
        result.status === "rejected" ? [`${names[index]}: ${reasonOf(result.reason)}`] : [],
      ),
    };
  }
}

/** A part of the response that an error of the client carries, however deep. */
export function responseWith<T>(error: unknown, key: string): T | undefined {
  const { response, errors } = (error ?? {}) as { response?: Record<string, T>; errors?: readonly unknown[] };
  if (response?.[key] !== undefined) return response[key];
  return (errors ?? []).map((inner) => responseWith<T>(inner, key)).find((found) => found !== undefined);
}

/** What went wrong at the bottom of an error of the client, whose own message only says that something did. */
export function reasonOf(error: unknown): string {
  const { errors, cause, message } = (error ?? {}) as {
    errors?: readonly unknown[];
    cause?: unknown;
    message?: string;
  };
  const inner = errors?.[0] ?? cause;
  return inner === undefined ? (message ?? String(error)) : reasonOf(inner);
}
