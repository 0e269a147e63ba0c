import NextAuth from "next-auth";
import { authOptions } from "@/lib/auth/auth";
import { currentSession } from "@/lib/auth/current-user";

type Context = { params: Promise<{ nextauth: string[] }> };

/** next-auth's own endpoints. The options are made per request: a build needs no secret. */
async function handler(request: Request, context: Context): Promise<Response> {
  const { nextauth } = await context.params;
  // next-auth would hand out a fresh cookie with every answer, and so prolong a session for ever.
  if (nextauth[0] === "session") return describeSession();
  return NextAuth(authOptions())(request, context);
}

async function describeSession(): Promise<Response> {
  const session = await currentSession();
  return Response.json(session ? { userId: session.user.id, expires: session.expiresAt } : {});
}

export { handler as GET, handler as POST };
