import { expect, it } from "vitest";
import { findPlantedNumber } from "./find-planted-number";

const NUMBER = "+14155550142";

it.each(["+14155550142", "14155550142", "(415) 555-0142", "order-4155550142-x", "%2B1%20415%20555%200142"])(
  "finds %s at any depth",
  (text) => {
    const body = {
      userRef: text,
      action: { id: text, at: new Date() },
      metadata: { a: text },
      useCase: "login",
      campaign: undefined,
    };
    expect(Object.keys(findPlantedNumber(body, [NUMBER]))).toEqual(["userRef", "action.id", "metadata.a"]);
  },
);

it("names a key that holds the number by its parent, so as not to repeat it", () => {
  const found = findPlantedNumber({ metadata: { "4155550142": { deep: "4155550142" } } }, [NUMBER]);
  expect(Object.keys(found)).toEqual(["metadata"]);
  expect(JSON.stringify(found)).not.toContain("4155550142");
});

it("leaves other digits alone", () => {
  expect(findPlantedNumber({ userRef: "user-4155550143", id: "0142" }, [NUMBER])).toEqual({});
});

it.each(["+44 7700 900431", "0044 7700 900431", "tel:07700900431", "whatsapp:447700900431", "447700900431@c.us"])(
  "finds somebody else's number where it is written as one: %s",
  (text) => {
    const body = { userRef: text, metadata: { a: text }, consent: { source: text } };
    expect(Object.keys(findPlantedNumber(body, [NUMBER]))).toEqual(["userRef", "metadata.a", "consent.source"]);
    expect(Object.keys(findPlantedNumber(body, []))).toEqual(["userRef", "metadata.a", "consent.source"]);
    expect(findPlantedNumber({ sender: text, providerMessageId: text }, [NUMBER])).toEqual({});
  },
);

it("leaves bare digits alone where the recipient is known", () => {
  const body = { userRef: "447700900431", messageId: "8202522731445525542", metadata: { order: "07700900431" } };
  expect(findPlantedNumber(body, [NUMBER])).toEqual({});
});
