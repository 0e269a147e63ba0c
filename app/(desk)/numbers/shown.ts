export type Shown = { number: string; shown: string; until: number };
