import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { ENVIRONMENT } from "./env";
import { providers } from "./providers/registry";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const PAPERS = ["README.md", "CHANGELOG.md", ...readdirSync(join(ROOT, "docs")).map((name) => `docs/${name}`)].filter(
  (name) => name.endsWith(".md"),
);

describe.each(PAPERS)("%s", (paper) => {
  const text = readFileSync(join(ROOT, paper), "utf8");

  it("leads to files that are there", () => {
    const links = [...text.matchAll(/\]\(([^)#:]+)\)/g)].map(([, link = ""]) => join(dirname(paper), link));
    expect(links.filter((link) => !existsSync(join(ROOT, link)))).toEqual([]);
  });

  it("names tests and sources that are there", () => {
    const named = [...text.matchAll(/`((?:lib|app|e2e|components|scripts|prisma)\/[\w@()[\]./-]+\.\w+)`/g)];
    const missing = named.map(([, path = ""]) => path).filter((path) => !existsSync(join(ROOT, path)));
    expect(missing).toEqual([]);
  });
});

it("the paper for operators has every variable that is read", () => {
  const text = readFileSync(join(ROOT, "docs", "operate.md"), "utf8");
  const unmentioned = ["NEXTAUTH_URL", "NODE_ENV", "CHROMIUM_PATH", "DATABASE_READ_URL", "SMTP_URL"];
  const names = Object.keys(ENVIRONMENT.shape).filter((name) => !unmentioned.includes(name));
  expect(names.filter((name) => !text.includes(`\`${name}\``))).toEqual([]);
});

it("the first paper names every provider", () => {
  const text = readFileSync(join(ROOT, "README.md"), "utf8");
  const names = Object.values(providers).map(({ name }) => name);
  expect(names.filter((name) => !text.includes(name))).toEqual([]);
});
