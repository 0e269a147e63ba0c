import { join } from "node:path";
import { type Browser, chromium, type Page } from "@playwright/test";
import { freePort } from "@/lib/database/free-port";
import { startApp } from "../support/app";
import { findBrowser } from "../support/browser";
import { makeTestFolder, removeTestFolder } from "../support/test-folder";

/** `npm run pictures`: the desks as the demo shows them, for the papers. */
const FOLDER = join(import.meta.dirname, "../../docs/pictures");
const SIZE = { width: 1280, height: 860 };

type Picture = { name: string; as: string; open(page: Page): Promise<unknown> };

const PICTURES: readonly Picture[] = [
  { name: "look-up", as: "agent@demo.example", open: (page) => page.goto("/") },
  { name: "story", as: "agent@demo.example", open: openExample },
  { name: "messages", as: "analyst@demo.example", open: (page) => page.goto("/messages") },
  { name: "analytics", as: "analyst@demo.example", open: (page) => page.goto("/analytics") },
  { name: "review", as: "admin@demo.example", open: (page) => page.goto("/review") },
  { name: "connections", as: "admin@demo.example", open: (page) => page.goto("/connections") },
];

const dataDir = await makeTestFolder();
try {
  const app = await startApp({ dataDir, port: await freePort(), env: { DEMO: "on" } });
  const browser = await chromium.launch(await findBrowser());
  try {
    for (const picture of PICTURES) await take(browser, app.url, picture);
  } finally {
    await browser.close();
    await app.stop();
  }
} finally {
  await removeTestFolder(dataDir);
}

async function take(browser: Browser, baseURL: string, { name, as, open }: Picture): Promise<void> {
  const page = await browser.newPage({ baseURL, viewport: SIZE, colorScheme: "light" });
  await page.goto("/sign-in");
  await page.getByTitle(as).click();
  await page.waitForURL("/");
  await open(page);
  await page.waitForLoadState("networkidle");
  await page.screenshot({ path: join(FOLDER, `${name}.png`) });
  process.stdout.write(`docs/pictures/${name}.png\n`);
  await page.close();
}

async function openExample(page: Page): Promise<void> {
  await page.goto("/");
  await page.getByText("A second message after the first fell silent").click();
  await page.waitForURL(/\/stories\//);
}
