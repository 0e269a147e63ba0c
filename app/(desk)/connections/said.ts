/** What an action answers to the form that called it. */
export type Said = { ok: true; say: string } | { ok: false; say: string; fields?: Record<string, string> };
export type SayingAction = (state: Said | null, form: FormData) => Promise<Said>;
