import { describe, expect, it } from "vitest";
import { runCli } from "@/e2e/support/run-cli";
import { recordAudit } from "@/lib/audit/record-audit";
import type { AuditVerdict } from "@/lib/audit/verify-chain";
import { db } from "@/lib/db";

const cli = (...args: string[]) => runCli(args);

describe("audit verify", () => {
  it("says that the log is whole, and what to note of it", async () => {
    await append();
    const whole = await cli("audit", "verify", "--json");
    const verdict = JSON.parse(whole.stdout) as AuditVerdict;
    expect(whole).toMatchObject({ code: 0, stderr: "" });
    if (!verdict.ok) throw new Error("the chain is broken");
    await append();
    const noted = await cli("audit", "verify", "--noted", `${verdict.head.number}:${verdict.head.hash}`);
    expect(noted).toMatchObject({ code: 0, stdout: expect.stringMatching(/^All \d+ entries .* \d+:[0-9a-f]{64}\n$/) });
  });

  it("fails with the first bad entry on stderr", async () => {
    const { number } = await append();
    const wrong = await cli("--json", "audit", "verify", "--noted", `${number}:${"0".repeat(64)}`);
    expect(wrong).toMatchObject({ code: 1, stderr: expect.stringMatching(`entry ${number} is the first bad one`) });
    expect(JSON.parse(wrong.stdout)).toMatchObject({ firstBad: { number: Number(number), problem: "rewritten" } });
    expect(await cli("audit", "verify", "--noted", "nonsense")).toMatchObject({ code: 1, stdout: "" });
  });
});

describe("drift check", () => {
  it("answers with what it checked, and nothing else", async () => {
    const { stdout } = await cli("--json", "drift", "check");
    expect(JSON.parse(stdout)).toMatchObject({ messages: expect.any(Number), drifts: expect.any(Array) });
  });
});

function append(): Promise<{ number: bigint }> {
  const entry = { actor: { kind: "system" }, action: "sign_in", subject: null, at: new Date() } as const;
  return db().$transaction((tx) => recordAudit(tx, entry));
}
