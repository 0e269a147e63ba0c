import type { Command } from "commander";
import { answer } from "../answer";
import { fields } from "../columns";
import { removeDemo } from "../process/remove-demo";

export function addDemoCommand(program: Command): void {
  const demo = program.command("demo").description("the demo data");
  const command = demo.command("remove").description("delete every demo row and account, for good");
  command.action(() => answer(command, removeDemo, (removed) => fields({ ...removed })));
}
