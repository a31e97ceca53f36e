import { z } from 'zod';
import { inTransaction } from '../database.ts';
import type { JsonOperation } from '../json-service.ts';
import { parseInput } from '../parse-input.ts';
import { access } from './access.ts';
import { mustFindLiving, type SecretsContext } from './context.ts';
import { invalidParameter, invalidRequest, noSuchVersion } from './error.ts';
import { checkValue, labelsOf, moveLabel, putValue, Stage, ValueMembers } from './put-value.ts';
import { current, type Secret, type Version } from './secret.ts';

const code = 'InvalidParameterException';
const SecretId = z.string().min(1).max(2048);
const GetSecretValue = z.strictObject({
  SecretId,
  VersionId: z.string().optional(),
  VersionStage: z.string().optional(),
});
const PutSecretValue = z.strictObject({
  SecretId,
  ...ValueMembers,
  VersionStages: z.array(Stage).min(1).max(20).optional(),
});
const UpdateSecretVersionStage = z.strictObject({
  SecretId,
  VersionStage: Stage,
  RemoveFromVersionId: z.string().optional(),
  MoveToVersionId: z.string().optional(),
});

export function valueOperations(context: SecretsContext): Record<string, JsonOperation> {
  return {
    GetSecretValue: {
      access: access(context, 'GetSecretValue', ['Decrypt']),
      run: (input) => getValue(context, parseInput(GetSecretValue, input, code)),
    },
    PutSecretValue: {
      access: access(context, 'PutSecretValue', ['GenerateDataKey', 'Decrypt']),
      run(input) {
        const { SecretId: id, VersionStages, ...value } = parseInput(PutSecretValue, input, code);
        checkValue(value);
        const secret = mustFindLiving(context, id);
        const version = inTransaction(context.database, () => putValue(context, secret, value, VersionStages));
        const names = { ARN: secret.arn, Name: secret.name, VersionId: version };
        return { ...names, VersionStages: labelsOf(context, secret.name, version) };
      },
    },
    UpdateSecretVersionStage: {
      access: access(context, 'UpdateSecretVersionStage'),
      run: (input) => updateStage(context, parseInput(UpdateSecretVersionStage, input, code)),
    },
  };
}

function getValue(context: SecretsContext, input: z.infer<typeof GetSecretValue>) {
  const secret = mustFindLiving(context, input.SecretId);
  const version = chosenVersion(context, secret, input);
  // AWS keeps the date only (https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DescribeSecret.html).
  const today = Math.floor(context.clock.now() / 86_400_000) * 86_400_000;
  if (secret.accessedAt !== today) context.store.put({ ...secret, accessedAt: today });
  return {
    ARN: secret.arn,
    Name: secret.name,
    VersionId: version.id,
    SecretString: version.secretString,
    SecretBinary: version.secretBinary,
    VersionStages: labelsOf(context, secret.name, version.id),
    CreatedDate: version.createdAt / 1000,
  };
}

function chosenVersion(context: SecretsContext, secret: Secret, input: z.infer<typeof GetSecretValue>): Version {
  const { VersionId: id, VersionStage: stage } = input;
  const labels = context.store.labels(secret.name);
  if (id === undefined) {
    const label = stage ?? current;
    const held = context.store.version(secret.name, labels.get(label) ?? '');
    if (!held) throw noSuchVersion(`staging label: ${label}`);
    return held;
  }
  const version = context.store.version(secret.name, id);
  if (!version) throw noSuchVersion(`VersionId: ${id}`);
  if (stage !== undefined && labels.get(stage) !== id) {
    throw invalidRequest('You provided a VersionStage that is not associated to the provided VersionId.');
  }
  return version;
}

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_UpdateSecretVersionStage.html */
function updateStage(context: SecretsContext, input: z.infer<typeof UpdateSecretVersionStage>) {
  const secret = mustFindLiving(context, input.SecretId);
  const { VersionStage: label, MoveToVersionId: to, RemoveFromVersionId: from } = input;
  for (const id of [to, from]) {
    if (id !== undefined && !context.store.version(secret.name, id)) throw noSuchVersion(`VersionId: ${id}`);
  }
  checkMove(label, context.store.labels(secret.name).get(label), { from, to });
  inTransaction(context.database, () => {
    if (to === undefined) context.store.detach(secret.name, label);
    else moveLabel(context, secret.name, label, to);
    context.store.put({ ...secret, changedAt: context.clock.now() });
  });
  return { ARN: secret.arn, Name: secret.name };
}

function checkMove(
  label: string,
  holder: string | undefined,
  { from, to }: { from: string | undefined; to: string | undefined },
): void {
  if (from === undefined && to === undefined) {
    throw invalidParameter('You must specify either a RemoveFromVersionId or a MoveToVersionId.');
  }
  if (holder !== undefined && holder !== to && from === undefined) {
    const attached = `Staging label ${label} is currently attached to version ${holder}`;
    const demand = 'so you must explicitly reference that version in RemoveFromVersionId.';
    throw invalidParameter(`The parameter RemoveFromVersionId can't be empty. ${attached}, ${demand}`);
  }
  if (from !== undefined && from !== holder) {
    throw invalidParameter(`Staging label ${label} is not attached to version ${from} in RemoveFromVersionId.`);
  }
  if (label === current && to === undefined) {
    const rule =
      "You can only move staging label AWSCURRENT to a different secret version. It can't be completely removed.";
    throw invalidParameter(rule);
  }
}
