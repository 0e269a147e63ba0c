import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { claimInstance, findInstance } from "./instance";

let dataDir: string;
let file: string;
let processes: ChildProcess[];
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "otp-desk-instance-"));
  file = join(dataDir, "instance.json");
  processes = [];
});
afterEach(async () => {
  for (const child of processes) child.kill("SIGKILL");
  await rm(dataDir, { recursive: true });
});

/** What a claim of this process says, with the id and birth of another one. */
async function writtenBy(pid: number): Promise<string> {
  const claim = await claimInstance(dataDir);
  const ours = JSON.parse(await readFile(file, "utf8")) as { bornAt: string };
  await claim.release();
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  const began = stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? "1";
  return JSON.stringify({ pid, bornAt: ours.bornAt.replace(/^\d+/, began), url: "http://127.0.0.1:3000" });
}

describe("claimInstance", { timeout: 30_000 }, () => {
  it("has one holder at a time, whom it names, and leaves nothing but its file", async () => {
    const claim = await claimInstance(dataDir);
    await claim.announce("http://127.0.0.1:4000");
    await expect(claimInstance(dataDir)).rejects.toMatchObject({
      code: "conflict",
      message: `OTP Desk already runs on ${dataDir} at http://127.0.0.1:4000 (process ${process.pid}).`,
    });
    expect(await readdir(dataDir)).toEqual(["instance.json"]);
    await claim.release();
    expect(await readdir(dataDir)).toEqual([]);
  });

  it.each([
    ["empty", ""],
    ["cut short", '{"pid":12,"bor'],
    ["foreign", '{"name":"another program"}'],
    ["of an impossible process", '{"pid":0,"bornAt":"1 x","url":null}'],
    ["no object", "[]"],
  ])("says what to do about a file that is %s, and leaves it", async (_what, text) => {
    await writeFile(file, text);
    const line = `${file} does not say who uses this folder: when no OTP Desk runs on it any more, remove the file.`;
    await expect(claimInstance(dataDir)).rejects.toMatchObject({ code: "misconfigured", message: line });
    await expect(findInstance(dataDir)).rejects.toMatchObject({ code: "misconfigured", message: line });
    expect(await readFile(file, "utf8")).toBe(text);
  });

  it.runIf(process.platform === "linux")("takes over from a killed process that nobody has collected yet", async () => {
    // The shell becomes a program that collects no children.
    const parent = spawn("/bin/sh", ["-c", "sleep 60 & echo $!; exec sleep 60"], {
      stdio: ["ignore", "pipe", "ignore"],
    });
    processes.push(parent);
    const [line] = (await once(parent.stdout, "data")) as [Buffer];
    const pid = Number(line.toString());
    const written = await writtenBy(pid);
    await writeFile(file, written);
    expect(await findInstance(dataDir)).toMatchObject({ pid });
    process.kill(pid, "SIGKILL");
    while (!/\) Z /.test(await readFile(`/proc/${pid}/stat`, "utf8"))) await sleep(20);
    expect(await findInstance(dataDir)).toBeNull();
    await (await claimInstance(dataDir)).release();
  });
});
