import { randomFillSync } from "node:crypto";

const POOL_BYTES = 4_096;

let pool = Buffer.alloc(0);
let used = 0;

/** Random bytes, used once and never again. One call to the system serves hundreds: a call each costs more than a seal. */
export function randomBytes(count: number): Buffer {
  if (used + count > pool.length) {
    pool = randomFillSync(Buffer.allocUnsafeSlow(Math.max(POOL_BYTES, count)));
    used = 0;
  }
  used += count;
  return pool.subarray(used - count, used);
}
