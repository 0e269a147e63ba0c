import NextAuth from "next-auth";
import { authOptions } from "@/lib/auth/auth";
import { currentSession } from "@/lib/auth/current-user";

type Context = { params: Promise<{ nextauth: string[] }> };

/** Where next-auth lets any browser write into the log. */
const OPEN_LOG = "_log";

/** next-auth's own endpoints. The options are made per request: a build needs no secret. */
async function handler(request: Request, context: Context): Promise<Response> {
  const { nextauth } = await context.params;
  if (nextauth[0] === OPEN_LOG) return new Response("There is no such address.", { status: 404 });
  // next-auth would hand out a fresh cookie with every answer, and so prolong a session for ever.
  if (nextauth[0] === "session") return describeSession();
  if (request.method === "POST" && !(await isReadable(request.clone())))
    return new Response("This form cannot be read.", { status: 400 });
  return NextAuth(authOptions())(request, context);
}

async function describeSession(): Promise<Response> {
  const session = await currentSession();
  return Response.json(session ? { userId: session.user.id, expires: session.expiresAt } : {});
}

/** What says that it is JSON and is not would end in a 500; other forms are read leniently. */
async function isReadable(request: Request): Promise<boolean> {
  if (!request.headers.get("content-type")?.includes("application/json")) return true;
  return request.json().then(
    () => true,
    () => false,
  );
}

export { handler as GET, handler as POST };
