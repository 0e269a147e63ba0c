import type { ApiScope } from "@/lib/auth/api-scopes";
import { authenticateApiKey } from "@/lib/auth/authenticate-api-key";
import { AppError } from "@/lib/errors";
import { problemResponse } from "./problem";

export type ApiKey = { id: string; scopes: readonly string[] };
export type ApiCall<Params> = { request: Request; params: Params; apiKey: ApiKey };

/** A route handler for the sending app: Bearer API key, its scope, then `answer`; every failure is a problem. */
export function apiRoute<Params = Record<string, never>>(
  scope: ApiScope,
  answer: (call: ApiCall<Params>) => Promise<Response>,
): (request: Request, context: { params: Promise<Params> }) => Promise<Response> {
  return async (request, context) => {
    try {
      const apiKey = await authenticate(request);
      if (!apiKey.scopes.includes(scope)) throw new AppError("forbidden", `This API key lacks the scope ${scope}.`);
      const response = await answer({ request, params: await context.params, apiKey });
      response.headers.set("cache-control", "no-store");
      return response;
    } catch (error) {
      return problemResponse(error);
    }
  };
}

async function authenticate(request: Request): Promise<ApiKey> {
  const [, bearer] = /^Bearer +(\S+)$/i.exec(request.headers.get("authorization") ?? "") ?? [];
  const apiKey = bearer ? await authenticateApiKey(bearer) : null;
  if (!apiKey) throw new AppError("unauthenticated", "Send a valid API key: Authorization: Bearer KEY.");
  return apiKey;
}
