import { describe, expect, it } from "vitest";
import { redactCallback } from "./redact-callback";

const PERSONAL = ["To", "text"];
const show = (body: string, contentType = "application/json", query = "") =>
  redactCallback(
    { method: "POST", query, headers: { "content-type": contentType }, body: Buffer.from(body) },
    PERSONAL,
  );

describe("redactCallback", () => {
  it("hides personal fields of JSON in any case and at any depth, and masks other numbers", () => {
    const json = { id: "m-1", data: [{ TO: "+14155550123", note: "for +1 415 555 0123", n: 14155550123, ok: true }] };
    const { body } = show(JSON.stringify(json));
    expect(body.kind).toBe("json");
    expect(JSON.stringify(body)).not.toMatch(/4155550123|555 0123/);
    expect(JSON.stringify(body)).toContain("m-1");
  });

  it("hides a whole object under a personal name", () => {
    expect(JSON.stringify(show('{"text": {"body": "code 482913"}}').body)).not.toContain("482913");
  });

  it("shows a form and a query as fields", () => {
    const type = "application/x-www-form-urlencoded";
    const shown = show("MessageSid=SM1&To=%2B14155550123&From=%2B14155550199", type, "to=447700900123&id=7");
    expect(shown.body).toEqual({
      kind: "fields",
      fields: [
        ["MessageSid", "SM1"],
        ["To", "••••"],
        ["From", "+•••••••••••"],
      ],
    });
    expect(shown.query).toEqual([
      ["to", "••••"],
      ["id", "7"],
    ]);
  });

  it.each(["code 4829 for you", "123456", '"482913"', "{broken 482913"])(
    "shows no digit of %s, which has no fields",
    (text) => {
      const { body } = show(text);
      expect(body.kind).toBe("text");
      expect(JSON.stringify(body)).not.toMatch(/\d/);
    },
  );

  it("survives an empty body, deep nesting and bytes that are no text", () => {
    expect(show("").body).toEqual({ kind: "empty" });
    const deep = `${'{"a":'.repeat(60)}"+14155550123"${"}".repeat(60)}`;
    expect(JSON.stringify(show(deep))).not.toContain("4155550123");
    const bytes = { method: "POST", query: "", headers: {}, body: Buffer.from([0xff, 0xfe, 0x31]) };
    expect(redactCallback(bytes, PERSONAL).body.kind).toBe("text");
  });
});
