/** What an action answers to the form that called it. */
export type Said = { ok: true; say: string } | Refused;
export type Refused = {
  ok: false;
  say: string;
  fields?: Record<string, string>;
  /** What was typed, for a page on which no script keeps it; never a secret. */
  typed?: Record<string, string>;
};
export type SayingAction = (state: Said | null, form: FormData) => Promise<Said>;
