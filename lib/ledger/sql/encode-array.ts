/** What a column's values are in JavaScript. */
export type SqlTypes = {
  boolean: boolean;
  bytea: Buffer;
  bigint: number;
  smallint: number;
  integer: number;
  text: string;
  timestamptz: Date;
  uuid: string;
  numeric: string;
  jsonb: string;
};
export type SqlType = keyof SqlTypes;

/**
 * A one-dimensional array in PostgreSQL's binary format (`array_recv`). A batch is thousands of values: as text
 * each would be quoted here and parsed there. Types without a plain binary form stay as they are, for the driver.
 */
export function encodeArray(type: SqlType, values: readonly unknown[]): Buffer | readonly unknown[] {
  const encoding = ENCODINGS[type];
  if (!encoding) return values;
  const { oid, room, put } = encoding;
  let at = HEADER_BYTES;
  let hasNull = 0;
  for (const value of values) {
    if (value === null || value === undefined) {
      at = reserve(at, LENGTH_BYTES).writeInt32BE(-1, at);
      hasNull = 1;
      continue;
    }
    const length = put(reserve(at, LENGTH_BYTES + room(value as never)), at + LENGTH_BYTES, value as never);
    at = scratch.writeInt32BE(length, at) + length;
  }
  return Buffer.from(withHeader(at, hasNull, oid, values.length));
}

type Encoding = {
  oid: number;
  /** Bytes that a value takes at most. */
  room(value: never): number;
  /** Writes a value and returns its length. */
  put(buffer: Buffer, at: number, value: never): number;
};

const HEADER_BYTES = 20;
const LENGTH_BYTES = 4;
const POSTGRES_EPOCH_MS = 946_684_800_000;

const ENCODINGS: Partial<Record<SqlType, Encoding>> = {
  boolean: { oid: 16, room: () => 1, put: (buffer, at, value: boolean) => buffer.writeUInt8(value ? 1 : 0, at) - at },
  bytea: { oid: 17, room: (value: Buffer) => value.length, put: (buffer, at, value: Buffer) => value.copy(buffer, at) },
  bigint: { oid: 20, room: () => 8, put: putInt64 },
  smallint: { oid: 21, room: () => 2, put: (buffer, at, value: number) => buffer.writeInt16BE(value, at) - at },
  integer: { oid: 23, room: () => 4, put: (buffer, at, value: number) => buffer.writeInt32BE(value, at) - at },
  text: {
    oid: 25,
    room: (value: string) => value.length * 3,
    put: (buffer, at, value: string) => buffer.write(value, at, "utf8"),
  },
  timestamptz: {
    oid: 1184,
    room: () => 8,
    put: (buffer, at, value: Date) => putInt64(buffer, at, (value.getTime() - POSTGRES_EPOCH_MS) * 1000),
  },
  uuid: {
    oid: 2950,
    room: () => 16,
    put: putUuid,
  },
};

/** Whole numbers up to 2^53 need no BigInt. */
function putInt64(buffer: Buffer, at: number, value: number): number {
  const high = Math.floor(value / 2 ** 32);
  buffer.writeInt32BE(high, at);
  return buffer.writeUInt32BE(value - high * 2 ** 32, at + 4) - at;
}

/** Digit by digit: a dozen of them a callback, and each call into the runtime costs more than all its digits. */
function putUuid(buffer: Buffer, at: number, value: string): number {
  let byte = at;
  for (let index = 0; index < value.length; index += 2) {
    if (value.charCodeAt(index) === HYPHEN) index += 1;
    buffer[byte++] = (hexDigit(value.charCodeAt(index)) << 4) | hexDigit(value.charCodeAt(index + 1));
  }
  return byte - at;
}

const HYPHEN = 45;

/** Of `0`–`9`, `a`–`f` or `A`–`F`. */
function hexDigit(code: number): number {
  return code <= 57 ? code - 48 : (code & 15) + 9;
}

/** Dimensions, whether there are nulls, element type, length, lower bound; an empty array has no dimension. */
function withHeader(end: number, hasNull: number, oid: number, length: number): Buffer {
  scratch.writeInt32BE(length === 0 ? 0 : 1, 0);
  scratch.writeInt32BE(hasNull, 4);
  scratch.writeInt32BE(oid, 8);
  scratch.writeInt32BE(length, 12);
  scratch.writeInt32BE(1, 16);
  return scratch.subarray(0, length === 0 ? 12 : end);
}

let scratch = Buffer.allocUnsafe(64 * 1024);

function reserve(at: number, bytes: number): Buffer {
  if (at + bytes > scratch.length) {
    const larger = Buffer.allocUnsafe(Math.max(scratch.length * 2, at + bytes));
    scratch.copy(larger, 0, 0, at);
    scratch = larger;
  }
  return scratch;
}
