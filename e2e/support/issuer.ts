import { createServer } from "node:http";
import Provider from "oidc-provider";

export type Issuer = { url: string; clientId: string; clientSecret: string; stop(): Promise<void> };

/** Whom it knows, by the subject that signs in there. */
export type IssuerPeople = Record<string, { email: string; email_verified: boolean }>;

/** A real OpenID Connect issuer on loopback, for an app at `appUrl`: any password opens it, under any subject. */
export async function startIssuer(port: number, appUrl: string, people: IssuerPeople): Promise<Issuer> {
  const url = `http://127.0.0.1:${port}`;
  const client = { client_id: "otp-desk", client_secret: "fictional-client-secret" };
  const provider = new Provider(url, {
    clients: [
      {
        ...client,
        redirect_uris: [`${appUrl}/api/auth/callback/oidc`],
        post_logout_redirect_uris: [`${appUrl}/sign-in`],
      },
    ],
    claims: { openid: ["sub"], email: ["email", "email_verified"] },
    findAccount: (_context, subject) => ({
      accountId: subject,
      claims: async () => ({ sub: subject, ...people[subject] }),
    }),
    cookies: { keys: ["fictional-cookie-key"] },
  });
  const server = createServer(provider.callback());
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  const stop = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { url, clientId: client.client_id, clientSecret: client.client_secret, stop };
}
