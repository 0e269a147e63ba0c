import fc from "fast-check";
import { TelnyxWebhook } from "telnyx/lib/webhooks";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { signEd25519 } from "../kit/ed25519";
import type { WebhookRequest } from "../provider";
import { telnyx } from "./telnyx";
import { keyPairOf, readKey } from "./telnyx-signature";

const AT = new Date("2026-03-01T12:00:00.000Z");
const URL = "https://otp-desk.example/api/webhooks/telnyx/c0nn3ct10n";
const [pair, otherPair] = ["ab", "cd"].map((byte) => keyPairOf(byte.repeat(32))) as [string, string];
const publicKey = publicHalf(pair);
// As strict about time as the library.
const strict = telnyx.configure?.({ toleranceSeconds: 300 }) ?? telnyx;

const seconds = Math.floor(AT.getTime() / 1000);
const bodies = fc.oneof(fc.json(), fc.string({ unit: "grapheme", maxLength: 200 }));
const times = fc.oneof(
  fc.integer({ min: seconds - 400, max: seconds + 400 }).map(String),
  fc.constantFrom("", "now", "-1", "1e9", `${seconds}.5`, ` ${seconds}`),
);

beforeEach(() => void vi.useFakeTimers({ now: AT, toFake: ["Date"] }));
afterEach(() => void vi.useRealTimers());

describe("against Telnyx's own library", () => {
  it("signs what the library takes, and takes it under the public key alone", async () => {
    await fc.assert(
      fc.asyncProperty(bodies, async (text) => {
        const example = { kind: "raw", url: URL, at: AT, body: Buffer.from(text) } as const;
        const signed = telnyx.sign(example, { publicKey: pair });
        expect(await theyTake(signed)).toBe(true);
        expect(strict.verify(signed, { publicKey })).toEqual({ ok: true });
        expect(strict.verify(signed, { publicKey: publicHalf(otherPair) }).ok).toBe(false);
      }),
      { numRuns: 1000 },
    );
  });

  it("agrees about any time, body and signature", async () => {
    const changes = fc.record({
      signedTime: times,
      sentTime: fc.option(times),
      signedBody: bodies,
      sentBody: fc.option(bodies),
      signer: fc.constantFrom(pair, pair, pair, otherPair),
      flip: fc.option(fc.record({ at: fc.nat(63), bit: fc.nat(7) }), { freq: 3 }),
    });
    await fc.assert(
      fc.asyncProperty(changes, async ({ signedTime, sentTime, signedBody, sentBody, signer, flip }) => {
        const content = Buffer.from(`${signedTime}|${signedBody}`);
        const signature = signEd25519(content, readKey(signer)?.seed ?? Buffer.alloc(32));
        if (flip) signature[flip.at] = (signature[flip.at] ?? 0) ^ (1 << flip.bit);
        const request = requestOf(sentBody ?? signedBody, sentTime ?? signedTime, signature.toString("base64"));
        expect(strict.verify(request, { publicKey }).ok).toBe(await theyTake(request));
      }),
      { numRuns: 2000 },
    );
  });

  it("refuses without either header, as the library does", async () => {
    const signed = telnyx.sign({ kind: "raw", url: URL, at: AT, body: Buffer.from("{}") }, { publicKey: pair });
    for (const name of ["telnyx-timestamp", "telnyx-signature-ed25519"]) {
      const { [name]: _gone, ...headers } = signed.headers;
      expect(await theyTake({ ...signed, headers })).toBe(false);
      expect(strict.verify({ ...signed, headers }, { publicKey }).ok).toBe(false);
    }
  });

  it("waits longer than the library unless told otherwise: a repetition may carry its first time", async () => {
    const signed = telnyx.sign({ kind: "raw", url: URL, at: AT, body: Buffer.from("{}") }, { publicKey: pair });
    const late = { ...signed, receivedAt: new Date(AT.getTime() + 3_600_000) };
    vi.setSystemTime(late.receivedAt);
    expect(await theyTake(late)).toBe(false);
    expect(strict.verify(late, { publicKey })).toEqual({ ok: false, reason: "stale_timestamp" });
    expect(telnyx.verify(late, { publicKey })).toEqual({ ok: true });
  });
});

function publicHalf(key: string): string {
  return readKey(key)?.point.toString("base64") ?? "";
}

function requestOf(body: string, timestamp: string, signature: string): WebhookRequest {
  const headers = { "telnyx-timestamp": timestamp, "telnyx-signature-ed25519": signature };
  return { method: "POST", url: URL, headers, body: Buffer.from(body), receivedAt: AT };
}

async function theyTake({ body, headers }: WebhookRequest): Promise<boolean> {
  return new TelnyxWebhook(publicKey).verify(body.toString("utf8"), headers).then(
    () => true,
    () => false,
  );
}
