import { describe, expect, it } from "vitest";
import { ADDRESS, AT } from "../fixtures/list-fixtures";
import { vonageSms } from "./vonage-sms";
import { SIGNATURE_METHODS } from "./vonage-sms-signature";

describe("Vonage SMS", () => {
  const signatureSecret = "my_secret_key_for_testing";
  const body = Buffer.from("messageId=m1&status=delivered&err-code=0");

  it("verifies each method under its own name only", () => {
    for (const method of SIGNATURE_METHODS) {
      const signed = vonageSms.sign(
        { kind: "raw", url: ADDRESS, at: AT, body },
        { signatureSecret, signatureMethod: method },
      );
      for (const other of SIGNATURE_METHODS) {
        const expected = other === method;
        expect(vonageSms.verify(signed, { signatureSecret, signatureMethod: other }).ok).toBe(expected);
      }
    }
    const byDefault = vonageSms.sign({ kind: "raw", url: ADDRESS, at: AT, body }, { signatureSecret });
    expect(vonageSms.verify(byDefault, { signatureSecret, signatureMethod: "md5hash" })).toEqual({ ok: true });
  });

  it("takes a receipt that was repeated for three days", () => {
    const signed = vonageSms.sign({ kind: "raw", url: ADDRESS, at: AT, body }, { signatureSecret });
    const aged = (hours: number) => ({ ...signed, receivedAt: new Date(AT.getTime() + hours * 3_600_000) });
    expect(vonageSms.verify(aged(72), { signatureSecret })).toEqual({ ok: true });
    expect(vonageSms.verify(aged(74), { signatureSecret })).toEqual({ ok: false, reason: "stale_timestamp" });
    const patient = vonageSms.configure?.({ toleranceSeconds: 80 * 3600 });
    expect(patient?.verify(aged(74), { signatureSecret })).toEqual({ ok: true });
  });

  describe("the push's own time", () => {
    const read = (fields: string, receivedAt = new Date(AT.getTime() + 7_200_000)) => {
      const parsed = vonageSms.parse({
        ...vonageSms.sign(
          { kind: "raw", url: ADDRESS, at: AT, body: Buffer.from(`${body}&${fields}`) },
          { signatureSecret },
        ),
        receivedAt,
      });
      return parsed.kind === "reports" ? parsed.reports[0] : undefined;
    };

    it("is when it had happened at the latest, where both of its clocks agree", () => {
      const found = read("message-timestamp=2026-03-01+12:00:00&scts=2603011300");
      expect(found).toMatchObject({ occurredAtLatest: AT });
      expect(found).not.toHaveProperty("providerOccurredAt");
    });

    it("is never later than the arrival", () => {
      const arrival = new Date(AT.getTime() - 2_000);
      expect(read("message-timestamp=2026-03-01+12:00:00", arrival)?.occurredAtLatest).toEqual(arrival);
    });

    it.each(["message-timestamp=2026-03-01+13:00:00", "message-timestamp=yesterday", "scts=2603011300"])(
      "is not read where they disagree: %s",
      (fields) => {
        expect(read(fields)).toMatchObject({ timeNotRead: true });
        expect(read(fields)?.occurredAtLatest).toBeUndefined();
      },
    );
  });

  it("refuses a field given twice, or hidden in another's name", () => {
    const signed = vonageSms.sign({ kind: "raw", url: ADDRESS, at: AT, body }, { signatureSecret });
    const hidden = signed.body.toString().replace("messageId=m1&status=", "messageId%3Dm1%26status=");
    expect(hidden).not.toBe(signed.body.toString());
    for (const text of [hidden, `${signed.body}&status=failed`]) {
      expect(vonageSms.verify({ ...signed, body: Buffer.from(text) }, { signatureSecret }).ok).toBe(false);
    }
  });
});
