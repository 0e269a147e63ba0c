import type { Command } from "commander";
import { answer } from "../answer";
import { fields } from "../columns";
import { removeDemo } from "../process/remove-demo";

export function define(demo: Command): void {
  const command = demo.command("remove").description("delete every demo row and account, for good");
  command.action(() => answer(command, removeDemo, (removed) => fields({ ...removed })));
}
