import type { PostgresBinaries } from "./postgres-binaries";
import type { SystemAccount } from "./system-account";

/** One embedded server: whose data, in which folder, run by whom, with which programs. */
export type Server = { dataDir: string; folder: string; account: SystemAccount | null; binaries: PostgresBinaries };

export const DATABASE_USER = "otp_desk";
export const DATABASE_NAME = "otp_desk";
