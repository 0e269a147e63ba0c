import { processWide } from "@/lib/runtime";

/** All bodies that are being read or wait for their answer: more senders than that come again. */
const MAX_BYTES = 128 * 1024 * 1024;
/** Callbacks are small as a rule: the last of the room is theirs, whoever fills the rest with large ones. */
const KEPT_FOR_SMALL_BYTES = 32 * 1024 * 1024;
const SMALL_BYTES = 16 * 1024;

/** What one body holds of the process's memory. */
export type BodyRoom = { take(bytes: number): boolean; giveBack(): void };

export function bodyRoom(): BodyRoom {
  const held = processWide("held-bodies", () => ({ bytes: 0 }));
  let own = 0;
  return {
    take(bytes) {
      const limit = own + bytes > SMALL_BYTES ? MAX_BYTES - KEPT_FOR_SMALL_BYTES : MAX_BYTES;
      if (held.bytes + bytes > limit) return false;
      held.bytes += bytes;
      own += bytes;
      return true;
    },
    giveBack() {
      held.bytes -= own;
      own = 0;
    },
  };
}
