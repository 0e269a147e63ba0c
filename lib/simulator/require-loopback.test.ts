import { expect, it } from "vitest";
import { requireLoopback } from "./require-loopback";

it.each(["http://127.0.0.1:3000", "http://localhost:8080", "http://[::1]:3000", "https://127.9.9.9"])(
  "takes %s",
  (url) => {
    expect(requireLoopback(url).href).toContain(url);
  },
);

it.each([
  ...["https://desk.example", "http://10.0.0.1:3000", "http://localhost.example", "http://[2001:db8::1]"],
  ...["127.0.0.1:3000", "ftp://127.0.0.1", ""],
])("refuses %j", (url) => {
  expect(() => requireLoopback(url)).toThrow("--url");
});
