import type { Command } from "commander";
import { systemClock } from "@/lib/clock";
import { AppError } from "@/lib/errors";
import { type IdSettings, readIdSettings } from "@/lib/registrations/personal/id-settings";
import { setIdSettings } from "@/lib/registrations/personal/set-id-settings";
import { answer } from "../answer";
import { fields } from "../columns";

export function define(ids: Command): void {
  const show = ids.command("show").description("show whether ids of digits alone are taken");
  show.action(() => answer(show, readIdSettings, printIds));
  const set = ids
    .command("set")
    .description("say whether the app's own ids are digits alone; without it such an id may be a phone number")
    .requiredOption("--numeric <yes|no>", "yes: take them also where no recipient is known", readYesOrNo);
  set.action(({ numeric }: IdSettings) =>
    answer(set, () => setIdSettings({ numeric }, { kind: "system" }, systemClock), printIds),
  );
}

function readYesOrNo(text: string): boolean {
  if (text === "yes" || text === "no") return text === "yes";
  throw new AppError("invalid_input", "Give --numeric yes or --numeric no.");
}

function printIds({ numeric }: IdSettings): string {
  return fields({ "Ids of digits alone": numeric ? "are taken" : "are refused where no recipient is known" });
}
