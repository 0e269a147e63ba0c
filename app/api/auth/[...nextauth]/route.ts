import NextAuth from "next-auth";
import { authOptions } from "@/lib/auth/auth";

type Context = { params: Promise<{ nextauth: string[] }> };

/** next-auth's own endpoints. The options are made per request: a build needs no secret. */
function handler(request: Request, context: Context): Promise<Response> {
  return NextAuth(authOptions())(request, context);
}

export { handler as GET, handler as POST };
