import * as z from 'zod';

/** What a record says of before or after is a note for a reader, not a copy of the thing. */
const maxBytes = 8 * 1024;

type Values = Record<string, z.core.util.JSONType>;

/**
 * Plain JSON that the table gives back exactly as it was. What is too large is cut, and says so: a caller must be able neither
 * to make a record that cannot be stored, nor an act that cannot be recorded.
 */
export function bounded(values: Readonly<Record<string, unknown>>): Values {
  const text = JSON.stringify(values, exact);
  const bytes = Buffer.byteLength(text);
  if (bytes <= maxBytes) return z.record(z.string(), z.json()).parse(JSON.parse(text));
  // Up to three bytes of a character that the cut goes through are left out.
  const start = new TextDecoder().decode(Buffer.from(text).subarray(0, maxBytes)).replace(/\ufffd+$/, '');
  return { isCut: true, bytes, start };
}

/** DynamoDB keeps 38 digits between 1e-130 and 1e125; numbers beyond what both sides keep exactly become text. */
function exact(_: string, value: unknown): unknown {
  if (typeof value !== 'number') return value;
  const isKept = Number.isInteger(value) ? Number.isSafeInteger(value) : Math.abs(value) > 1e-100;
  return isKept || !Number.isFinite(value) ? value : String(value);
}
