import {
  CreateSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  type GetSecretValueCommandInput,
  ListSecretVersionIdsCommand,
  PutSecretValueCommand,
  type SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { expect, test } from 'vitest';
import { localSecrets, token } from './local-secrets.ts';

// https://docs.aws.amazon.com/secretsmanager/latest/userguide/whats-in-a-secret.html#term_version

const SecretId = 'key';
const [a, b, c] = [token('a'), token('b'), token('c')];

const put = (
  client: SecretsManagerClient,
  ClientRequestToken: string,
  SecretString: string,
  VersionStages?: string[],
) => client.send(new PutSecretValueCommand({ SecretId, ClientRequestToken, SecretString, VersionStages }));
const stages = async (client: SecretsManagerClient) =>
  (await client.send(new DescribeSecretCommand({ SecretId }))).VersionIdsToStages;
const value = async (client: SecretsManagerClient, members: Partial<GetSecretValueCommandInput> = {}) =>
  (await client.send(new GetSecretValueCommand({ SecretId, ...members }))).SecretString;

async function withOne() {
  const local = await localSecrets();
  await local.client.send(new CreateSecretCommand({ Name: SecretId, SecretString: 'one', ClientRequestToken: a }));
  return local;
}

test('a new value becomes AWSCURRENT, the one before AWSPREVIOUS, older ones lose their label', async () => {
  const { client } = await withOne();
  expect(await put(client, b, 'two')).toMatchObject({ VersionId: b, VersionStages: ['AWSCURRENT'] });
  expect(await stages(client)).toEqual({ [a]: ['AWSPREVIOUS'], [b]: ['AWSCURRENT'] });
  await put(client, c, 'three');
  expect(await stages(client)).toEqual({ [b]: ['AWSPREVIOUS'], [c]: ['AWSCURRENT'] });
  expect(await value(client)).toBe('three');
  expect(await value(client, { VersionStage: 'AWSPREVIOUS' })).toBe('two');
  expect(await value(client, { VersionId: a })).toBe('one');
});

test('versions without a label are deprecated, and listed on demand', async () => {
  const { client } = await withOne();
  await put(client, b, 'two');
  await put(client, c, 'three');
  const ids = async (IncludeDeprecated: boolean) =>
    (await client.send(new ListSecretVersionIdsCommand({ SecretId, IncludeDeprecated }))).Versions?.map(
      ({ VersionId }) => VersionId,
    );
  expect(await ids(false)).toEqual([b, c]);
  expect(await ids(true)).toEqual([a, b, c]);
});

test('the same token and value do nothing, another value under it fails', async () => {
  const { client } = await withOne();
  await put(client, b, 'two');
  await put(client, c, 'three');
  expect(await put(client, b, 'two')).toMatchObject({ VersionId: b, VersionStages: ['AWSPREVIOUS'] });
  expect(await value(client)).toBe('three');
  await expect(put(client, b, 'other')).rejects.toMatchObject({ name: 'ResourceExistsException' });
});

test('other labels leave AWSCURRENT where it is', async () => {
  const { client } = await withOne();
  await put(client, b, 'two', ['AWSPENDING']);
  expect(await stages(client)).toEqual({ [a]: ['AWSCURRENT'], [b]: ['AWSPENDING'] });
  expect(await value(client)).toBe('one');
});

test('the first value of a secret is AWSCURRENT, whatever labels it is given', async () => {
  const { client } = await localSecrets();
  await client.send(new CreateSecretCommand({ Name: SecretId }));
  await put(client, a, 'one', ['AWSPENDING']);
  expect(await stages(client)).toEqual({ [a]: ['AWSCURRENT', 'AWSPENDING'] });
});

test('a rotation moves AWSCURRENT, and AWSPREVIOUS follows', async () => {
  const { client } = await withOne();
  await put(client, b, 'two', ['AWSPENDING']);
  const move = { SecretId, VersionStage: 'AWSCURRENT', MoveToVersionId: b };
  await expect(client.send(new UpdateSecretVersionStageCommand(move))).rejects.toMatchObject({
    name: 'InvalidParameterException',
    message: expect.stringContaining(`AWSCURRENT is currently attached to version ${a}`),
  });
  await client.send(new UpdateSecretVersionStageCommand({ ...move, RemoveFromVersionId: a }));
  const pending = { SecretId, VersionStage: 'AWSPENDING', RemoveFromVersionId: b };
  await client.send(new UpdateSecretVersionStageCommand(pending));
  expect(await stages(client)).toEqual({ [a]: ['AWSPREVIOUS'], [b]: ['AWSCURRENT'] });
});

test.each([
  [{ VersionStage: 'AWSCURRENT', RemoveFromVersionId: a }, 'InvalidParameterException', "can't be completely removed"],
  [{ VersionStage: 'x', RemoveFromVersionId: a }, 'InvalidParameterException', 'x is not attached to version'],
  [{ VersionStage: 'x', MoveToVersionId: c }, 'ResourceNotFoundException', `VersionId: ${c}`],
  [{ VersionStage: 'x' }, 'InvalidParameterException', 'You must specify either'],
])('UpdateSecretVersionStage with %j is refused', async (members, name, message) => {
  const { client } = await withOne();
  const refused = client.send(new UpdateSecretVersionStageCommand({ SecretId, ...members }));
  await expect(refused).rejects.toMatchObject({ name, message: expect.stringContaining(message) });
});

test('a version that is not there, and a label on another version, are named', async () => {
  const { client } = await withOne();
  await expect(value(client, { VersionId: b })).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
    message: `Secrets Manager can't find the specified secret value for VersionId: ${b}`,
  });
  await expect(value(client, { VersionStage: 'x' })).rejects.toThrow('for staging label: x');
  await expect(value(client, { VersionId: a, VersionStage: 'AWSPREVIOUS' })).rejects.toMatchObject({
    name: 'InvalidRequestException',
    message: 'You provided a VersionStage that is not associated to the provided VersionId.',
  });
});

test.each([
  [{}, 'InvalidRequestException', 'You must provide either SecretString or SecretBinary.'],
  [{ SecretString: 'x', SecretBinary: Uint8Array.of(1) }, 'InvalidParameterException', "can't specify both"],
  [{ SecretString: 'x', ClientRequestToken: 'short' }, 'InvalidParameterException', '32-64 characters'],
  [{ SecretString: 'x'.repeat(65_537) }, 'InvalidParameterException', 'SecretString'],
  [{ SecretString: 'x', RotationToken: token('r') }, 'InvalidParameterException', "the parameter 'RotationToken'"],
])('a value that is not one is refused (%#)', async (members, name, message) => {
  const { client } = await withOne();
  const refused = client.send(new PutSecretValueCommand({ SecretId, ...members }));
  await expect(refused).rejects.toMatchObject({ name, message: expect.stringContaining(message) });
});
