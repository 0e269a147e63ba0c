import { readFileSync } from "node:fs";

/** Bytes of memory that a process holds now. Linux alone tells it without a tool. */
export function memoryOf(pid: number): number {
  return 1_024 * factOf(`/proc/${pid}/status`, /^VmRSS:\s+(\d+) kB$/m);
}

/** Bytes that a process has read so far, from sockets and files alike. */
export function bytesReadBy(pid: number): number {
  return factOf(`/proc/${pid}/io`, /^rchar: (\d+)$/m);
}

function factOf(path: string, pattern: RegExp): number {
  const found = pattern.exec(readFileSync(path, "utf8"))?.[1];
  if (found === undefined) throw new Error(`${path} does not say.`);
  return Number(found);
}
