import { randomBytes } from "node:crypto";
import { expect, it } from "vitest";
import { provideEnv } from "@/lib/env";
import { hashRequest } from "./hash-request";

const key = () => randomBytes(32).toString("base64");
const [first, second] = [key(), key()];
provideEnv({ PHONE_HASH_KEYS: `a:${first}` });

const BODY = { to: "+14155550142", action: { type: "login", id: "1" }, sentAt: new Date(0), tags: ["b", "a"] };

it("is the same for the same facts, in whatever order the keys come", () => {
  const other = {
    tags: ["b", "a"],
    sentAt: new Date(0),
    action: { id: "1", type: "login" },
    to: "+14155550142",
    route: undefined,
  };
  expect(hashRequest(other)).toEqual(hashRequest(BODY));
});

it.each([
  { to: "+14155550143" },
  { action: { type: "login", id: "2" } },
  { sentAt: new Date(1) },
  { tags: ["a", "b"] },
  { route: "x" },
])("differs with %o", (change) => {
  expect(hashRequest({ ...BODY, ...change })).not.toEqual(hashRequest(BODY));
});

it("depends on the key, and outlives the arrival of a newer one", () => {
  const hash = hashRequest(BODY);
  provideEnv({ PHONE_HASH_KEYS: `b:${second},a:${first}` });
  expect(hashRequest(BODY)).toEqual(hash);
  provideEnv({ PHONE_HASH_KEYS: `b:${second}` });
  expect(hashRequest(BODY)).not.toEqual(hash);
});
