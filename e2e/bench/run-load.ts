import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { AtEnd } from "./at-end";
import type { Load, LoadResult } from "./send-load";

export const CONNECTIONS = 256;

/** Sends a load from a process of its own. */
export async function runLoad(load: Omit<Load, "connections">, atEnd: AtEnd): Promise<LoadResult> {
  const program = fileURLToPath(new URL("./send-load.ts", import.meta.url));
  const sender = fork(program, { execArgv: ["--import", "tsx"], serialization: "advanced" });
  const end = atEnd(async () => {
    sender.kill();
  });
  try {
    return await new Promise<LoadResult>((resolve, reject) => {
      sender.once("message", (result) => resolve(result as LoadResult));
      sender.once("error", reject);
      sender.once("exit", (code) => reject(new Error(`The load ended with ${code} and no result.`)));
      sender.send({ ...load, connections: CONNECTIONS } satisfies Load);
    });
  } finally {
    await end();
  }
}
