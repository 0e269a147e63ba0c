/** @type {import('next').NextConfig} */
export default {
  poweredByHeader: false,
  reactStrictMode: true,
  // A callback would be lost on a redirect: with a slash at its end its address is the same one.
  skipTrailingSlashRedirect: true,
  // Types are checked by `npm run check`; a start need not wait for them, nor have the type packages.
  typescript: { ignoreBuildErrors: true },
  serverExternalPackages: ["pg", "pg-boss", "pino", "@node-rs/argon2", "@prisma/client", "@prisma/adapter-pg"],
  experimental: { optimizePackageImports: ["@mantine/core", "@mantine/hooks", "@tabler/icons-react"] },
};
