import { z } from 'zod';
import type { JsonOperation } from '../json-service.ts';
import { page } from '../page.ts';
import { parseInput } from '../parse-input.ts';
import { access } from './access.ts';
import { mustFindSecret, type SecretsContext } from './context.ts';
import { labelsOf } from './put-value.ts';
import type { Secret } from './secret.ts';

const code = 'InvalidParameterException';
const SecretId = z.string().min(1).max(2048);
const Paging = {
  MaxResults: z.number().int().min(1).max(100).optional(),
  NextToken: z.string().optional(),
};
const ListSecretVersionIds = z.strictObject({ SecretId, IncludeDeprecated: z.boolean().optional(), ...Paging });
const ListSecrets = z.strictObject({
  IncludePlannedDeletion: z.boolean().optional(),
  SortOrder: z.enum(['asc', 'desc']).optional(),
  ...Paging,
});

export function describeOperations(context: SecretsContext): Record<string, JsonOperation> {
  return {
    DescribeSecret: {
      access: access(context, 'DescribeSecret'),
      run(input) {
        const { SecretId: id } = parseInput(z.strictObject({ SecretId }), input, code);
        const secret = mustFindSecret(context, id);
        return { ...described(secret), VersionIdsToStages: versionStages(context, secret.name) };
      },
    },
    ListSecretVersionIds: {
      access: access(context, 'ListSecretVersionIds'),
      run: (input) => listVersions(context, parseInput(ListSecretVersionIds, input, code)),
    },
    ListSecrets: {
      access: () => [{ action: 'secretsmanager:ListSecrets', resource: '*' }],
      run: (input) => listSecrets(context, parseInput(ListSecrets, input, code)),
    },
  };
}

function listVersions(context: SecretsContext, input: z.infer<typeof ListSecretVersionIds>) {
  const { arn, name, accessedAt } = mustFindSecret(context, input.SecretId);
  const versions = context.store
    .versions(name)
    .map((version) => ({ version, stages: labelsOf(context, name, version.id) }))
    .filter(({ stages }) => stages.length > 0 || input.IncludeDeprecated);
  const { items, next } = page(versions, { token: input.NextToken, limit: input.MaxResults, largest: 100 });
  const Versions = items.map(({ version, stages }) => ({
    VersionId: version.id,
    CreatedDate: version.createdAt / 1000,
    LastAccessedDate: accessedAt && accessedAt / 1000,
    ...(stages.length > 0 && { VersionStages: stages }),
  }));
  return { ARN: arn, Name: name, Versions, NextToken: next };
}

function listSecrets(context: SecretsContext, input: z.infer<typeof ListSecrets>) {
  context.store.purge(context.clock.now());
  const living = context.store.all().filter((each) => each.deletedAt === undefined || input.IncludePlannedDeletion);
  const sorted = living.sort((a, b) => a.createdAt - b.createdAt);
  if (input.SortOrder !== 'asc') sorted.reverse();
  const { items, next } = page(sorted, { token: input.NextToken, limit: input.MaxResults, largest: 100 });
  const SecretList = items.map((each) => ({
    ...described(each),
    SecretVersionsToStages: versionStages(context, each.name),
  }));
  return { SecretList, NextToken: next };
}

function versionStages(context: SecretsContext, name: string): Record<string, string[]> {
  const ids = new Set(context.store.labels(name).values());
  return Object.fromEntries([...ids].map((id) => [id, labelsOf(context, name, id)]));
}

function described(secret: Secret) {
  const seconds = (at: number | undefined) => (at === undefined ? undefined : at / 1000);
  return {
    ARN: secret.arn,
    Name: secret.name,
    Description: secret.description,
    KmsKeyId: secret.kmsKeyId,
    Tags: secret.tags,
    CreatedDate: seconds(secret.createdAt),
    LastChangedDate: seconds(secret.changedAt),
    LastAccessedDate: seconds(secret.accessedAt),
    DeletedDate: seconds(secret.deletedAt),
  };
}
