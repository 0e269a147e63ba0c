import pg from "pg";
import { findRunningPostgres } from "@/lib/database/embedded-postgres";

const EXTENSION = "CREATE EXTENSION IF NOT EXISTS pg_stat_statements";

/** The server of the end-to-end run, by its administrator. */
export async function openRunDatabase(dataDir: string): Promise<{ url: string; client: pg.Client }> {
  const url = await findRunningPostgres(dataDir);
  if (!url) throw new Error("The database of the end-to-end run is not running.");
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(EXTENSION);
  return { url, client };
}

/** A login of its own with the rights of the app's, so that what it runs can be told apart; its URL. */
export async function addLogin(client: pg.Client, url: string, name: string): Promise<string> {
  const own = new URL(url);
  const owner = decodeURIComponent(own.username);
  await client.query(`CREATE ROLE ${name} LOGIN PASSWORD '${name}' IN ROLE ${pg.escapeIdentifier(owner)}`);
  own.username = name;
  own.password = name;
  return own.href;
}

export async function forgetStatements(client: pg.Client, login: string): Promise<void> {
  await client.query("SELECT pg_stat_statements_reset(oid) FROM pg_roles WHERE rolname = $1", [login]);
}

/** The statements that a login ran, each once, with constants taken out. */
export async function ranStatements(client: pg.Client, login: string): Promise<string[]> {
  const { rows } = await client.query<{ query: string }>(
    `SELECT s.query FROM pg_stat_statements s JOIN pg_roles r ON r.oid = s.userid
      WHERE r.rolname = $1 AND s.dbid = (SELECT oid FROM pg_database WHERE datname = current_database())`,
    [login],
  );
  return rows.map(({ query }) => query);
}
