import { fileURLToPath } from "node:url";

/** @type {import('next').NextConfig} */
export default {
  poweredByHeader: false,
  typescript: { ignoreBuildErrors: true },
  serverExternalPackages: ["pg", "pino", "@prisma/client", "@prisma/adapter-pg"],
  // The repository: what these routes import lies outside of this folder.
  turbopack: { root: fileURLToPath(new URL("../../..", import.meta.url)) },
};
