import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { PROJECT_ROOT } from "@/lib/cli/process/project-root";

const run = promisify(execFile);
const INSTALLED = "/usr/sbin/nginx";
const FOLDER = join(PROJECT_ROOT, ".test", "nginx");

/** A proxy that ends TLS in front of the product, as its users set one up. */
export type TlsProxy = { url: string; certificate: Buffer; stop(): Promise<void> };

/** nginx as it is installed, else Debian's package unpacked here, nothing installed; null, and why, where neither goes. */
export async function findNginx(): Promise<string | null> {
  const unpacked = join(FOLDER, INSTALLED);
  const found = [INSTALLED, unpacked].find((path) => existsSync(path));
  if (found) return found;
  try {
    await unpackFromDebian();
    await run(unpacked, ["-v"]);
    return unpacked;
  } catch (error) {
    process.stdout.write(`Skipped: no nginx is installed, nor can Debian's be had (${(error as Error).message}).\n`);
    return null;
  }
}

async function unpackFromDebian(): Promise<void> {
  const unfinished = `${FOLDER}.${process.pid}`;
  await mkdir(unfinished, { recursive: true });
  try {
    await run("sh", ["-c", "apt-get download nginx && dpkg -x nginx_*.deb ."], { cwd: unfinished });
    await rename(unfinished, FOLDER);
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}

/** In front of the server at `target`; everything that nginx writes stays in `folder`. */
export async function startNginx(program: string, folder: string, port: number, target: string): Promise<TlsProxy> {
  await mkdir(folder);
  const [key, certificate, config] = ["key.pem", "certificate.pem", "nginx.conf"].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  const name = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"];
  await run("openssl", ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", certificate, ...name]);
  await writeFile(config, configuration(folder, port, target));
  const child = spawn(program, ["-p", folder, "-c", config, "-e", join(folder, "error.log")], { stdio: "ignore" });
  while (child.exitCode === null && !(await listens(port))) await sleep(50);
  if (child.exitCode !== null)
    throw new Error(`nginx did not start: ${await readFile(join(folder, "error.log"), "utf8")}`);
  return { url: `https://localhost:${port}`, certificate: await readFile(certificate), stop: () => end(child) };
}

// The headers that say who came, and how: what an operator has to write, and no more.
function configuration(folder: string, port: number, target: string): string {
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(
    (kind) => `${kind}_temp_path ${join(folder, kind)};`,
  );
  return `daemon off; master_process off; pid ${join(folder, "nginx.pid")};
events {}
http {
  access_log off; ${temporary.join(" ")}
  server {
    listen 127.0.0.1:${port} ssl;
    ssl_certificate ${join(folder, "certificate.pem")};
    ssl_certificate_key ${join(folder, "key.pem")};
    location / {
      proxy_pass ${target};
      proxy_set_header Host $http_host;
      proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
      proxy_set_header X-Forwarded-Proto $scheme;
    }
  }
}
`;
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill("SIGTERM");
  await once(child, "exit");
}
