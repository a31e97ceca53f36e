import { statSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  ListSecretsCommand,
  PutSecretValueCommand,
  RestoreSecretCommand,
  RotateSecretCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateSecretCommand,
} from '@aws-sdk/client-secrets-manager';
import { expect, test } from 'vitest';
import { secretArn } from '../../../../local/aws/secrets-manager/secrets-manager.ts';
import { localSecrets, token } from './local-secrets.ts';

// https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_Operations.html

const Name = 'odavl/stripe';
const create = new CreateSecretCommand({ Name, SecretString: 'one', ClientRequestToken: token('a') });

test('the ARN ends in six characters that follow from the name', () => {
  expect(secretArn(Name)).toMatch(
    /^arn:aws:secretsmanager:eu-central-1:000000000000:secret:odavl\/stripe-[A-Za-z0-9]{6}$/,
  );
  expect(secretArn(Name)).toBe(secretArn(Name));
  expect(secretArn('other').slice(-6)).not.toBe(secretArn(Name).slice(-6));
});

test('a value is found by name, ARN and ARN without its suffix', async () => {
  const { client } = await localSecrets();
  expect((await client.send(create)).ARN).toBe(secretArn(Name));
  for (const SecretId of [Name, secretArn(Name), secretArn(Name).slice(0, -7)]) {
    const value = await client.send(new GetSecretValueCommand({ SecretId }));
    expect(value).toMatchObject({
      ARN: secretArn(Name),
      Name,
      SecretString: 'one',
      VersionId: token('a'),
      VersionStages: ['AWSCURRENT'],
      CreatedDate: new Date('2026-03-01T12:00:00Z'),
    });
  }
});

test('binary values come back as they were', async () => {
  const { client } = await localSecrets();
  const SecretBinary = Uint8Array.from([0, 255, 128]);
  await client.send(new CreateSecretCommand({ Name, SecretBinary }));
  const value = await client.send(new GetSecretValueCommand({ SecretId: Name }));
  expect(value.SecretBinary).toEqual(SecretBinary);
  expect(value.SecretString).toBeUndefined();
});

test('a secret that does not exist is not found', async () => {
  const { client } = await localSecrets();
  for (const SecretId of ['nothing', secretArn('nothing')]) {
    await expect(client.send(new GetSecretValueCommand({ SecretId }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: "Secrets Manager can't find the specified secret.",
    });
  }
});

test('a secret without a value says which label is missing', async () => {
  const { client } = await localSecrets();
  await client.send(new CreateSecretCommand({ Name }));
  await expect(client.send(new GetSecretValueCommand({ SecretId: Name }))).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
    message: "Secrets Manager can't find the specified secret value for staging label: AWSCURRENT",
  });
});

test('a creation that is sent again succeeds; another one of the same name does not', async () => {
  const { client } = await localSecrets();
  await client.send(create);
  expect((await client.send(create)).VersionId).toBe(token('a'));
  const other = new CreateSecretCommand({ Name, SecretString: 'two', ClientRequestToken: token('b') });
  await expect(client.send(other)).rejects.toMatchObject({
    name: 'ResourceExistsException',
    message: 'The operation failed because the secret odavl/stripe already exists.',
  });
});

test('a secret waits for its deletion, can be restored, and then is gone', async () => {
  const { client, clock } = await localSecrets();
  await client.send(create);
  const deleted = await client.send(new DeleteSecretCommand({ SecretId: Name, RecoveryWindowInDays: 7 }));
  expect(deleted.DeletionDate).toEqual(new Date('2026-03-08T12:00:00Z'));
  const marked = { name: 'InvalidRequestException', message: expect.stringContaining('marked for deletion') };
  await expect(client.send(new GetSecretValueCommand({ SecretId: Name }))).rejects.toMatchObject(marked);
  await expect(client.send(create)).rejects.toMatchObject({
    name: 'InvalidRequestException',
    message: expect.stringContaining('already scheduled for deletion'),
  });
  expect((await client.send(new DescribeSecretCommand({ SecretId: Name }))).DeletedDate).toEqual(deleted.DeletionDate);
  await client.send(new RestoreSecretCommand({ SecretId: Name }));
  await client.send(new GetSecretValueCommand({ SecretId: Name }));
  await client.send(new DeleteSecretCommand({ SecretId: Name }));
  await clock.advanceSlowly(30 * 86_400_000);
  await expect(client.send(new DescribeSecretCommand({ SecretId: Name }))).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
  });
  await client.send(create);
});

