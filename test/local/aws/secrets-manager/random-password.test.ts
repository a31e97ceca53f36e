import { GetRandomPasswordCommand } from '@aws-sdk/client-secrets-manager';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { randomPassword } from '../../../../local/aws/secrets-manager/random-password.ts';
import { localSecrets } from './local-secrets.ts';

// https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetRandomPassword.html

test('the client gets 32 characters of every type, and another password each time', async () => {
  const { client, calls } = await localSecrets();
  const { RandomPassword: password = '' } = await client.send(new GetRandomPasswordCommand({}));
  expect(password).toHaveLength(32);
  for (const type of [/[a-z]/, /[A-Z]/, /[0-9]/, /[!-/:-@[-`{-~]/]) expect(password).toMatch(type);
  const { RandomPassword: another } = await client.send(new GetRandomPasswordCommand({}));
  expect(another).not.toBe(password);
  expect(calls[0]).toEqual({ action: 'secretsmanager:GetRandomPassword', resource: '*' });
});

test('length, exclusions and required types are kept', () => {
  const request = fc.record({
    PasswordLength: fc.integer({ min: 5, max: 60 }),
    ExcludeCharacters: fc.string({ maxLength: 10 }),
    ExcludeNumbers: fc.boolean(),
    ExcludePunctuation: fc.boolean(),
    ExcludeUppercase: fc.boolean(),
    IncludeSpace: fc.boolean(),
    RequireEachIncludedType: fc.boolean(),
  });
  fc.assert(
    fc.property(request, (input) => {
      const password = randomPassword(input);
      expect(password).toHaveLength(input.PasswordLength);
      for (const character of input.ExcludeCharacters) expect(password).not.toContain(character);
      if (input.ExcludeNumbers) expect(password).not.toMatch(/[0-9]/);
      if (input.ExcludePunctuation) expect(password).not.toMatch(/[!-/:-@[-`{-~]/);
      if (input.ExcludeUppercase) expect(password).not.toMatch(/[A-Z]/);
      if (!input.IncludeSpace) expect(password).not.toContain(' ');
      if (input.RequireEachIncludedType) expect(password).toMatch(/[a-z]/);
    }),
  );
});

const nothing = {
  ExcludeLowercase: true,
  ExcludeUppercase: true,
  ExcludeNumbers: true,
  ExcludePunctuation: true,
};

test.each([
  [nothing, 'No characters are left'],
  [{ PasswordLength: 3 }, 'too short for one character of each included type'],
  [{ PasswordLength: 5000 }, 'PasswordLength'],
])('%j is refused', async (request, message) => {
  const { client } = await localSecrets();
  await expect(client.send(new GetRandomPasswordCommand(request))).rejects.toMatchObject({
    name: 'InvalidParameterException',
    message: expect.stringContaining(message),
  });
});

test('one type alone is enough when only it is left', () => {
  expect(randomPassword({ ...nothing, ExcludeNumbers: false, PasswordLength: 1 })).toMatch(/^[0-9]$/);
});
