import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { attestationFaults } from '../../engines/autopilot/attestation/attestation-error.ts';
import { type Envelope, signStatement } from '../../engines/autopilot/attestation/envelope.ts';
import { predicateType } from '../../engines/autopilot/attestation/statement.ts';
import { sha256Of, treeDigest } from '../../engines/autopilot/attestation/tree-digest.ts';
import { jwks, signers, statementWith } from '../engines/autopilot/attestation/attested-run.ts';

const page = readFileSync('docs/attestation.md', 'utf8');
const folder = mkdtempSync(join(tmpdir(), 'odavl-docs-'));
afterAll(() => rmSync(folder, { recursive: true }));

function codeOf(name: string): string {
  const [, code] = new RegExp(`<!-- test: ${name} -->\n\`\`\`\\w+\n([^]*?)\`\`\``).exec(page) ?? [];
  if (code === undefined) throw new Error(`The page has no code "${name}".`);
  return code;
}

function run(envelope: Envelope): string {
  const call = `verified(${JSON.stringify(envelope)}, ${JSON.stringify(jwks.keys[0])})`;
  writeFileSync(join(folder, 'verify.ts'), `${codeOf('verify')}\nconsole.log(JSON.stringify(${call}));\n`);
  const options = ['--disable-warning=ExperimentalWarning', '--disable-warning=MODULE_TYPELESS_PACKAGE_JSON'];
  const { status, stdout } = spawnSync(process.execPath, [...options, join(folder, 'verify.ts')], { encoding: 'utf8' });
  return status === 0 ? stdout.trim() : 'refused';
}

test('the code of the page verifies an attestation, and refuses an altered one', async () => {
  const envelope = await signStatement(statementWith(), signers.ed);
  expect(JSON.parse(run(envelope))).toEqual(statementWith());
  const altered = Buffer.from(envelope.payload, 'base64').toString().replace('run_1', 'run_2');
  expect(run({ ...envelope, payload: Buffer.from(altered).toString('base64') })).toBe('refused');
});

test('the command of the page makes the digest of a tree', () => {
  const tree = join(folder, 'tree');
  mkdirSync(join(tree, 'src'), { recursive: true });
  mkdirSync(join(tree, '.git'));
  for (const path of ['.git/HEAD', 'src/.git', '.gitignore', 'src/a.ts', 'src-b.ts'])
    writeFileSync(join(tree, path), path);
  const { stdout } = spawnSync('sh', ['-c', codeOf('tree')], { cwd: tree, encoding: 'utf8' });
  const files = ['.git/HEAD', '.gitignore', 'src/a.ts', 'src-b.ts'].map((path) => ({ path, sha256: sha256Of(path) }));
  expect(stdout.slice(0, 64)).toBe(treeDigest(files));
});

test('the page names every fault, and the type of the predicate', () => {
  for (const fault of attestationFaults) expect(page).toContain(`\`${fault}\``);
  expect(page).toContain(`\`${predicateType}\``);
});