test('a forced deletion is immediate, and succeeds for what does not exist', async () => {
  const { client } = await localSecrets();
  await client.send(create);
  const force = new DeleteSecretCommand({ SecretId: Name, ForceDeleteWithoutRecovery: true });
  await client.send(force);
  await client.send(force);
  await client.send(new CreateSecretCommand({ Name, SecretString: 'new' }));
  expect((await client.send(new GetSecretValueCommand({ SecretId: Name }))).SecretString).toBe('new');
});

test.each([
  [{ RecoveryWindowInDays: 6 }, 'between 7 and 30 days'],
  [{ RecoveryWindowInDays: 7, ForceDeleteWithoutRecovery: true }, 'in conjunction with RecoveryWindowInDays'],
])('DeleteSecret with %j is refused', async (members, message) => {
  const { client } = await localSecrets();
  await client.send(create);
  const refused = client.send(new DeleteSecretCommand({ SecretId: Name, ...members }));
  await expect(refused).rejects.toMatchObject({
    name: 'InvalidParameterException',
    message: expect.stringContaining(message),
  });
});

test('description, key, tags and value change; the rest stays', async () => {
  const { client } = await localSecrets();
  await client.send(create);
  const KmsKeyId = 'arn:aws:kms:eu-central-1:000000000000:key/k';
  await client.send(new UpdateSecretCommand({ SecretId: Name, Description: 'd', KmsKeyId, SecretString: 'two' }));
  await client.send(new TagResourceCommand({ SecretId: Name, Tags: [{ Key: 'a', Value: '1' }] }));
  await client.send(
    new TagResourceCommand({
      SecretId: Name,
      Tags: [
        { Key: 'a', Value: '2' },
        { Key: 'b', Value: '3' },
      ],
    }),
  );
  await client.send(new UntagResourceCommand({ SecretId: Name, TagKeys: ['b'] }));
  const described = await client.send(new DescribeSecretCommand({ SecretId: Name }));
  expect(described).toMatchObject({ Description: 'd', KmsKeyId, Tags: [{ Key: 'a', Value: '2' }] });
  expect((await client.send(new GetSecretValueCommand({ SecretId: Name }))).SecretString).toBe('two');
});

test('secrets are listed, the newest first', async () => {
  const { client, clock } = await localSecrets();
  for (const each of ['a', 'b', 'c']) {
    await client.send(new CreateSecretCommand({ Name: each }));
    await clock.advanceSlowly(1000);
  }
  await client.send(new DeleteSecretCommand({ SecretId: 'b' }));
  const names = async (IncludePlannedDeletion: boolean) =>
    (await client.send(new ListSecretsCommand({ IncludePlannedDeletion }))).SecretList?.map((each) => each.Name);
  expect(await names(false)).toEqual(['c', 'a']);
  expect(await names(true)).toEqual(['c', 'b', 'a']);
});

test('rotation is not supported and says so', async () => {
  const { client } = await localSecrets();
  await expect(client.send(new RotateSecretCommand({ SecretId: Name }))).rejects.toMatchObject({
    name: 'UnknownOperationException',
    message: 'The local runtime does not support secretsmanager:RotateSecret.',
  });
});

test('the permission is on the secret, and on its key where it has one', async () => {
  const { client, calls } = await localSecrets();
  const KmsKeyId = 'arn:aws:kms:eu-central-1:000000000000:key/k';
  await client.send(new CreateSecretCommand({ Name, SecretString: 'x', KmsKeyId }));
  calls.length = 0;
  await client.send(new GetSecretValueCommand({ SecretId: Name }));
  const context = {
    'kms:ViaService': 'secretsmanager.eu-central-1.amazonaws.com',
    'kms:EncryptionContext:SecretARN': secretArn(Name),
  };
  expect(calls).toEqual([
    { action: 'secretsmanager:GetSecretValue', resource: secretArn(Name) },
    { action: 'kms:Decrypt', resource: KmsKeyId, context },
  ]);
});

test('only this user may read the files, and a restart finds everything', async () => {
  const { client, directory, stop } = await localSecrets();
  await client.send(create);
  const files = await readdir(directory);
  expect(files).toContain('secrets.db-wal');
  for (const file of files) expect(statSync(join(directory, file)).mode & 0o777, file).toBe(0o600);
  await client.send(new PutSecretValueCommand({ SecretId: Name, SecretString: 'two' }));
  await stop();
  const next = await localSecrets(directory);
  const value = await next.client.send(new GetSecretValueCommand({ SecretId: secretArn(Name) }));
  expect(value.SecretString).toBe('two');
});
