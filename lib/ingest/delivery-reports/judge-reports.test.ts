import fc from "fast-check";
import { expect, it } from "vitest";
import { arbitraryHistory } from "@/lib/delivery/fold/fixtures/arbitrary-events";
import { newId } from "@/lib/ids";
import { eventKey, type NewEvent } from "@/lib/ledger/messages/record-events";
import { type ArrivedReport, judgeReports } from "./judge-reports";
import type { PreparedReport } from "./prepare-reports";

const report = { attempt: null } as PreparedReport;
const messageId = newId(new Date());

type Facts = Omit<NewEvent, "messageId" | "bodyHash">;

const someHistory = arbitraryHistory.filter(({ length }) => length > 0);

/** Some arrivals of the same events, sooner or later, each with one of two bodies, cut into batches. */
const arbitraryBatches = someHistory.chain((history) => {
  const arrival = fc.tuple(fc.constantFrom(...history), fc.constantFrom("aa", "bb"), fc.nat(3)).map(toArrival);
  return fc.array(fc.array(arrival, { maxLength: 6 }), { maxLength: 5 });
});

function toArrival([event, bodyHash, seconds]: [Facts, string, number]): ArrivedReport {
  const receivedAt = new Date(event.receivedAt.getTime() + seconds * 1000);
  const arrived = { ...event, receivedAt, messageId, bodyHash, duplicateCount: 0, differs: false };
  return { report, event: arrived, key: eventKey(arrived) };
}

it("comes to the same events however arrivals are cut into batches", () => {
  fc.assert(
    fc.property(arbitraryBatches, (batches) => {
      const oneByOne = batches.flat().map((arrival) => [arrival]);
      expect(judgeInTurn(batches).known).toEqual(judgeInTurn(oneByOne).known);
    }),
  );
});

it("takes one arrival of each event for the first, and numbers all others from 1", () => {
  fc.assert(
    fc.property(arbitraryBatches, (batches) => {
      const { known, judged } = judgeInTurn(batches);
      const first = judged.flatMap(({ outcomes }) => outcomes).filter((outcome) => outcome === "stored");
      expect(first).toHaveLength(known.size);
      expect(judged.flatMap(({ fresh }) => fresh)).toHaveLength(known.size);
      for (const [key, { duplicateCount }] of known) {
        const ordinals = judged.flatMap(({ further }) => further.filter((one) => eventKey(one) === key));
        expect(ordinals.map(({ ordinal }) => ordinal)).toEqual(Array.from({ length: duplicateCount }, (_, n) => n + 1));
      }
    }),
  );
});

it("says of a later arrival whether its bytes are those of the earliest", () => {
  fc.assert(
    fc.property(someHistory, ([event]) => {
      const [first, same, other] = (["aa", "aa", "bb"] as const).map((body) => toArrival([event as Facts, body, 0]));
      const { judged, known } = judgeInTurn([
        [first as ArrivedReport],
        [same as ArrivedReport, other as ArrivedReport],
      ]);
      expect(judged.map(({ outcomes }) => outcomes)).toEqual([["stored"], ["duplicate", "differing"]]);
      expect([...known.values()]).toMatchObject([{ bodyHash: "aa", duplicateCount: 2, differs: true }]);
    }),
  );
});

/** Every batch knows what those before it left. */
function judgeInTurn(batches: readonly ArrivedReport[][]) {
  let known = new Map<string, NewEvent>();
  const judged = batches.map((arrivals) => {
    const one = judgeReports(arrivals, known);
    known = new Map(one.events.map((event) => [eventKey(event), event]));
    return one;
  });
  return { known, judged };
}
