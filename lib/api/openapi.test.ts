import { expect, it } from "vitest";
import { openApi } from "./openapi";

const document = JSON.parse(JSON.stringify(openApi()));

it("describes every call with its fields, as the schemas check them", () => {
  expect(Object.keys(document.paths)).toHaveLength(4);
  const { oneOf } = document.paths["/api/v1/messages"].post.requestBody.content["application/json"].schema;
  const [one, list] = oneOf;
  expect(one).toMatchObject({
    type: "object",
    additionalProperties: false,
    required: ["connection", "to"],
    properties: { sentAt: { type: "string", format: "date-time" }, channel: { enum: expect.arrayContaining(["sms"]) } },
  });
  expect(list).toMatchObject({ type: "array", maxItems: 500, items: one });
});

it("gives times in answers as text, and every call its problems", () => {
  const { get } = document.paths["/api/v1/messages/{id}"];
  const { properties } = get.responses["200"].content["application/json"].schema;
  expect(JSON.stringify(properties.deliveredAt)).toContain('"format":"date-time"');
  expect(Object.keys(get.responses)).toEqual(["200", "401", "403", "404", "422", "429", "503"]);
  expect(get.responses["404"].content["application/problem+json"].schema.$ref).toBe("#/components/schemas/Problem");
  expect(document.components.schemas.Problem.required).toContain("code");
});
