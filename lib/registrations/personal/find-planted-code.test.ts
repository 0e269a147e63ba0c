import { expect, it } from "vitest";
import { findPlantedCode } from "./find-planted-code";

it.each([
  [{ code: "482913" }],
  [{ otp: "x" }],
  [{ pin: "4829" }],
  [{ body: "Hello" }],
  [{ text: "Hello" }],
  [{ smsBody: "Hello" }],
  [{ otp_code: "AB12CD" }],
  [{ verification_code: "482-913" }],
  [{ note: "Your code is 482913" }],
  [{ note: "G-482913 is your OTP" }],
  [{ nota: "Su código es 482913" }],
  [{ nota: "clave 4829" }],
  [{ nota: "Sua senha: 482 913" }],
  [{ note: "Votre mot de passe 482913" }],
  [{ catatan: "Kode Anda 482913" }],
  [{ catatan: "kata sandi 482913" }],
  [{ note: "आपका ओटीपी 482913 है" }],
  [{ note: "कोड ४८२९१३" }],
  [{ note: "رمزك هو ٤٨٢٩١٣" }],
])("refuses %j by name", (metadata) => {
  const [key] = Object.keys(metadata);
  expect(Object.keys(findPlantedCode(metadata as Record<string, string>))).toEqual([`metadata.${key}`]);
});

it("does not repeat a code that stands in a key", () => {
  const found = findPlantedCode({ "code-482913": "x" });
  expect(Object.keys(found)).toEqual(["metadata"]);
  expect(JSON.stringify(found)).not.toContain("482913");
});

it.each([
  [{ plan: "pro", order: "482913" }],
  [{ country_code: "5511", error_code: "30003" }],
  [{ otp_id: "8202522731445525542", pin_id: "0190a1b2-7c3d-4512-8a5b-0123456789ab" }],
  [{ code_length: "6", otp_ttl: "300" }],
  [{ note: "code sent on 2026-11-26" }],
  [{ "123": "x", sms: "yes" }],
  [{ context: "login", textile: "4829", spinner: "4829" }],
])("leaves %j alone", (metadata) => expect(findPlantedCode(metadata as Record<string, string>)).toEqual({}));

it("takes no metadata for none", () => expect(findPlantedCode(undefined)).toEqual({}));
