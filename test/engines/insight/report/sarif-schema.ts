import * as z from 'zod';

/**
 * What we use of the schema of SARIF 2.1.0, written after its specification
 * (https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html): types, required members, value sets and ranges as there,
 * and stricter in that no other members are allowed, though the standard allows some of them.
 */
const Text = z.strictObject({ text: z.string().min(1) });
/** RFC 3986, relative: no scheme, no authority, and what is not plain is encoded. */
const RelativeUri = z
  .string()
  .regex(/^(?:[\w.~!$&'()*+,;=@-]|%[0-9A-F]{2})+(?:\/(?:[\w.~!$&'()*+,;=@-]|%[0-9A-F]{2})*)*$/);
const Level = z.enum(['none', 'note', 'warning', 'error']);
const Index = z.int().min(-1);

const ArtifactLocation = z.strictObject({
  uri: RelativeUri,
  uriBaseId: z.literal('%SRCROOT%'),
  index: Index.optional(),
});

const Region = z.strictObject({
  startLine: z.int().min(1),
  startColumn: z.int().min(1).optional(),
  endLine: z.int().min(1).optional(),
  snippet: Text.optional(),
});

const Location = z.strictObject({
  physicalLocation: z.strictObject({ artifactLocation: ArtifactLocation, region: Region.optional() }),
});

const Rule = z.strictObject({
  id: z.string(),
  name: z.string(),
  shortDescription: Text,
  fullDescription: Text,
  help: Text.optional(),
  defaultConfiguration: z.strictObject({ level: Level }),
  properties: z.strictObject({
    tags: z.array(z.string()).refine((tags) => new Set(tags).size === tags.length),
    precision: z.enum(['very-high', 'high', 'medium', 'low']),
    'security-severity': z.string().optional(),
  }),
});

const Notification = z.strictObject({
  level: Level,
  descriptor: z.strictObject({ id: z.string() }),
  message: Text,
  locations: z.array(Location).optional(),
});

const Suppression = z.strictObject({ kind: z.enum(['inSource', 'external']), justification: z.string().optional() });

const Result = z.strictObject({
  ruleId: z.string(),
  ruleIndex: Index,
  kind: z.enum(['notApplicable', 'pass', 'fail', 'review', 'open', 'informational']),
  level: Level,
  message: Text,
  locations: z.array(Location),
  partialFingerprints: z.record(z.string(), z.string()),
  baselineState: z.enum(['new', 'unchanged', 'updated', 'absent']).optional(),
  suppressions: z.array(Suppression).optional(),
  properties: z.record(z.string(), z.unknown()),
});

const Run = z.strictObject({
  tool: z.strictObject({
    driver: z.strictObject({ name: z.string(), version: z.string().optional(), rules: z.array(Rule) }),
  }),
  automationDetails: z.strictObject({ id: z.string() }),
  originalUriBaseIds: z.record(z.string(), z.strictObject({ description: Text })),
  versionControlProvenance: z
    .array(
      z.strictObject({
        repositoryUri: z.url(),
        revisionId: z.string().optional(),
        mappedTo: z.strictObject({ uriBaseId: z.string() }),
      }),
    )
    .optional(),
  invocations: z.array(
    z.strictObject({
      executionSuccessful: z.boolean(),
      endTimeUtc: z.iso.datetime().optional(),
      toolExecutionNotifications: z.array(Notification),
    }),
  ),
  artifacts: z.array(z.strictObject({ location: ArtifactLocation })),
  results: z.array(Result),
  columnKind: z.enum(['utf16CodeUnits', 'unicodeCodePoints']),
  properties: z.record(z.string(), z.unknown()),
});

export const SarifLog = z.strictObject({ $schema: z.url(), version: z.literal('2.1.0'), runs: z.tuple([Run]) });
