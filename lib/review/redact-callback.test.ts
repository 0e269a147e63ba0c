import { describe, expect, it } from "vitest";
import { ADDRESS, AT, listFixtures } from "@/lib/providers/fixtures/list-fixtures";
import type { WebhookRequest } from "@/lib/providers/provider";
import { bringsReports } from "@/lib/providers/registry";
import { redactCallback } from "./redact-callback";

const PLAIN = ["id", "status", "at", "reason", "price", "data.items.id", "data.items.n"];
const FORM = "application/x-www-form-urlencoded";
const show = (body: string, contentType = "application/json", query = "") =>
  redactCallback({ method: "POST", query, headers: { "content-type": contentType }, body: Buffer.from(body) }, PLAIN);
const shownText = (body: object) => {
  const { body: shown } = show(JSON.stringify(body));
  return shown.kind === "json" ? shown.text : "";
};
const shownJson = (body: object) => JSON.parse(shownText(body));

describe("redactCallback", () => {
  it("shows what is plain, and of every other value only how long it is", () => {
    const body = {
      id: "m-1",
      status: "teleported",
      at: 1795660053,
      price: 0.0333,
      original_text: "Your code is 482913",
      SmsBody: "code 482913",
      params: { pin: 482913, remember: true },
      metadata: { user: "Anna Smith" },
      note: "",
      error: null,
    };
    expect(shownJson(body)).toEqual({
      id: "m-1",
      status: "teleported",
      at: 1795660053,
      price: 0.0333,
      original_text: "•••• (19 characters)",
      SmsBody: "•••• (11 characters)",
      params: { pin: "•••• (6 characters)", remember: "•••• (4 characters)" },
      metadata: { user: "•••• (10 characters)" },
      note: "",
      error: null,
    });
  });

  it("opens JSON that stands as text where plain fields are named inside it, and only there", () => {
    const inner = JSON.stringify({ items: [{ id: "a", n: 1, to: "+14155550123" }], original_text: "Use 482913" });
    const shown = { items: [{ id: "a", n: 1, to: "•••• (12 characters)" }], original_text: "•••• (10 characters)" };
    expect(shownJson({ data: inner, other: inner })).toEqual({
      data: shown,
      other: `•••• (${inner.length} characters)`,
    });
    const form = show(`data=${encodeURIComponent(inner)}`, FORM).body;
    expect(form).toEqual({ kind: "fields", fields: [["data", JSON.stringify(shown)]] });
    for (const odd of ["{", "[[", "482913", '"482913"', "null"]) {
      expect(shownJson({ data: odd })).toEqual({ data: expect.stringMatching(/^•••• \(\d+ characters?\)$/) });
    }
  });

  it("knows a field by its whole path, through lists, and not by its last name", () => {
    const body = {
      data: {
        items: [
          { id: "a", n: 1 },
          { id: "b", to: "+14155550123" },
        ],
        id: "hidden",
      },
      nested: { id: "x" },
    };
    expect(shownJson(body)).toEqual({
      data: {
        items: [
          { id: "a", n: 1 },
          { id: "b", to: "•••• (12 characters)" },
        ],
        id: "•••• (6 characters)",
      },
      nested: { id: "•••• (1 character)" },
    });
    expect(shownJson({ "data.items.id": "482913" })).toEqual({ "data.items.id": "•••• (6 characters)" });
  });

  it.each([
    ["+14155550123", "+14155550123"],
    ["14155550123-7", "+1 415 555 0123"],
    ["whatsapp:14155550123", undefined],
    ["447700900123", undefined],
    ["07700900431", undefined],
    ["sent 482913", 482913],
    ["٤٤٧٧٠٠٩٠٠١٢٣", "447700900123"],
  ])("hides the plain value %s, which is a number or repeats what is hidden", (id, hidden) => {
    expect(shownText({ id, to: hidden })).not.toMatch(/\p{Nd}{3}/u);
  });

  it.each([
    "8202522731445525542",
    "0B00000127FDBC63",
    "aaaaaaaa-bbbb-cccc-dddd-0123456789ab",
    "30007",
    "2026-11-26 10:27:33",
  ])("shows %s, which is an id, a code or a time", (id) => expect(shownJson({ id, to: "+14155550123" }).id).toBe(id));

  it("shows an id of many digits as it was written", () => {
    const { body } = show('{"id": 8202522731445525542}');
    expect(body).toMatchObject({ text: expect.stringContaining("8202522731445525542") });
  });

  it("shows no digit of a reason in words", () => {
    const reason = "Template parameter 482913 was rejected for +15555550142";
    expect(shownJson({ reason }).reason).toBe(reason.replace(/\d/g, "•"));
  });

  it("hides names that are no field's", () => {
    const text = shownText({
      "+14155550123": 1,
      "482913": { id: 2 },
      "anna@example.com": 3,
      "Anna Smith": 4,
      addr_482913: 5,
    });
    expect(text).not.toMatch(/4155550123|482913|anna|Smith/i);
    expect(Object.keys(JSON.parse(text))).toHaveLength(5);
  });

  it("shows a form and a query as fields", () => {
    const shown = show("id=SM1&To=%2B14155550123&From=ACME&status=sent&Pin=", FORM, "to=447700900123&id=7");
    expect(shown.body).toEqual({
      kind: "fields",
      fields: [
        ["id", "SM1"],
        ["To", "•••• (12 characters)"],
        ["From", "•••• (4 characters)"],
        ["status", "sent"],
        ["Pin", ""],
      ],
    });
    expect(shown.query).toEqual([
      ["to", "•••• (12 characters)"],
      ["id", "7"],
    ]);
  });

  it.each(["code 4829 for you", "123456", '"482913"', "{broken 482913", "Anna"])(
    "shows nothing of %s, which has no fields",
    (text) => expect(show(text).body).toEqual({ kind: "unknown", bytes: text.length }),
  );

  it("survives an empty body, deep nesting and bytes that are no text", () => {
    expect(show("").body).toEqual({ kind: "empty" });
    const deep = `${'{"a":'.repeat(60)}"+14155550123"${"}".repeat(60)}`;
    expect(JSON.stringify(show(deep))).not.toContain("4155550123");
    expect(show(`${"[".repeat(60_000)}${"]".repeat(60_000)}`).body.kind).toBe("json");
    const bytes = { method: "POST", query: "", headers: {}, body: Buffer.from([0xff, 0xfe, 0x31]) };
    expect(redactCallback(bytes, PLAIN).body).toEqual({ kind: "unknown", bytes: 3 });
  });
});

