import { appendFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { claimChanges, settleChanges } from "@/lib/ledger/outbox/claim-changes";
import { renewReading } from "@/lib/ledger/outbox/read-changes";

/** A process of a reader, to be killed: takes changes, writes their ids down as what leaves, and only then settles them. */
const [, , reader = "", file = ""] = process.argv;
const CLAIM_SECONDS = 2;
const LEASE_SECONDS = 600;
/** What leaves takes a moment: who is killed then has sent it, and nobody knows. */
const LEAVES_FOR_MS = 20;

for (;;) {
  try {
    await renewReading(reader, LEASE_SECONDS);
    const changes = await claimChanges(reader, 20, CLAIM_SECONDS);
    for (const { id } of changes) appendFileSync(file, `${id}\n`);
    process.stdout.write(".");
    await sleep(LEAVES_FOR_MS);
    await settleChanges(reader, changes);
  } catch {
    await sleep(50);
  }
}
