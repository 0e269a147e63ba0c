import { ZxcvbnFactory } from "@zxcvbn-ts/core";
import { adjacencyGraphs, dictionary } from "@zxcvbn-ts/language-common";
import { z } from "zod";
import { processWide } from "@/lib/runtime";

const SHORTEST = 12;
const LONGEST = 1000;
/** Of 0 to 4: more guesses than anybody makes at a server that slows guessing down. */
const LEAST_SCORE = 3;

/** A password that somebody chooses now; older ones open what they opened. */
export const NewPassword = z
  .string()
  .min(SHORTEST, { error: "must have at least 12 characters", abort: true })
  .max(LONGEST, { error: "must have at most 1000 characters", abort: true })
  .refine((password) => !isCommon(password), "is among the first that attackers try: choose another");

/** Whether it stands on the lists of common passwords, or is made of one by doubling, counting on or swapping letters. */
export function isCommon(password: string): boolean {
  return judge().check(password).score < LEAST_SCORE;
}

function judge(): ZxcvbnFactory {
  return processWide("password-judge", () => new ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs }));
}
