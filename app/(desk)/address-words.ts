import type { PassedOver } from "@/lib/address/read-address";

/** One sentence for each thing in an address that is no filter. */
export function passedOverText({ name, text, why }: PassedOver): string {
  switch (why) {
    case "no_such_name":
      return name === null ? "It has a name that is no filter here." : `“${name}” is no filter here.`;
    case "given_again":
      return `“${name}” is given more than once, with different values: the first counts.`;
    case "no_such_value":
      return [
        `${text === null ? "What stands" : `“${text}”`} for “${name}” is not understood, and narrows nothing.`,
        ...(HINTS[name ?? ""] ?? []),
      ].join(" ");
  }
}

const TIME = ["Write 2026-11-26, 2026-11-26T10:00 or 2026-11-26T10:00Z."];
const HINTS: Readonly<Record<string, readonly string[]>> = {
  from: TIME,
  to: TIME,
  tz: ["Write a time zone as Asia/Kolkata."],
  country: ["Write two letters, as BR."],
  connection: ["Write the id of a provider account."],
  page: ["This is the first page."],
};

/** Said where a range goes from a moment to itself. */
export const MOMENT_WORDS = "From and to are the same moment, and nothing lies between.";
