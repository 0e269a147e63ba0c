/** Reports one step of a start. `detail` may be called often; it shows when the step takes long. */
export type Report = (detail: string) => void;

const SHOWN_AFTER_MS = 1_000;
const LINE_EVERY_MS = 5_000;
const FRAME_MS = 200;

/** Runs a step and says so: at once when it is quick, with time and detail while it is not. */
export async function step<T>(label: string, work: (report: Report) => Promise<T>): Promise<T> {
  const began = Date.now();
  let detail = "";
  const stop = process.stdout.isTTY ? showLive(label, began, () => detail) : showLines(label, began, () => detail);
  try {
    const result = await work((text) => {
      detail = text;
    });
    stop();
    process.stdout.write(`  ✓ ${label}${took(began)}\n`);
    return result;
  } catch (error) {
    stop();
    throw error;
  }
}

/** A line beside the steps. */
export function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function showLive(label: string, began: number, detail: () => string): () => void {
  const clear = "\r\u001b[2K";
  const timer = setInterval(() => {
    process.stdout.write(`${clear}  … ${label}${took(began)} ${detail()}`);
  }, FRAME_MS);
  return () => {
    clearInterval(timer);
    process.stdout.write(clear);
  };
}

function showLines(label: string, began: number, detail: () => string): () => void {
  const write = () => process.stdout.write(`  … ${label}${took(began)} ${detail()}`.trimEnd().concat("\n"));
  let every: NodeJS.Timeout | undefined;
  const first = setTimeout(() => {
    write();
    every = setInterval(write, LINE_EVERY_MS);
  }, SHOWN_AFTER_MS);
  return () => {
    clearTimeout(first);
    clearInterval(every);
  };
}

function took(began: number): string {
  const seconds = (Date.now() - began) / 1_000;
  return seconds < 0.1 ? "" : ` · ${seconds.toFixed(1)} s`;
}
