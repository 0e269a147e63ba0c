const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 30_000;
/** What ran this long did not end of how it began. */
const STEADY_MS = 60_000;

/** When what ends again and again may begin anew: at once the first time, then after pauses that double. */
export class Restarts {
  private failures = 0;
  private startedAt = 0;
  private notBefore = 0;

  constructor(private readonly now: () => number = () => performance.now()) {}

  noteStart(): void {
    this.startedAt = this.now();
  }

  noteEnd(): void {
    this.failures = this.now() - this.startedAt >= STEADY_MS ? 1 : this.failures + 1;
    this.notBefore = this.now() + pauseAfter(this.failures);
  }

  /** How long it must not begin yet. */
  get waitMs(): number {
    return Math.max(0, this.notBefore - this.now());
  }
}

function pauseAfter(failures: number): number {
  return failures < 2 ? 0 : Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (failures - 2));
}
