import type { ClaimedRef, MessageRef } from "@/lib/ledger/messages/message-ref";
import { resolveRefs } from "@/lib/ledger/messages/message-refs";
import { StartAgain } from "@/lib/ledger/sql/sql-errors";
import type { Transaction } from "@/lib/ledger/sql/transaction";
import type { Decision } from "./plan-registrations";

type Stored = Exclude<Decision, { kind: "refuse" }>;

/**
 * Claims the refs of what is to be written, and the request's key with its first item that is stored, or was. Nothing
 * may be otherwise than it was planned.
 */
export async function claimRegistrations(
  tx: Transaction,
  decisions: readonly Decision[],
  request: ClaimedRef | null,
): Promise<void> {
  const stored = decisions.filter((decision) => decision.kind !== "refuse");
  const claiming = stored.filter(({ kind }, index) => kind !== "repeat" || (request !== null && index === 0));
  if (claiming.length === 0) return;
  const namings = claiming.map((decision) => ({
    refs: [...refsOf(decision), ...(request && decision === stored[0] ? [request] : [])],
    newId: decision.id,
  }));
  const resolved = await resolveRefs(tx, namings);
  const asPlanned = claiming.every(({ kind, id }, index) => {
    return resolved.ids[index] === id && resolved.created.has(id) === (kind === "create");
  });
  const merged = claiming.flatMap((decision) => (decision.kind === "complete" ? decision.also : []));
  if (!asPlanned || resolved.sameMessage.length !== merged.length) throw new StartAgain();
}

function refsOf(decision: Stored): readonly MessageRef[] {
  return decision.kind === "repeat" ? decision.refs : decision.registration.refs.map(({ ref }) => ref);
}
