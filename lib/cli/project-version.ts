import { readFileSync } from "node:fs";
import { join } from "node:path";
import { PROJECT_ROOT } from "./process/project-root";

export function projectVersion(): string {
  return String(JSON.parse(readFileSync(join(PROJECT_ROOT, "package.json"), "utf8")).version);
}
