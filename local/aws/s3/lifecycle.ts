import { z } from 'zod';
import { invalidArgument, notImplemented } from './errors.ts';
import { emptyOr, listOf, parseXml, xmlInteger } from './parse-xml.ts';

const Tag = z.object({ Key: z.string(), Value: z.string() });
const size = { ObjectSizeGreaterThan: xmlInteger.optional(), ObjectSizeLessThan: xmlInteger.optional() };
const Filter = emptyOr(
  z.looseObject({
    Prefix: z.string().optional(),
    Tag: Tag.optional(),
    ...size,
    And: z.looseObject({ Prefix: z.string().optional(), Tag: listOf(Tag), ...size }).optional(),
  }),
);

const Rule = z.looseObject({
  ID: z.string().optional(),
  Status: z.enum(['Enabled', 'Disabled']),
  Prefix: z.string().optional(),
  Filter: Filter.optional(),
  Expiration: z
    .looseObject({ Days: xmlInteger.optional(), ExpiredObjectDeleteMarker: z.enum(['true', 'false']).optional() })
    .optional(),
  NoncurrentVersionExpiration: z.looseObject({ NoncurrentDays: xmlInteger.optional() }).optional(),
  AbortIncompleteMultipartUpload: z.looseObject({ DaysAfterInitiation: xmlInteger.optional() }).optional(),
});

/** What one rule takes away, and of which objects. */
export interface LifecycleRule {
  readonly prefix: string;
  readonly tags: readonly { readonly Key: string; readonly Value: string }[];
  readonly largerThan: number;
  readonly smallerThan: number;
  readonly expirationDays?: number;
  /** Delete markers go that hide nothing any more. */
  readonly clearsMarkers: boolean;
  readonly noncurrentDays?: number;
  readonly abortUploadDays?: number;
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketLifecycleConfiguration.html */
export function parseLifecycle(document: Buffer): LifecycleRule[] {
  const { Rule: rules } = parseXml(document, 'LifecycleConfiguration', z.object({ Rule: listOf(Rule) }));
  return rules.flatMap((rule) => {
    const parsed = ruleOf(rule);
    return rule.Status === 'Enabled' ? [parsed] : [];
  });
}

function ruleOf(rule: z.infer<typeof Rule>): LifecycleRule {
  refuse('Rule', rule, Object.keys(Rule.shape));
  refuse('Expiration', rule.Expiration, ['Days', 'ExpiredObjectDeleteMarker']);
  refuse('NoncurrentVersionExpiration', rule.NoncurrentVersionExpiration, ['NoncurrentDays']);
  refuse('AbortIncompleteMultipartUpload', rule.AbortIncompleteMultipartUpload, ['DaysAfterInitiation']);
  const { And, ...one } = rule.Filter ?? {};
  const filter = And ?? { ...one, Tag: one.Tag === undefined ? [] : [one.Tag] };
  return {
    prefix: filter.Prefix ?? rule.Prefix ?? '',
    tags: filter.Tag,
    largerThan: filter.ObjectSizeGreaterThan ?? -1,
    smallerThan: filter.ObjectSizeLessThan ?? Number.POSITIVE_INFINITY,
    clearsMarkers: rule.Expiration?.ExpiredObjectDeleteMarker === 'true',
    ...days('expirationDays', rule.Expiration?.Days),
    ...days('noncurrentDays', rule.NoncurrentVersionExpiration?.NoncurrentDays),
    ...days('abortUploadDays', rule.AbortIncompleteMultipartUpload?.DaysAfterInitiation),
  };
}

function days<Name extends string>(name: Name, value: number | undefined): { [key in Name]?: number } {
  if (value === undefined) return {};
  if (value < 1) throw invalidArgument("'Days' for Expiration action must be a positive integer", name, `${value}`);
  const one: { [key in Name]?: number } = {};
  one[name] = value;
  return one;
}

/** Storage classes, dates and version counts are not kept here: a rule with them would silently do less than it says. */
function refuse(where: string, content: object | undefined, known: readonly string[]): void {
  const unknown = Object.keys(content ?? {}).filter((name) => name !== '#text' && !known.includes(name));
  if (unknown.length > 0) throw notImplemented(`${unknown.join(', ')} in a lifecycle ${where}`);
}
