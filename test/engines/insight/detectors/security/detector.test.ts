import { expect, it } from 'vitest';
import { dataDetector, detector } from '../../../../../engines/insight/detectors/security/detector.ts';
import { securityRules } from '../../../../../engines/insight/detectors/security/rules.ts';
import { secretFormats } from '../../../../../engines/insight/detectors/security/secrets/formats.ts';
import { findingsIn } from '../../kit.ts';
import { samples } from './secrets/sample-secrets.ts';

const megabyte = 1_000_000;
const fill = (piece: string) => piece.repeat(Math.ceil(megabyte / piece.length)).slice(0, megabyte);
const hostile = [
  'a',
  'a ',
  'a=',
  'password=',
  'token: "',
  '<a ',
  '<a target="_blank',
  '\u202e',
  '\u202e\n',
  '://a:b@',
  '\n',
];

it('every rule has an id of its own, and names its weakness', () => {
  const ids = [...securityRules.map(({ id }) => id), ...secretFormats.map(({ ruleId }) => ruleId)];
  expect(new Set(ids).size).toBe(ids.length);
  for (const { category } of securityRules) expect(category).toMatch(/\(CWE-\d+(?:, CWE-\d+)?\)$/);
});

it.each(hostile)('a megabyte of %j in files of data takes no long time', async (piece) => {
  const text = fill(piece);
  const begun = performance.now();
  await findingsIn(dataDetector, { '.env': text, 'page.html': text });
  expect(performance.now() - begun).toBeLessThan(20_000);
});

it('a file of nothing but secrets takes no long time, on one line as on many', async () => {
  const secret = samples['secret-gitlab-token']?.secrets[0]?.secret ?? '';
  const begun = performance.now();
  const inLine = await findingsIn(dataDetector, { 'a.yaml': `${secret} `.repeat(5_000) });
  const onLines = await findingsIn(dataDetector, { 'a.yaml': `${secret}\n`.repeat(5_000) });
  expect([inLine.length, onLines.length]).toEqual([5_000, 5_000]);
  expect(performance.now() - begun).toBeLessThan(20_000);
});

it('the same files give the same findings in the same order', async () => {
  const text = Object.values(samples)
    .flatMap(({ secrets }) => secrets.map((each) => `/*\n${each.text}\n*/`))
    .join('\n');
  expect(await findingsIn(detector, { 'src/a.ts': text })).toEqual(await findingsIn(detector, { 'src/a.ts': text }));
});
