import { AppError } from "@/lib/errors";
import type { PassedOver, Why } from "./read-address";

/** For what cannot say beside its answer what it passed over, as a file: it does not answer. */
export function refusePassedOver(passedOver: readonly PassedOver[]): void {
  if (passedOver.length === 0) return;
  const fields = Object.fromEntries(passedOver.map(({ name, why }) => [name ?? "(a name)", WORDS[why]]));
  throw new AppError("invalid_input", "The address asks for something that is not understood.", { fields });
}

const WORDS: Readonly<Record<Why, string>> = {
  no_such_name: "is no filter",
  no_such_value: "has a value that is not understood",
  given_again: "is given more than once, with different values",
};
