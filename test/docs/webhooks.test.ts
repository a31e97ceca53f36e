import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { retryDelays } from '../../lambdas/events/delivery/retry.ts';
import {
  deriveEndpointKeys,
  publicKeyText,
  secretText,
  signingKeys,
} from '../../lambdas/events/signature/endpoint-keys.ts';
import { signatureHeaders } from '../../lambdas/events/signature/signature.ts';

const page = readFileSync('docs/webhooks.md', 'utf8');
const folder = mkdtempSync(join(tmpdir(), 'odavl-docs-'));
symlinkSync(resolve('node_modules'), join(folder, 'node_modules'));
afterAll(() => rmSync(folder, { recursive: true }));

const endpoint = { id: 'whe_1', secretVersion: 2, previousSecret: { version: 1, until: '2999-01-01T00:00:00.000Z' } };
const body = '{"type":"task.succeeded.v1"}';
const headers = signatureHeaders({
  ...signingKeys('secret', endpoint, Date.now()),
  ...{ id: 'evt_1', timestamp: Math.floor(Date.now() / 1_000), body },
});
const keys = [1, 2].map((version) => deriveEndpointKeys('secret', 'whe_1', version));

/** What a piece of code of the page says to a delivery: what it prints, or that it threw. */
function run(name: string, call: string, payload: string): string {
  const [, code] = new RegExp(`<!-- test: ${name} -->\n\`\`\`ts\n([^]*?)\`\`\``).exec(page) ?? [];
  if (code === undefined) throw new Error(`The page has no code "${name}".`);
  const given = `const headers = ${JSON.stringify(headers)};\nconst body = ${JSON.stringify(payload)};`;
  writeFileSync(join(folder, `${name}.ts`), `${code}\n${given}\nconsole.log(JSON.stringify(${call}));\n`);
  const options = ['--disable-warning=ExperimentalWarning', '--disable-warning=MODULE_TYPELESS_PACKAGE_JSON'];
  const { status, stdout } = spawnSync(process.execPath, [...options, join(folder, `${name}.ts`)], {
    encoding: 'utf8',
  });
  return status === 0 ? stdout.trim() : 'refused';
}

test('the code of the page verifies a delivery by either secret of a rotation, and refuses a changed one', () => {
  for (const key of keys) {
    const call = `verified(${JSON.stringify(secretText(key))}, headers, body)`;
    expect(run('verify', call, body)).toBe(body);
    expect(run('verify', call, `${body} `)).toBe('refused');
  }
});

test('the code of the page verifies by public key, without a secret', () => {
  for (const key of keys) {
    const call = `isOurs(${JSON.stringify(publicKeyText(key))}, headers, body)`;
    expect(run('verify-public', call, body)).toBe('true');
    expect(run('verify-public', call, `${body} `)).toBe('false');
  }
});

test('the delays that the page tells are those that are kept', () => {
  const units: [number, string][] = [
    [3_600, 'h'],
    [60, 'min'],
    [1, 's'],
  ];
  const told = retryDelays.map((seconds) => {
    const [size, name] = units.find(([each]) => seconds >= each) ?? [1, 's'];
    return `${seconds / size} ${name}`;
  });
  expect(page.replaceAll('\n', ' ')).toContain(`${told.slice(0, -1).join(', ')} and ${told.at(-1)}`);
});
