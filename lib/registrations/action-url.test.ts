import { describe, expect, it } from "vitest";
import { actionUrl } from "./action-url";
import { messageFields } from "./input-fields";

const RTL = "\u202e";

describe("an action's address", () => {
  it.each([
    "https://shop.example/orders/42",
    "http://10.0.0.5:8080/orders?id=42#top",
    "https://shop.example/@ana/orders?mail=ana@example.com",
    "https://shop.example/%E4%BD%A0",
  ])("is taken: %s", (url) => {
    expect(actionUrl.safeParse(url).success).toBe(true);
  });

  it.each([
    ...["https://shop.example@evil.example/", "https://user:word@shop.example/", "https://@evil.example/"],
    ...["https:\\\\shop.example@evil.example/", "https://shop.example%2F@evil.example/"],
    ...[`https://shop.example/${RTL}moc.live`, "https://shop.example/%E2%80%AEmoc", "https://shop.example/?a=\u2066x"],
    ...[
      "https://shop.example/\u200fx",
      "https://shop.example/\u061cx",
      "javascript:alert(1)",
      "//shop.example",
      "shop",
    ],
  ])("is refused where it hides where it leads: %j", (url) => {
    const parsed = actionUrl.safeParse(url);
    expect(parsed.success).toBe(false);
    expect(parsed.error?.issues[0]?.message).toMatch(/^must /);
  });

  it("stands beside a type and an id that read one way too", () => {
    const action = { type: "order", id: "42" };
    expect(messageFields.action.safeParse(action).success).toBe(true);
    expect(messageFields.action.safeParse({ ...action, id: `42${RTL}` }).success).toBe(false);
    expect(messageFields.action.safeParse({ ...action, type: `${RTL}order` }).success).toBe(false);
  });
});
