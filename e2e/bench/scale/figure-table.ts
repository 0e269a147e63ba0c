/** One figure at one size, a value a round. */
export type Figure = { name: string; values: number[]; isCost: boolean };

/** The figures of one size, in the order in which they were first measured. */
export class FigureTable {
  private readonly byName = new Map<string, Figure>();

  add(name: string, value: number, isCost: boolean): void {
    const figure = this.byName.get(name) ?? { name, values: [], isCost };
    figure.values.push(value);
    this.byName.set(name, figure);
  }

  figures(): Figure[] {
    return [...this.byName.values()];
  }
}
