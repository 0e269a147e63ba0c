import { randomUUID } from "node:crypto";
import { expect, it } from "vitest";
import { allowQuestion, returnQuestion, withinLimit } from "./hint-limit";

const allowed = (id: string, at: number, tries = 100) =>
  Array.from({ length: tries }, () => allowQuestion(id, at)).filter(Boolean).length;

it("lets a burst of questions through, then a few a second, for each connection by itself", () => {
  const [id, other] = [randomUUID(), randomUUID()];
  expect(allowed(id, 0)).toBe(20);
  expect(allowed(id, 0)).toBe(0);
  expect(allowed(id, 2_000)).toBe(10);
  expect(allowed(id, 3_600_000)).toBe(20);
  expect(allowed(other, 0)).toBe(20);
});

it("counts none that was not asked after all, and none twice for a clock that goes back", () => {
  const id = randomUUID();
  expect(allowed(id, 10_000)).toBe(20);
  returnQuestion(id);
  expect(allowed(id, 0)).toBe(1);
});

it("looks at a number of callbacks without proof at once, and at more when they are done", async () => {
  let [open, most] = [0, 0];
  const work = async () => {
    open += 1;
    most = Math.max(most, open);
    await new Promise(setImmediate);
    open -= 1;
    return "done";
  };
  const first = await Promise.all(Array.from({ length: 50 }, () => withinLimit(work)));
  expect(first.filter((one) => one === "done")).toHaveLength(20);
  expect(most).toBe(20);
  expect(await withinLimit(work)).toBe("done");
});
