import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { genericHmac } from "../generic-hmac/generic-hmac";
import { doneAt, plainId, readSmppReceipt, submittedId } from "./smpp-receipt";

describe("a receipt's text", () => {
  it.each([
    [
      "id:1602718841 sub:001 dlvrd:001 submit date:2204152008 done date:2204152009 stat:DELIVRD err:000 text:Your",
      { id: "1602718841", status: "DELIVRD", errorCode: "000", doneDate: "2204152009" },
    ],
    [
      "id:00ab12 sub:001 dlvrd:000 submit date:220415200812 done date:220415200912 stat:UNDELIV err:0x0b Text:id:9",
      { id: "00ab12", status: "UNDELIV", errorCode: "0x0b", doneDate: "220415200912" },
    ],
    [
      "id:7f-22,sub:001,dlvrd:001,submit_date:20220415200812,done_date:20220415200912,stat:EXPIRED,err:27,text:",
      { id: "7f-22", status: "EXPIRED", errorCode: "27", doneDate: "20220415200912" },
    ],
    ["stat:REJECTD", { status: "REJECTD" }],
    ["ID:1 STAT:acceptd ERR:1 done date:22041520 text:stat:DELIVRD", { id: "1", status: "acceptd", errorCode: "1" }],
  ])("%s", (text, expected) => {
    expect(JSON.parse(JSON.stringify(readSmppReceipt(text)))).toEqual(expected);
  });

  it.each(["", "no receipt", "error: 30007", "text:stat:DELIVRD id:1", "stat: "])("is none in %j", (text) => {
    expect(readSmppReceipt(text)).toBeUndefined();
  });

  it("never throws, and takes nothing from behind text:", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (before, behind) => {
        const plain = before.replace(/text:/gi, "");
        expect(readSmppReceipt(`${plain} text:${behind}`)).toEqual(readSmppReceipt(`${plain} text:`));
      }),
    );
  });
});

describe("an id in other digits", () => {
  it("is the submission's again, whatever zeros stand before it", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 64n }), fc.nat({ max: 4 }), (number, zeros) => {
        const pad = "0".repeat(zeros);
        expect(submittedId(pad + number, "receipts are decimal")).toBe(number.toString(16));
        expect(submittedId(pad + number.toString(16).toUpperCase(), "receipts are hexadecimal")).toBe(String(number));
      }),
    );
  });

  it("meet the submission's, however either is padded or in capitals", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 64n }), fc.constantFrom("", "0", "0000"), (number, pad) => {
        const [hex, decimal] = [number.toString(16), String(number)];
        for (const written of [hex, pad + hex, pad + hex.toUpperCase()])
          expect(plainId(written, "receipts are decimal")).toBe(submittedId(decimal, "receipts are decimal"));
        expect(plainId(pad + decimal, "receipts are hexadecimal")).toBe(submittedId(hex, "receipts are hexadecimal"));
      }),
    );
    expect(plainId("00FF-1", "receipts are decimal")).toBe("00FF-1");
    expect(plainId("00FF", "receipts are hexadecimal")).toBe("00FF");
    expect(plainId("00FF", "same")).toBe("00FF");
  });

  it("stays as it is where it is no such number, or the forms are the same", () => {
    expect(submittedId("a-1", "receipts are decimal")).toBe("a-1");
    expect(submittedId("00f", "receipts are decimal")).toBe("00f");
    expect(submittedId("smsc-1", "receipts are hexadecimal")).toBe("smsc-1");
    expect(submittedId("0012", "same")).toBe("0012");
  });
});

it.each([
  ["2204152009", "+00:00", "2022-04-15T20:09:00.000Z"],
  ["220415200912", "+05:30", "2022-04-15T14:39:12.000Z"],
  ["20220415200912", "-03:00", "2022-04-15T23:09:12.000Z"],
  ["2213152009", "+00:00", undefined],
  ["2204152009", undefined, undefined],
])("done date %s at %s is %s", (doneDate, utcOffset, expected) => {
  expect(doneAt(doneDate, utcOffset)?.toISOString()).toBe(expected);
});

describe("a gateway that hands on the text alone", () => {
  const text = "id:0255 sub:001 dlvrd:001 submit date:2204152008 done date:2204152009 stat:DELIVRD err:000 text:482913";
  const read = (settings: Record<string, unknown>, fields: object) => {
    const body = Buffer.from(JSON.stringify(fields));
    const url = "https://desk.example/api/webhooks/generic-hmac/key";
    const request = { method: "POST", url, headers: {}, body, receivedAt: new Date() };
    return genericHmac.configure?.(settings).parse(request);
  };

  it("is read whole: id, state, error and time", () => {
    const settings = { statusPath: "receipt", utcOffset: "+02:00", receiptIds: "receipts are decimal" };
    expect(read(settings, { receipt: text })).toMatchObject({
      reports: [
        {
          providerMessageId: "ff",
          rawStatus: "DELIVRD",
          errorCode: undefined,
          providerOccurredAt: new Date("2022-04-15T18:09:00Z"),
        },
      ],
    });
  });

  it("says that its time was not read while nobody named its zone, and the field's own time goes before it", () => {
    expect(read({ statusPath: "receipt" }, { receipt: text })).toMatchObject({ reports: [{ timeNotRead: true }] });
    const told = read({ statusPath: "receipt" }, { receipt: text, timestamp: "2022-04-15T20:09:07Z" });
    expect(told).toMatchObject({ reports: [{ providerOccurredAt: new Date("2022-04-15T20:09:07Z") }] });
  });

  it("keeps the id of its own field, in the submission's digits", () => {
    const settings = { receiptIds: "receipts are hexadecimal" };
    expect(read(settings, { message_id: "00FF", status: text })).toMatchObject({
      reports: [{ providerMessageId: "255" }],
    });
    expect(read(settings, { message_id: "00FF", status: "DELIVRD" })).toMatchObject({
      reports: [{ providerMessageId: "00FF" }],
    });
  });
});
