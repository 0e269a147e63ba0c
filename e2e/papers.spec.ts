import { execFile, execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { promisify } from "node:util";
import { expect, test } from "@playwright/test";
import { connectProvider, makeApiKey } from "./tell-story";

const run = promisify(execFile);
const paper = readFileSync(new URL("../docs/integrate.md", import.meta.url), "utf8");
const blocks = (language: string) =>
  [...paper.matchAll(/^```(.+)\n([\s\S]*?)^```$/gm)].flatMap(([, name, code]) =>
    name === language && code ? [code] : [],
  );

/** What the paper tells a developer to do, done: its own lines against the running app. */
let environment: Record<string, string | undefined>;
test.beforeAll(async ({ baseURL }) => {
  const { connection } = await connectProvider("twilio");
  environment = {
    PATH: process.env.PATH,
    OTP_DESK: baseURL,
    OTP_DESK_KEY: await makeApiKey(),
    CONNECTION: connection.key,
  };
});

const RUNNERS = [
  { language: "sh curl", program: "sh", flag: "-c", needs: "curl" },
  { language: "js", program: process.execPath, flag: "--input-type=module", needs: null },
  { language: "python", program: "python3", flag: "-c", needs: "python3" },
];
for (const { language, program, flag, needs } of RUNNERS) {
  test(`the paper for developers works as it is written, in ${language}`, async () => {
    test.skip(needs !== null && !isThere(needs), `there is no ${needs} here`);
    const answers: string[] = [];
    for (const code of blocks(language)) {
      const { stdout } = await run(program, flag === "-c" ? [flag, code] : [flag, "--eval", code], {
        env: { ...process.env, ...environment } as NodeJS.ProcessEnv,
      });
      answers.push(stdout);
    }
    expect(answers.length).toBeGreaterThan(0);
    expect(answers.at(-1)).toMatch(/wait/);
  });
}

function isThere(program: string): boolean {
  try {
    execFileSync(program, ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}