describe.each(listFixtures().map((row) => [row.provider.id, row.provider, row.fixture] as const))(
  "%s",
  (_id, provider, fixture) => {
    const redact = ({ method, url, headers, body }: WebhookRequest) => {
      const opened = { method, query: url.split("?")[1] ?? "", headers, body };
      const shown = redactCallback(opened, provider.plainFields);
      // A report that comes by GET stands in the query.
      return JSON.stringify([shown.query, shown.body]);
    };
    const example = {
      kind: "report",
      url: ADDRESS,
      at: AT,
      providerMessageId: "id-482913-x",
      rawStatus: "teleported",
    } as const;

    it.runIf(bringsReports(provider))("shows the status, the id and nothing of the people", () => {
      const people = { recipient: "+447700900123", sender: "ACMEBANK" };
      const shown = redact(provider.sign({ ...example, ...people, errorCode: "30007" }, fixture.secrets));
      expect(shown).toContain("teleported");
      expect(shown).toContain("id-482913-x");
      expect(shown).not.toMatch(/7700900123|ACMEBANK/);
    });

    it.runIf(provider.verifications)("shows what became of an attempt, and nothing of the person", () => {
      const about = { url: ADDRESS, at: AT, providerVerificationId: "id-482913-x", recipient: "+447700900123" };
      for (const rawStatus of Object.keys(provider.verifications?.statuses ?? {})) {
        const signed = provider.verifications?.sign({ ...about, rawStatus }, fixture.secrets);
        const shown = signed && redact(signed);
        expect(shown?.toLowerCase()).toContain(rawStatus);
        expect(shown).toContain("id-482913-x");
        expect(shown).not.toContain("7700900123");
      }
    });

    it.runIf(bringsReports(provider))("hides every field that it does not know", () => {
      const extra = {
        pin: "1357",
        original_text: "Use 1357, Anna",
        SmsBody: "Anna",
        user: "Anna",
        Body: "Anna",
        text: "Anna",
      };
      const shown = redact(provider.sign({ ...example, extra }, fixture.secrets));
      expect(shown).not.toMatch(/1357|Anna/);
    });

    it("gives nothing of a reply's words or numbers away", () => {
      for (const { body, query, parsed, contentType } of fixture.cases) {
        const opened = {
          method: "POST",
          query: query ?? "",
          headers: { "content-type": contentType ?? (body?.startsWith("{") ? "application/json" : FORM) },
          body: Buffer.from(body ?? ""),
        };
        const shown = JSON.stringify(redactCallback(opened, provider.plainFields));
        const rows = [parsed.reports, parsed.messages].flat().filter(Boolean) as {
          recipient?: string;
          from?: string;
          to?: string;
        }[];
        for (const number of rows.flatMap(({ recipient, from, to }) => [recipient, from, to])) {
          if (number && /\d{7}/.test(number)) expect(shown).not.toContain(number.slice(-7));
        }
        // A report may hold the word as well: in a provider's name of an error.
        if (parsed.kind === "inbound") expect(shown).not.toContain("STOP");
      }
    });
  },
);
