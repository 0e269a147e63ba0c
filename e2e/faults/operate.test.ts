import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { cp, mkdir, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { Agent } from "node:https";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { scrape, total } from "@/e2e/support/scrape";
import { makeTestFolder, removeTestFolder } from "@/e2e/support/test-folder";
import { PROJECT_ROOT } from "@/lib/cli/process/project-root";
import { freePort } from "@/lib/database/free-port";
import { twilio } from "@/lib/providers/twilio/twilio";
import { type DebianPostgres, findDebianPostgres, startDebianPostgres } from "./debian-postgres";
import { findNginx } from "./nginx";
import { postOverTls } from "./post-over-tls";

const run = promisify(execFile);
const [bin, nginx] = process.env.TEST_LONG ? [await findDebianPostgres(), await findNginx()] : [null, null];
const SECRET = "of-the-operator";
const HOST = "localhost";
/** What a checkout holds that a build or a start made. */
const MADE = [".next", ".data", ".test", ".git", "test-results", "node_modules"];

/** docs/operate.md, followed to the letter: its blocks, its units and its proxy, on other folders and ports. */
describe.runIf(bin && nginx)("the paper for operators", { timeout: 900_000 }, () => {
  const running: ChildProcess[] = [];
  let folder: string;
  let postgres: DebianPostgres;
  let blocks: string[];
  let paths: [string, string][];
  let ports: { web: number; web2: number; ingest: number; tls: number };
  let settings: Record<string, string>;
  let key: string;
  let certificate: Buffer;
  const sent: string[] = [];

  beforeAll(async () => {
    folder = await makeTestFolder();
    postgres = await startDebianPostgres(bin ?? "");
    const paper = await readFile(join(PROJECT_ROOT, "docs", "operate.md"), "utf8");
    blocks = [...paper.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, code = ""]) => code);
    const [web, web2, ingest, tls] = [await freePort(), await freePort(), await freePort(), await freePort()];
    ports = { web, web2, ingest, tls };
    for (const name of ["home", "next"]) await checkOut(join(folder, name));
    await mkdir(join(folder, "backups"));
    const { host } = new URL(postgres.url);
    settings = {
      DATABASE_URL: `postgresql://otp_desk:of-the-desk@${host}/otp_desk`,
      RESTORED_URL: `postgresql://otp_desk:of-the-desk@${host}/restored`,
      PUBLIC_URL: `https://${HOST}:${tls}`,
      BACKUPS: join(folder, "backups"),
      OTP_DESK_NEXT: join(folder, "next"),
      // This proxy stands on loopback, with a certificate of its own.
      OUTGOING_PRIVATE_RANGES: "127.0.0.0/8",
      NODE_EXTRA_CA_CERTS: join(folder, "etc", "tls", "certificate.pem"),
    };
    paths = [
      ["/opt/otp-desk", join(folder, "home")],
      ["/etc/otp-desk", join(folder, "etc")],
      ["otp.example.com", HOST],
      ["/usr/bin/npm", "npm"],
      ...Object.entries({ 3001: web, 3002: web2, 3003: ingest }).map(([from, to]): [string, string] => [
        from,
        String(to),
      ]),
    ];
  }, 300_000);
  afterAll(async () => {
    for (const child of running) child.kill("SIGKILL");
    await postgres?.stop();
    await removeTestFolder(folder);
  });

  it("installs: keys, a database, settings, pages, tables", async () => {
    await asSuperuser("CREATE ROLE otp_desk LOGIN PASSWORD 'of-the-desk'", "CREATE DATABASE otp_desk OWNER otp_desk");
    for (const n of [0, 1, 2]) await follow(n);
    expect(await readdir(join(folder, "etc"))).toContain("otp-desk.env");
  });

  it("starts the units, and takes callbacks through the proxy, each process saying how many", async () => {
    await startUnit("otp-desk-web@.service", ports.web);
    await startUnit("otp-desk-web@.service", ports.web2);
    await startUnit("otp-desk-ingest@.service", ports.ingest);
    await startUnit("otp-desk-worker.service", 0);
    await startProxy();
    await follow(3, /✓/);
    const added = await cli(
      "connections",
      "add",
      "--provider",
      "twilio",
      "--label",
      "Operated",
      "--secret",
      `authToken=${SECRET}`,
    );
    key = JSON.parse(added).key;
    for (let n = 0; n < 20; n += 1) await callBack();
    const token = (await readFile(join(folder, "etc", "metrics-token"), "utf8")).trim();
    const samples = await scrape(`http://127.0.0.1:${ports.ingest}`, token);
    expect(total(samples, "otp_desk_callbacks_total", { outcome: "stored" })).toBe(20);
    expect(total(samples, "otp_desk_database_up")).toBe(1);
  });

  it("backs up while callbacks come, and restores all that was acknowledged before", async () => {
    await callBack();
    const before = sent.length;
    const more = (async () => {
      for (let n = 0; n < 20; n += 1) await callBack();
    })();
    await follow(4);
    await more;
    await asSuperuser("CREATE DATABASE restored OWNER otp_desk");
    await follow(5, /all counts agree/);
    const restored = new pg.Client({ connectionString: settings.RESTORED_URL });
    await restored.connect();
    const { rows } = await restored
      .query("SELECT provider_message_id AS id FROM messages")
      .finally(() => restored.end());
    expect(rows.map(({ id }) => id)).toEqual(expect.arrayContaining(sent.slice(0, before)));
  });

  it("upgrades one process after the other, and every callback meanwhile is answered", async () => {
    await follow(6);
    let isOver = false;
    const senders = (async () => {
      while (!isOver) await callBack();
    })();
    paths[0] = ["/opt/otp-desk", join(folder, "next")];
    const old = running.splice(0, 4);
    const restart = [
      ["otp-desk-ingest@.service", ports.ingest, old[2]],
      ["otp-desk-web@.service", ports.web, old[0]],
      ["otp-desk-web@.service", ports.web2, old[1]],
      ["otp-desk-worker.service", 0, old[3]],
    ] as const;
    for (const [unit, port, before] of restart) {
      before?.kill("SIGTERM");
      if (before) await once(before, "exit");
      await startUnit(unit, port);
    }
    isOver = true;
    await senders;
    const stored = JSON.parse(await cli("drift", "check"));
    expect(stored).toMatchObject({ messages: sent.length, drifts: [] });
  });

  /** A copy of the sources with its own folder for what is built; the packages are those of here. */
  async function checkOut(target: string): Promise<void> {
    await mkdir(target);
    const names = (await readdir(PROJECT_ROOT)).filter((name) => !MADE.includes(name));
    for (const name of names) await cp(join(PROJECT_ROOT, name), join(target, name), { recursive: true });
    await symlink(join(PROJECT_ROOT, "node_modules"), join(target, "node_modules"));
  }

  async function follow(block: number, says?: RegExp): Promise<void> {
    const { stdout } = await sh(blocks[block] ?? "false");
    if (says) expect(stdout).toMatch(says);
  }

  /** In one shell: what an earlier block exported, an operator's shell still has. */
  function sh(script: string): Promise<{ stdout: string }> {
    const exported = elsewhere(`export OTP_DESK_HOME=/opt/otp-desk OTP_DESK_ETC=/etc/otp-desk\n`);
    const environment = `cd "$OTP_DESK_HOME"; if [ -f "$OTP_DESK_ETC/otp-desk.env" ]; then set -a; . "$OTP_DESK_ETC/otp-desk.env"; set +a; fi\n`;
    const env = {
      PATH: `${bin}:${process.env.PATH}`,
      HOME: process.env.HOME,
      NODE_ENV: "production" as const,
      ...settings,
    };
    return run("sh", ["-ec", exported + environment + elsewhere(script)], { env, maxBuffer: 10_000_000 });
  }

  async function cli(...args: string[]): Promise<string> {
    return (await sh(`npm run -s cli -- --json ${args.map((arg) => `'${arg}'`).join(" ")}`)).stdout;
  }

  function elsewhere(text: string): string {
    return paths.reduce((all, [from, to]) => all.replaceAll(from, to), text);
  }

  /** What systemd would run: the unit's command, folder and variables. */
  async function startUnit(name: string, port: number): Promise<void> {
    const unit = elsewhere(
      (await readFile(join(PROJECT_ROOT, "deploy", "systemd", name), "utf8")).replaceAll("%i", String(port)),
    );
    const of = (field: string) => new RegExp(`^${field}=(.*)$`, "m").exec(unit)?.[1] ?? "";
    const variables = Object.fromEntries(
      of("Environment")
        .split(" ")
        .filter(Boolean)
        .map((pair) => pair.split("=")),
    );
    const file = Object.fromEntries(
      (await readFile(of("EnvironmentFile"), "utf8"))
        .trim()
        .split("\n")
        .map((line) => line.split(/=(.*)/s).slice(0, 2)),
    );
    const [command = "", ...args] = of("ExecStart").split(" ");
    const { PATH, HOME } = process.env;
    const child = spawn(command, args, {
      cwd: of("WorkingDirectory"),
      env: { PATH, HOME, NODE_ENV: "production", ...file, ...variables },
      stdio: ["ignore", "pipe", "pipe"],
    });
    running.push(child);
    const log = createWriteStream(join(folder, `${name}.log`), { flags: "a" });
    let said = "";
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (chunk) => {
        said += chunk;
        log.write(chunk);
      });
    const ready = /OTP Desk is ready|Callbacks are taken at|Jobs run\./;
    while (child.exitCode === null && !ready.test(said)) await sleep(100);
    if (child.exitCode !== null) throw new Error(`${name} ended with ${child.exitCode}: ${said}`);
  }

  async function startProxy(): Promise<void> {
    const [tls, config] = [join(folder, "etc", "tls"), join(folder, "nginx.conf")];
    await mkdir(tls, { recursive: true });
    const files = ["-keyout", join(tls, "key.pem"), "-out", join(tls, "certificate.pem")];
    const name = ["-subj", `/CN=${HOST}`, "-addext", `subjectAltName=DNS:${HOST}`];
    await run("openssl", ["req", "-x509", "-newkey", "rsa:2048", "-nodes", ...files, ...name]);
    certificate = await readFile(join(tls, "certificate.pem"));
    const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(
      (k) => `${k}_temp_path ${join(folder, k)};`,
    );
    const site = elsewhere(await readFile(join(PROJECT_ROOT, "deploy", "nginx.conf"), "utf8")).replace(
      "listen 443 ssl",
      `listen 127.0.0.1:${ports.tls} ssl`,
    );
    const around = `daemon off; master_process off; pid ${join(folder, "nginx.pid")};\nevents {}\nhttp { access_log off; ${temporary.join(" ")}\n${site}}\n`;
    await writeFile(config, around);
    const proxy = spawn(nginx ?? "", ["-p", folder, "-c", config, "-e", join(folder, "nginx.log")], {
      stdio: "ignore",
    });
    running.push(proxy);
    await sleep(500);
    if (proxy.exitCode !== null) throw new Error(await readFile(join(folder, "nginx.log"), "utf8"));
  }

  const agent = new Agent({ keepAlive: true });
  /** Comes again until it is acknowledged, as a provider does. */
  async function callBack(): Promise<void> {
    const id = `SM${(sent.length + 1).toString(16).padStart(32, "0")}`;
    const url = `${settings.PUBLIC_URL}/api/webhooks/twilio/${key}`;
    const callback = twilio.sign(
      { kind: "report", url, at: new Date(), providerMessageId: id, rawStatus: "delivered" },
      { authToken: SECRET },
    );
    for (;;) {
      const status = await postOverTls(url, callback, { ca: certificate, agent }).catch(() => 0);
      if (status >= 200 && status < 300) break;
      await sleep(100);
    }
    sent.push(id);
  }

  async function asSuperuser(...statements: string[]): Promise<void> {
    const client = new pg.Client({ connectionString: postgres.url });
    await client.connect();
    for (const statement of statements) await client.query(statement);
    await client.end();
  }
});
