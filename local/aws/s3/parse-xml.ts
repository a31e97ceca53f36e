import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { z } from 'zod';
import { malformedXml } from './errors.ts';

/** No trimming and no number guessing: `<Key> 007 </Key>` is a key with spaces. A request has no DOCTYPE, so no bombs. */
const parser = new XMLParser({
  ignoreAttributes: true,
  ignoreDeclaration: true,
  parseTagValue: false,
  trimValues: false,
  htmlEntities: true,
  // The ETags of a complete request arrive as `&quot;…&quot;`, 10,000 of them.
  processEntities: { enabled: true, maxTotalExpansions: 1_000_000, maxExpandedLength: 16_000_000 },
});

/** Reads a body whose root element is `root`; anything that does not fit the schema is MalformedXML. */
export function parseXml<T>(body: Buffer, root: string, schema: z.ZodType<T>): T {
  const parsed = schema.safeParse(rootOf(body, root));
  if (!parsed.success) throw malformedXml();
  return parsed.data;
}

function rootOf(body: Buffer, root: string): unknown {
  const text = body.toString('utf8');
  if (text.includes('<!DOCTYPE') || XMLValidator.validate(text) !== true) throw malformedXml();
  const document = z.record(z.string(), z.unknown()).safeParse(parser.parse(text));
  if (!document.success || !(root in document.data)) throw malformedXml();
  const content = document.data[root];
  return content === '' ? {} : content;
}

/** An element that may be there never, once or often. */
export function listOf<T extends z.ZodType>(item: T) {
  return z.preprocess((value) => (value === undefined ? [] : Array.isArray(value) ? value : [value]), z.array(item));
}

/** An element without content parses as an empty string. */
export function emptyOr<T extends z.ZodType>(item: T) {
  return z.preprocess((value) => (typeof value === 'string' && value.trim() === '' ? {} : value), item);
}

export const xmlInteger = z
  .string()
  .regex(/^\s*-?\d+\s*$/)
  .transform(Number);
