import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { PrismaPg } from "@prisma/adapter-pg";
import { bindMigrationAwareSqlAdapterFactory } from "@prisma/driver-adapter-utils";
import type { SchemaEngine } from "@prisma/schema-engine-wasm";
import type { Pool } from "pg";
import { MARK_FINISHED } from "./half-done";

type EngineModule = typeof import("@prisma/schema-engine-wasm");
type Bindings = { SchemaEngine: EngineModule["SchemaEngine"]; __wbg_set_wasm(exports: WebAssembly.Exports): void };

/** Prisma's schema engine as WebAssembly: the native one is a download that many networks refuse. */
export async function schemaEngine(pool: Pool, schema: string): Promise<SchemaEngine> {
  const { SchemaEngine } = await loadEngine();
  const adapter = bindMigrationAwareSqlAdapterFactory(new WholeScripts(pool));
  return SchemaEngine.new({ datamodels: [["schema.prisma", schema]] }, () => undefined, adapter);
}

// The adapter cuts a script at every semicolon, also in comments and function bodies; PostgreSQL itself does not. Sent
// whole it is one transaction, and its mark is part of it: a process that is killed leaves both or neither.
class WholeScripts extends PrismaPg {
  override async connect() {
    const adapter = await super.connect();
    adapter.executeScript = async (script) => {
      await adapter.underlyingDriver().query(`${script}\n;${MARK_FINISHED}`);
    };
    return adapter;
  }
}

let loaded: Promise<Bindings> | undefined;

function loadEngine(): Promise<Bindings> {
  loaded ??= instantiate();
  return loaded;
}

async function instantiate(): Promise<Bindings> {
  const folder = dirname(createRequire(import.meta.url).resolve("@prisma/schema-engine-wasm"));
  const bindings = (await import("@prisma/schema-engine-wasm/schema_engine_bg")) as unknown as Bindings;
  const bytes = await readFile(join(folder, "schema_engine_bg.wasm"));
  const imports = { "./schema_engine_bg.js": bindings as unknown as WebAssembly.ModuleImports };
  const { instance } = await WebAssembly.instantiate(bytes, imports);
  bindings.__wbg_set_wasm(instance.exports);
  (instance.exports.__wbindgen_start as () => void)();
  return bindings;
}
