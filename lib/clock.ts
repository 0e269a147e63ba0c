/** The time of day, injected wherever ids or facts are dated, so that demo data and tests can be back-dated. */
export type Clock = () => Date;

export const systemClock: Clock = () => new Date();
