import NextAuth from "next-auth";
import { authOptions } from "@/lib/auth/auth";

type Context = { params: Promise<{ nextauth: string[] }> };

/** Where next-auth lets any browser write into the log. */
const OPEN_LOG = "_log";

/** next-auth's own endpoints. The options are made per request: a build needs no secret. */
async function handler(request: Request, context: Context): Promise<Response> {
  if ((await context.params).nextauth[0] === OPEN_LOG)
    return new Response("There is no such address.", { status: 404 });
  return NextAuth(authOptions())(request, context);
}

export { handler as GET, handler as POST };
