import { existsSync } from "node:fs";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium, type LaunchOptions } from "@playwright/test";

const FOLDER = fileURLToPath(new URL("../../.test/chromium", import.meta.url));
const SYSTEM_BROWSERS = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
/** The package's own looks for its fonts in a Lambda's folders and in /tmp; without any, Chromium ends at the first text. */
const FONTS_CONF = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir prefix="relative">fonts</dir>
  <cachedir prefix="xdg">fontconfig</cachedir>
</fontconfig>
`;
/** One process draws all pages: one of its own for each test takes a tenth of a run's processor time. */
const ONE_RENDERER = ["--renderer-process-limit=1", "--disable-site-isolation-trials"];
const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", ...ONE_RENDERER];

/** A Chromium: the one named, else Playwright's own, else the system's, else the one that comes as an npm package. */
export async function findBrowser(): Promise<LaunchOptions> {
  const candidates = [process.env.CHROMIUM_PATH, chromium.executablePath(), ...SYSTEM_BROWSERS];
  const executablePath = candidates.find((path) => path && existsSync(path));
  return executablePath ? { executablePath, args: FLAGS } : packagedBrowser();
}

/** Unpacked once per checkout, with the libraries that it needs: a shared /tmp would be another user's. */
async function packagedBrowser(): Promise<LaunchOptions> {
  if (!existsSync(FOLDER)) await unpack();
  const env = {
    ...(process.env as Record<string, string>),
    LD_LIBRARY_PATH: join(FOLDER, "al2023", "lib"),
    FONTCONFIG_PATH: join(FOLDER, "fonts"),
  };
  return { executablePath: join(FOLDER, "chromium"), args: [...FLAGS, "--headless=shell"], env };
}

async function unpack(): Promise<void> {
  const unfinished = `${FOLDER}.${process.pid}`;
  const before = { ...process.env };
  await mkdir(unfinished, { recursive: true });
  // The package unpacks its libraries only where it believes to run in a Lambda, and always into TMPDIR.
  Object.assign(process.env, { TMPDIR: unfinished, AWS_LAMBDA_JS_RUNTIME: "nodejs22.x" });
  const { default: packaged } = await import("@sparticuz/chromium");
  await packaged.executablePath();
  await writeFile(join(unfinished, "fonts", "fonts.conf"), FONTS_CONF);
  for (const name of ["TMPDIR", "AWS_LAMBDA_JS_RUNTIME", "LD_LIBRARY_PATH", "FONTCONFIG_PATH"]) {
    if (before[name] === undefined) delete process.env[name];
    else process.env[name] = before[name];
  }
  await rename(unfinished, FOLDER).catch(() => rm(unfinished, { recursive: true, force: true }));
}
