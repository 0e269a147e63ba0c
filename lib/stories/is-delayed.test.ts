import { expect, it } from "vitest";
import { isDelayed } from "./is-delayed";

const at = (seconds: number) => new Date(Date.UTC(2026, 10, 21) + seconds * 1000);
const sent = { isFinal: false, sentAt: at(0), firstEventAt: null, createdAt: at(-5), deadlineAt: at(300) };

it.each([
  ["within the usual time", sent, 20_000, 10, false],
  ["after the usual time", sent, 20_000, 21, true],
  ["after the deadline, when no receipt is awaited any more", sent, 20_000, 300, false],
  ["where too little is known to say what is usual", sent, null, 200, false],
  ["once a final status came", { ...sent, isFinal: true }, 20_000, 60, false],
  [
    "counted from the first callback where the app gave no time",
    { ...sent, sentAt: null, firstEventAt: at(50) },
    20_000,
    60,
    false,
  ],
  ["counted from when we first saw it where nothing else is known", { ...sent, sentAt: null }, 20_000, 16, true],
])("%s", (_name, message, usualMs, seconds, expected) => {
  expect(isDelayed(message, usualMs, at(seconds))).toBe(expected);
});
