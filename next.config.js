/** @type {import('next').NextConfig} */
export default {
  poweredByHeader: false,
  reactStrictMode: true,
  // A callback would be lost on a redirect: with a slash at its end its address is the same one.
  skipTrailingSlashRedirect: true,
  // Types are checked by `npm run check`; a start need not wait for them, nor have the type packages.
  typescript: { ignoreBuildErrors: true },
  serverExternalPackages: ["pg", "pg-boss", "pino", "@node-rs/argon2", "@prisma/client", "@prisma/adapter-pg"],
  // Every answer, whoever gives it; our own server says so too, of what never gets here.
  headers: async () => [{ source: "/:path*", headers: [{ key: "x-content-type-options", value: "nosniff" }] }],
  experimental: {
    optimizePackageImports: ["@mantine/core", "@mantine/hooks", "@tabler/icons-react"],
    // A refusal is answered 401 or 403, with a page of its own.
    authInterrupts: true,
  },
};
