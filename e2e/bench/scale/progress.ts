/** Where a long work stands, on stderr: a line when a step begins and, while it runs, every few seconds. */
export type Progress = {
  begin(step: string, total?: number): void;
  at(done: number): void;
  end(): void;
};

const LINE_EVERY_MS = 5_000;

export function showProgress(write: (line: string) => void = (line) => process.stderr.write(`${line}\n`)): Progress {
  let step = { name: "", total: 0, done: 0, began: Date.now() };
  let saidAt = 0;
  const seconds = () => (Date.now() - step.began) / 1000;
  const finish = () => {
    if (step.name !== "") write(`  ${step.name} done in ${seconds().toFixed(1)} s`);
    step = { ...step, name: "" };
  };
  return {
    begin(name, total = 0) {
      finish();
      step = { name, total, done: 0, began: Date.now() };
      saidAt = Date.now();
    },
    at(done) {
      step.done = done;
      if (Date.now() - saidAt < LINE_EVERY_MS) return;
      saidAt = Date.now();
      write(`  ${progressLine(step.name, done, step.total, seconds())}`);
    },
    end: finish,
  };
}

/** `messages 1,200,000 of 10,000,000 · 12 % · 21,000/s · 7 min left`. */
export function progressLine(name: string, done: number, total: number, seconds: number): string {
  const perSecond = done / Math.max(seconds, 0.001);
  const left = perSecond > 0 ? Math.max(0, total - done) / perSecond : Number.POSITIVE_INFINITY;
  const leftText = left < 90 ? `${Math.ceil(left)} s left` : `${Math.round(left / 60)} min left`;
  const share = `${Math.min(100, Math.floor((100 * done) / Math.max(1, total)))} %`;
  const counted = `${name} ${whole(done)} of ${whole(total)}`;
  return [counted, share, `${whole(perSecond)}/s`, Number.isFinite(left) ? leftText : ""].filter(Boolean).join(" · ");
}

function whole(n: number): string {
  return Math.round(n).toLocaleString("en");
}
