import { afterEach, describe, expect, it } from "vitest";
import { provideEnv } from "@/lib/env";
import { planStart } from "./plan-start";

const UNSET = { DATABASE_URL: "", PUBLIC_URL: "", HOST: "", DEMO: "", TRUSTED_PROXIES: "" };
const OWN = { DATABASE_URL: "postgresql://desk@database.example/otp" };

afterEach(() => void provideEnv(UNSET));

describe("a plan to start", () => {
  it("needs the public address beside a database of one's own", () => {
    provideEnv({ ...UNSET, ...OWN });
    expect(planStart).toThrow(/^PUBLIC_URL is not set, and DATABASE_URL is: /);
    provideEnv({ PUBLIC_URL: "https://otp.example.com" });
    expect(planStart()).toMatchObject({ isEmbedded: false, isDemo: false, host: "0.0.0.0" });
  });

  it("warns of an https address that no proxy is trusted to have ended TLS for", () => {
    provideEnv({ ...UNSET, PUBLIC_URL: "https://otp.example.com" });
    expect(planStart().warnings).toEqual([
      expect.stringMatching(/^PUBLIC_URL is https and TRUSTED_PROXIES is empty: /),
    ]);
    provideEnv({ TRUSTED_PROXIES: "10.0.0.5" });
    expect(planStart().warnings).toEqual([]);
    provideEnv({ ...UNSET, PUBLIC_URL: "http://otp.example.com" });
    expect(planStart().warnings).toEqual([]);
  });
});
