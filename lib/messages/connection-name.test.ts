import { expect, it } from "vitest";
import { connectionName } from "./connection-name";

it.each([
  ["twilio", "Production", "Twilio · Production"],
  ["twilio", "Twilio · main", "Twilio · main"],
  ["infobip", "INFOBIP", "INFOBIP"],
  ["generic-hmac", "In-house SMSC", "Generic HMAC · In-house SMSC"],
])("an account of %s labelled %s is named once", (provider, label, name) => {
  expect(connectionName(provider, label)).toBe(name);
});
