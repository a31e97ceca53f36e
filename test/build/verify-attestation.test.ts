import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { verifyAttestations } from '../../build/verify-attestation.ts';
import { signStatement } from '../../engines/autopilot/attestation/envelope.ts';
import { statementOf } from '../../engines/autopilot/attestation/statement.ts';
import { sha256Of, treeDigest } from '../../engines/autopilot/attestation/tree-digest.ts';
import { chainOf, jwks, predicateWith, signers, trees } from '../engines/autopilot/attestation/attested-run.ts';

const folder = mkdtempSync(join(tmpdir(), 'odavl-attestation-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = (name: string, text: string) => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};

const tree = join(folder, 'tree');
mkdirSync(join(tree, '.git'), { recursive: true });
mkdirSync(join(tree, 'src'));
writeFileSync(join(tree, '.git/HEAD'), 'ref');
writeFileSync(join(tree, 'src/a.ts'), 'const a = 1;\n');
symlinkSync('a.ts', join(tree, 'src/link.ts'));
const after = treeDigest([{ path: 'src/a.ts', sha256: sha256Of('const a = 1;\n') }]);

const envelope = await signStatement(statementOf({ ...trees, after }, predicateWith()), signers.ed);
const text = JSON.stringify(envelope);
const keys = file('jwks.json', JSON.stringify(jwks));
const run = (...args: readonly string[]) => {
  const options = ['--disable-warning=ExperimentalWarning', 'bin/verify-attestation.ts'];
  const { status, stdout, stderr } = spawnSync(process.execPath, [...options, ...args], { encoding: 'utf8' });
  return { status, stdout, stderr };
};

test('the command ends with 0 and says what is proven, and what is not', () => {
  const given = [
    file('envelope.json', text),
    '--jwks',
    keys,
    '--tree',
    tree,
    '--after',
    '--patch',
    file('p.diff', 'patch'),
  ];
  expect(run(...given)).toEqual({
    status: 0,
    stderr: '',
    stdout: [
      'VERIFIED. This is proven:',
      '- Run run_1 of prj_1 is attested as number 1, signed with the key ed, and not altered since.',
      '- The first of them is the first of the project.',
      '- Recipes that were applied: prefer-const@1.0.0.',
      '- Issues by our measure: 1 before, 0 after.',
      '- 1 of 1 gates passed.',
      '- The folder given is, byte for byte, the tree after the run.',
      '- The patch given is the one of the run.',
      '',
      'This is not:',
      '- That the code is free of faults: what is attested is what our detectors and gates said.',
      '- That the keys are ours: take them from us once, over a way that you trust, and keep them.',
      '- That no later attestation exists.',
      '- Permissions of files, links, empty folders, and what is in .git.',
      '',
    ].join('\n'),
  });
});

test('it ends with 1 where something is not proven', () => {
  const forged = file('forged.json', JSON.stringify({ ...envelope, payload: Buffer.from('{}').toString('base64') }));
  expect(run(forged, '--jwks', keys)).toMatchObject({
    status: 1,
    stdout: 'NOT VERIFIED (bad-signature): Its signature is wrong: it was altered, or is a forgery.\n',
  });
});

describe('it ends with 2 where it cannot tell:', () => {
  test.each<[string, readonly string[]]>([
    ['no keys', ['envelope.json']],
    ['a file that is not there', ['none.json', '--jwks', keys]],
    ['a tree without before or after', ['x.json', '--jwks', keys, '--tree', tree]],
    ['an option that there is not', ['--key', keys]],
  ])('%s', (_, args) => expect(run(...args)).toMatchObject({ status: 2, stdout: '' }));

  test('files without an envelope, or that are not JSON, and keys that are none', async () => {
    await expect(verifyAttestations({ texts: ['[]'], jwks })).rejects.toThrow('There is no envelope in it.');
    await expect(verifyAttestations({ texts: [`${text}\n{`], jwks })).rejects.toThrow('Line 2 is not JSON.');
    await expect(verifyAttestations({ texts: [text], jwks: {} })).rejects.toThrow('The keys are no JWK Set.');
  });
});

test.each([
  ['before', 'subject-mismatch', {}],
  ['after', 'broken-link', { projectId: 'prj_2' }],
  ['after', 'patch-mismatch', { patch: Buffer.from('another') }],
] as const)('the tree %s with something else expected is %s', async (is, fault, more) => {
  const { isVerified, lines } = await verifyAttestations({ texts: [text], jwks, tree: { folder: tree, is }, ...more });
  expect(isVerified).toBe(false);
  expect(lines.join()).toContain(`NOT VERIFIED (${fault})`);
});

test('several are verified as a chain, as a list or as lines', async () => {
  const chain = (await chainOf(3)).map((each) => JSON.stringify(each.envelope));
  for (const texts of [chain, [chain.join('\n')], [`[${chain.join(',')}]`]]) {
    const { lines } = await verifyAttestations({ texts, jwks });
    expect(lines).toContain('- Attestations 1 to 3 follow each other; none is missing or replaced.');
  }
  const { lines } = await verifyAttestations({ texts: chain.slice(1), jwks });
  expect(lines).toContain('- What came before the first of them.');
});
