import { readFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
import { AppError } from "@/lib/errors";

/** What a file holds: an argument would stand in the list of processes, and in the shell's history. */
export async function secretFromFile(flag: string, path: string): Promise<string> {
  const content = await readFile(path, "utf8").catch((cause) => {
    throw new AppError("invalid_input", `${flag}: the file cannot be read.`, { cause });
  });
  return notEmpty(content, `${flag}: the file is empty.`);
}

/** What is piped in. */
export async function secretFromStdin(flag: string, stdin: typeof process.stdin = process.stdin): Promise<string> {
  if (stdin.isTTY) throw new AppError("invalid_input", `${flag}: pipe it in, like … < FILE.`);
  return notEmpty(await text(stdin), `${flag}: nothing was piped in.`);
}

/** Several are piped in as name=value, one a line. */
export async function secretsFromStdin(flag: string): Promise<Record<string, string>> {
  const lines = (await secretFromStdin(flag)).split("\n").filter((line) => line.trim() !== "");
  const pairs = lines.map((line) => /^([^=\s]+)=(.*?)\r?$/.exec(line));
  // What is wrong may be a secret: it is not repeated.
  if (pairs.includes(null)) throw new AppError("invalid_input", `${flag}: write name=value, one a line.`);
  return Object.fromEntries(pairs.map((pair) => [pair?.[1], pair?.[2]]));
}

/** Editors end a file with a line end, which is no part of the secret. */
function notEmpty(content: string, problem: string): string {
  const secret = content.replace(/\r?\n$/, "");
  if (secret === "") throw new AppError("invalid_input", problem);
  return secret;
}
