/** One thing that was looked at: what was found, and what to do about it. */
export type Finding = {
  check: string;
  /** `unknown` where it cannot be told from here, or not yet. */
  status: "ok" | "warn" | "bad" | "unknown";
  found: string;
  todo: string | null;
};

export function ok(check: string, found: string): Finding {
  return { check, status: "ok", found, todo: null };
}

export function warn(check: string, found: string, todo: string): Finding {
  return { check, status: "warn", found, todo };
}

export function bad(check: string, found: string, todo: string): Finding {
  return { check, status: "bad", found, todo };
}

export function unknown(check: string, found: string, todo: string | null = null): Finding {
  return { check, status: "unknown", found, todo };
}
