import { describe, expect, it } from "vitest";
import {
  type AttributedMessage,
  type CountedVerification,
  verificationContributions,
} from "./verification-contribution";

const at = (seconds: number) => new Date(Date.UTC(2026, 10, 2, 10, 0, seconds));
const attempt: CountedVerification = {
  state: "verified",
  useCase: "login",
  destinationCountry: "IN",
  requestedAt: at(0),
  verifiedAt: at(90),
  createdAt: at(1),
};
const message = (id: string, seconds: number, connectionId: string): AttributedMessage => ({
  id,
  connectionId,
  channel: "sms",
  templateKey: "login_otp",
  senderIdentity: "ACME",
  destinationCountry: "IN",
  sentAt: at(seconds),
  createdAt: at(seconds),
});

describe("verificationContributions", () => {
  it("counts an attempt under its first message and under the last one before success", () => {
    const rows = verificationContributions(attempt, [
      message("c", 95, "late"),
      message("b", 60, "two"),
      message("a", 2, "one"),
    ]);
    expect(rows.map(({ attribution, connectionId }) => [attribution, connectionId])).toEqual([
      ["first", "one"],
      ["last", "two"],
    ]);
  });

  it("counts an attempt that took one message a third time, as such", () => {
    const rows = verificationContributions(attempt, [message("a", 2, "one")]);
    expect(rows.map(({ attribution }) => attribution)).toEqual(["first", "last", "single"]);
    expect(rows[0]).toMatchObject({ bucketAt: at(0), state: "verified", country: "IN", useCase: "login" });
    expect(rows[0]?.latencyBucket).not.toBeNull();
  });

  it("counts an attempt without a message too, under no connection", () => {
    const rows = verificationContributions({ ...attempt, state: "abandoned", verifiedAt: null }, []);
    expect(rows.map(({ connectionId }) => connectionId)).toEqual(Array(2).fill("00000000-0000-0000-0000-000000000000"));
    expect(rows.every(({ latencyBucket }) => latencyBucket === null)).toBe(true);
  });
});
