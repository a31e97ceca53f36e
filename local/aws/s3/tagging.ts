import { z } from 'zod';
import { invalidArgument, S3Error } from './errors.ts';
import { emptyOr, listOf, parseXml } from './parse-xml.ts';
import { renderXml, s3Namespace } from './render-xml.ts';

export type Tags = Readonly<Record<string, string>>;

const Tagging = z.object({
  TagSet: emptyOr(z.object({ Tag: listOf(z.object({ Key: z.string(), Value: z.string() })) })),
});

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-tagging.html */
const limits = { tagsOfObject: 10, tagsOfBucket: 50, key: 128, value: 256 };

/** The header `x-amz-tagging: a=b&c=d`. */
export function tagsOfHeader(text: string | undefined): Tags {
  const pairs = [...new URLSearchParams(text ?? '')];
  if (pairs.some(([key]) => key === '')) {
    throw invalidArgument(
      'The header x-amz-tagging shall be encoded as UTF-8 then URLEncoded URL query parameters without tag name duplicates.',
      'x-amz-tagging',
      text,
    );
  }
  return checked(pairs, limits.tagsOfObject);
}

export function parseTagging(document: Buffer, owner: 'object' | 'bucket'): Tags {
  const { TagSet } = parseXml(document, 'Tagging', Tagging);
  const pairs = TagSet.Tag.map(({ Key, Value }): [string, string] => [Key, Value]);
  return checked(pairs, owner === 'object' ? limits.tagsOfObject : limits.tagsOfBucket);
}

export function renderTagging(tags: Tags): string {
  const Tag = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
  return renderXml('Tagging', { TagSet: { Tag } }, s3Namespace);
}

function checked(pairs: [string, string][], max: number): Tags {
  if (pairs.length > max) throw new S3Error('BadRequest', `Object tags cannot be greater than ${max}`, 400);
  const seen = new Set<string>();
  for (const [key, value] of pairs) {
    if (seen.has(key)) throw invalidTag('Cannot provide multiple Tags with the same key', key);
    if (key.length === 0 || key.length > limits.key) throw invalidTag('The TagKey you have provided is invalid', key);
    if (value.length > limits.value) throw invalidTag('The TagValue you have provided is invalid', key);
    seen.add(key);
  }
  return Object.fromEntries(pairs);
}

function invalidTag(message: string, key: string): S3Error {
  return new S3Error('InvalidTag', message, 400, { TagKey: key });
}
