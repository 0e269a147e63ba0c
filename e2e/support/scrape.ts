/** One sample of Prometheus' text form: its name with its labels as they stand there, and its value. */
export type Samples = ReadonlyMap<string, number>;

/** Reads `/api/metrics` as a scraper does; throws where it is not answered, or a line is none of the format. */
export async function scrape(origin: string, token: string): Promise<Samples> {
  const answer = await fetch(`${origin}/api/metrics`, { headers: { authorization: `Bearer ${token}` } });
  if (answer.status !== 200) throw new Error(`metrics: ${answer.status}`);
  const lines = (await answer.text()).split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  return new Map(lines.map(readSample));
}

/** The sum of all samples of a name that have these labels, among others. */
export function total(samples: Samples, name: string, labels: Record<string, string> = {}): number {
  const wanted = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
  return [...samples]
    .filter(([key]) => key.split("{")[0] === name && wanted.every((one) => key.includes(one)))
    .reduce((sum, [, value]) => sum + value, 0);
}

function readSample(line: string): [string, number] {
  const [, key = "", value = ""] = /^([a-zA-Z_:][a-zA-Z0-9_:]*(?:\{.*\})?) (\S+)$/.exec(line) ?? [];
  if (key === "") throw new Error(`no sample: ${line}`);
  return [key, value === "+Inf" ? Number.POSITIVE_INFINITY : Number(value)];
}
