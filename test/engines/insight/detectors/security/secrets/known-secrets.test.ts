import { describe, expect, it } from 'vitest';
import { secretFormats } from '../../../../../../engines/insight/detectors/security/secrets/formats.ts';
import { knownSecretsIn } from '../../../../../../engines/insight/detectors/security/secrets/known-secrets.ts';
import { lookAlikes, mixed, samples } from './sample-secrets.ts';

const found = (text: string) => knownSecretsIn(text).map(({ format }) => format.ruleId);

describe('every known format', () => {
  it('has samples', () => {
    expect(Object.keys(samples).toSorted()).toEqual(secretFormats.map(({ ruleId }) => ruleId).toSorted());
  });

  it.each(Object.entries(samples))('%s is found, and only where it is', (ruleId, { secrets, others }) => {
    expect(secrets.length).toBeGreaterThanOrEqual(2);
    for (const { text, secret } of secrets) {
      const [known, ...more] = knownSecretsIn(text);
      expect([text, known?.format.ruleId, more.length, known?.isReal]).toEqual([text, ruleId, 0, true]);
      expect(text.slice(known?.secret.start, known?.secret.end)).toContain(secret);
    }
    expect(others.length).toBeGreaterThanOrEqual(2);
    for (const text of others) expect([text, found(text)]).toEqual([text, []]);
  });

  it.each(lookAlikes)('$ruleId with a wrong inside is not taken for real', ({ ruleId, text }) => {
    expect(knownSecretsIn(text)).toMatchObject([{ format: { ruleId }, isReal: false }]);
  });
});

describe('hostile text', () => {
  const megabyte = 1_024 ** 2;
  const fill = (piece: string) => piece.repeat(Math.ceil(megabyte / piece.length)).slice(0, megabyte);
  const hostile = [
    fill('a'),
    fill('-'),
    fill('eyJ-'),
    fill('eyJa.'),
    fill('ghp_'),
    fill('://a:'),
    fill('postgres://'),
    fill('https://a'),
    fill('https://a:b'),
    fill('"private_key":"-----BEGIN PRIVATE KEY-----"service_account"'),
    fill('-----BEGIN RSA PRIVATE KEY-----'),
    fill('-----BEGIN RSA PRIVATE KEY-----\\n'),
    fill('secret_key = '),
    fill('heroku_api_key="'),
    fill('Nabcdefghijklmnopqrstuvwx.abcdef.'),
    fill('key-0a1b-'),
    fill(`${mixed('hex', 32)}-`),
    fill(secretFormats.flatMap(({ marks }) => marks).join(' ')),
    fill(secretFormats.flatMap(({ marks }) => marks).join('')),
  ];

  it.each(secretFormats.map((format) => ({ format, ruleId: format.ruleId })))(
    '$ruleId takes linear time on a megabyte of any of it',
    ({ format }) => {
      for (const text of hostile) for (const match of text.matchAll(format.pattern)) expect(match).toBeTruthy();
    },
  );

  it('is searched for all of them in less than a second for each megabyte', () => {
    for (const text of hostile) {
      const begun = performance.now();
      knownSecretsIn(text);
      expect([text.slice(0, 40), performance.now() - begun < 1_000]).toEqual([text.slice(0, 40), true]);
    }
  });
});
