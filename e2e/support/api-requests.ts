import { expect } from "vitest";

export type ApiRequest = {
  body?: unknown;
  raw?: BodyInit;
  key?: string | null;
  headers?: Record<string, string>;
  query?: string;
};

/** A call of the API as its routes get it. */
export function apiRequest(method: string, { body, raw, key = null, headers, query = "" }: ApiRequest): Request {
  return new Request(`http://desk.example/api/v1/x${query}`, {
    method,
    body: raw ?? (body === undefined ? undefined : JSON.stringify(body)),
    headers: { ...(key !== null && { authorization: `Bearer ${key}` }), ...headers },
  });
}

/** The second argument of a route for one thing. */
export function named(id: string): { params: Promise<{ id: string }> } {
  return { params: Promise.resolve({ id }) };
}

export async function expectProblem(
  response: Response,
  status: number,
  code: string,
): Promise<Record<string, unknown>> {
  expect(response.status).toBe(status);
  expect(response.headers.get("content-type")).toBe("application/problem+json");
  const problem = await response.json();
  expect(problem).toMatchObject({
    type: "about:blank",
    status,
    code,
    title: expect.any(String),
    detail: expect.any(String),
  });
  return problem;
}
