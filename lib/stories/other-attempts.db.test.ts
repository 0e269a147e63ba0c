import { beforeAll, describe, expect, it } from "vitest";
import { inOwnDatabase } from "@/e2e/support/own-database";
import { registerFor, type SendingApp, sendingApp, uniqueId } from "@/e2e/support/sending-app";
import { ensurePartitionFor } from "@/lib/database/partitions";
import { getStory, OTHERS_SHOWN } from "./get-story";
import { lookUp } from "./look-up";

// Other tests send to numbers by chance, and people are told apart by them.
inOwnDatabase();

let app: SendingApp;
beforeAll(async () => {
  for (const days of [0, 30]) await ensurePartitionFor(new Date(Date.now() - days * 86_400_000));
  app = await sendingApp();
});

const start = new Date(Date.now() - 3_600_000);
const at = (seconds: number) => new Date(start.getTime() + seconds * 1000);
const register = (body: object, seconds = 0) => registerFor(app, body, at(seconds));
const find = (text: string) => lookUp(text, { defaultCountries: [] });

describe("a person who tries again and again", () => {
  it("has the newest attempts beside a story, each with all its messages", async () => {
    const to = "+14155550160";
    const long = uniqueId("v");
    for (let n = 0; n < 30; n += 1) await register({ to, verificationId: long }, n);
    for (let n = 0; n < 5; n += 1) await register({ to, verificationId: uniqueId("v") }, 40 + n);
    const found = await find(to);
    const page = found.kind === "one" ? await getStory(found.storyId, at(60)) : null;
    expect(page?.otherAttempts.map(({ messageCount }) => messageCount)).toEqual([1, 1, 1, 1, 30]);
    expect(page?.otherAttempts.at(-1)?.externalId).toBe(long);
  });

  it("is found by the newest of them, also where old ones were registered last", async () => {
    const to = "+14155550162";
    const day = 86_400;
    const newest = uniqueId("v");
    for (let n = 20; n > 0; n -= 1) await register({ to, verificationId: n === 1 ? newest : uniqueId("v") }, -n * day);
    const found = await find(to);
    expect(found.kind === "one" && (await getStory(found.storyId, at(60)))?.story.verification?.externalId).toBe(
      newest,
    );

    for (let n = 0; n < 10; n += 1) {
      await register({ to, verificationId: uniqueId("v"), sentAt: at(-(n + 2) * day).toISOString() }, n);
    }
    expect(await find(to)).toEqual(found);
  });

  it("has no more of them beside a story than are shown, and one that tells of more", async () => {
    const to = "+14155550161";
    for (let n = 0; n < OTHERS_SHOWN + 5; n += 1) await register({ to, verificationId: uniqueId("v") }, n);
    const found = await find(to);
    const page = found.kind === "one" ? await getStory(found.storyId, at(60)) : null;
    expect(page?.otherAttempts).toHaveLength(OTHERS_SHOWN + 1);
  });
});

describe("a story that is not the newest", () => {
  it("knows the newest that began after it, of its own user before another's", async () => {
    const to = "+14155550163";
    const [own, other] = [uniqueId("user"), uniqueId("user")];
    const first = await register({ to, userRef: own }, 0);
    expect(await newer(first)).toBeNull();
    const second = await register({ to, userRef: other }, 10);
    expect(await newer(first)).toMatchObject({ storyId: second, userRef: other });
    const third = await register({ to, userRef: own }, 20);
    const last = await register({ to, userRef: other }, 30);
    expect(await newer(first)).toMatchObject({ storyId: third, userRef: own });
    expect(await newer(second)).toMatchObject({ storyId: last });
    expect(await newer(third)).toMatchObject({ storyId: last, userRef: other });
    expect(await newer(last)).toBeNull();
  });

  it("knows it also where it is older than all that stand beside it", async () => {
    const to = "+14155550164";
    const ids: string[] = [];
    for (let n = 0; n < OTHERS_SHOWN + 5; n += 1) ids.push(await register({ to }, n));
    expect(await newer(ids[0] ?? "")).toMatchObject({ storyId: ids.at(-1) });
  });

  const newer = async (id: string) => (await getStory(id, at(60)))?.newerAttempt;
});
