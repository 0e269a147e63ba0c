import { z } from "zod";
import { REPORT_TYPES, type ReportType } from "@/lib/delivery/story/story";

/** What the account, or each send, is set to report; under one name for every provider that lets its users choose. */
export function reportTypeSetting(description: string, byDefault: ReportType = "all") {
  return z
    .enum(REPORT_TYPES)
    .default(byDefault)
    .meta({ title: "Reports", description: `${description} With final, that no sent is reported counts as no fault.` });
}
