import { expect, it } from 'vitest';
import { Credentials } from '../../../../local/aws/edge/credentials.ts';
import type { Principal } from '../../../../local/aws/service.ts';

const api: Principal = { kind: 'role', arn: 'arn:aws:iam::000000000000:role/Api', functionName: 'api' };

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids: AKIA lasts, ASIA is temporary.
it('gives a role temporary credentials and the runtime lasting ones', () => {
  const credentials = new Credentials('seed');
  expect(credentials.issue(api)).toMatchObject({
    accessKeyId: expect.stringMatching(/^ASIA[0-9A-F]{16}$/),
    secretAccessKey: expect.stringMatching(/^.{40}$/),
    sessionToken: expect.any(String),
  });
  const root = credentials.issue({ kind: 'root' });
  expect(root.accessKeyId).toMatch(/^AKIA[0-9A-F]{16}$/);
  expect(root).not.toHaveProperty('sessionToken');
});

it('finds who a key was issued to, and nobody for another', () => {
  const credentials = new Credentials('seed');
  expect(credentials.find(credentials.issue(api).accessKeyId)?.principal).toEqual(api);
  expect(credentials.find('ASIASTRANGER')).toBeUndefined();
});

it('issues the same after a restart, and others with another seed', () => {
  expect(new Credentials('seed').issue(api)).toEqual(new Credentials('seed').issue(api));
  expect(new Credentials('seed').issue(api).secretAccessKey).not.toBe(
    new Credentials('tree').issue(api).secretAccessKey,
  );
});
