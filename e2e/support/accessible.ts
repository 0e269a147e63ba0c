import AxeBuilder from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";

/** Nothing serious for axe. In the other theme of a page that was looked at whole only the colours are others. */
export async function expectAccessible(page: Page, { colorsOnly = false } = {}): Promise<void> {
  const axe = new AxeBuilder({ page });
  const { violations } = await (colorsOnly ? axe.withRules("color-contrast") : axe).analyze();
  const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
  expect(serious.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`)).toEqual([]);
}
