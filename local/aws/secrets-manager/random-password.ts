import { randomInt } from 'node:crypto';
import { z } from 'zod';
import { parseInput } from '../parse-input.ts';
import { invalidParameter } from './error.ts';

const GetRandomPassword = z.strictObject({
  PasswordLength: z.number().int().min(1).max(4096).default(32),
  ExcludeCharacters: z.string().max(4096).default(''),
  ExcludeNumbers: z.boolean().default(false),
  ExcludePunctuation: z.boolean().default(false),
  ExcludeUppercase: z.boolean().default(false),
  ExcludeLowercase: z.boolean().default(false),
  IncludeSpace: z.boolean().default(false),
  RequireEachIncludedType: z.boolean().default(true),
});

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetRandomPassword.html */
export function randomPassword(request: Readonly<Record<string, unknown>>): string {
  const input = parseInput(GetRandomPassword, request, 'InvalidParameterException');
  const types = [
    input.ExcludeLowercase ? '' : 'abcdefghijklmnopqrstuvwxyz',
    input.ExcludeUppercase ? '' : 'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
    input.ExcludeNumbers ? '' : '0123456789',
    input.ExcludePunctuation ? '' : '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~',
    input.IncludeSpace ? ' ' : '',
  ].map((type) => without(type, input.ExcludeCharacters));
  const included = types.filter((type) => type !== '');
  if (included.length === 0) throw invalidParameter('No characters are left to make a password of.');
  const required = input.RequireEachIncludedType ? included : [];
  if (required.length > input.PasswordLength) {
    throw invalidParameter('PasswordLength is too short for one character of each included type.');
  }
  const rest = Array.from({ length: input.PasswordLength - required.length }, () => included.join(''));
  return shuffled([...required, ...rest].map(pick)).join('');
}

function without(type: string, excluded: string): string {
  return [...type].filter((character) => !excluded.includes(character)).join('');
}

function pick(characters: string): string {
  return characters.charAt(randomInt(characters.length));
}

function shuffled(items: readonly string[]): string[] {
  return items.reduce<string[]>((shuffledSoFar, item) => {
    shuffledSoFar.splice(randomInt(shuffledSoFar.length + 1), 0, item);
    return shuffledSoFar;
  }, []);
}
