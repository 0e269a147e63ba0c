/** What may be logged of an error. Never its own text: drivers and adapters put values into it. */
export function errorFacts(error: unknown): { name: string; code: unknown; stack: string | undefined } {
  const { name, code, stack } = error as { name: string; code?: unknown; stack?: string };
  const frames = stack?.split("\n").filter((line) => /^\s+at /.test(line));
  return { name, code, stack: frames?.slice(0, 5).join("\n") };
}
