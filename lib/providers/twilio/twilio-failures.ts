import type { FailureTable } from "../provider";

/**
 * What the receipt of a failed SMS says. `undelivered` follows `sent`: a receipt or a filter brought it back. `failed`
 * and `canceled` never went out. Codes of refused requests, warnings and other products come by no receipt.
 */
export const twilioFailures: FailureTable = {
  undelivered: {
    codes: [
      ...["30003", "30005", "30006", "30007", "30008", "30004", "30011", "30017", "30019"],
      ...["30022", "30023", "30024", "30027", "30032", "30033", "30034", "30035", "30036", "30038"],
    ],
  },
  failed: {
    unsent: true,
    codes: [
      ...["21211", "21214", "21408", "21610", "21611", "21612", "21614", "21703"],
      ...["30001", "30002", "30010", "30012", "30013", "30020", "30021", "30042", "30045", "30410", "30450", "30453"],
    ],
  },
  canceled: { unsent: true, codes: [] },
};
