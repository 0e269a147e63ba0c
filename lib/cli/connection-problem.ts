/** What is wrong with a connection, without the URL, which holds a password. */
export function connectionProblem(error: unknown): string {
  const code = (error as { code?: string }).code;
  switch (code) {
    case "ECONNREFUSED":
      return "nothing listens there.";
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return "the host name cannot be resolved.";
    case "28P01":
    case "28000":
      return "the server refuses this user or password.";
    case "3D000":
      return "the server has no such database.";
    default:
      return `the server cannot be reached (${code ?? "no answer within 5 s"}).`;
  }
}
