import { failureLine } from "../failure-line";
import { buildPages } from "./build-pages";
import { say } from "./progress";

/** `npm run build`: the pages, so that the next start need not. */
try {
  say((await buildPages()) ? "The pages are built." : "The pages were built already.");
} catch (error) {
  process.stderr.write(`${failureLine(error)}\n`);
  process.exitCode = 1;
}
