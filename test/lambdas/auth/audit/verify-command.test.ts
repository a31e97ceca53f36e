import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import { bodyOf } from '../../../shared/http-event.ts';
import { start } from '../../../shared/make-context.ts';
import { type AuditWorld, startAudit } from './audit-world.ts';

const folder = mkdtempSync(join(tmpdir(), 'odavl-verify-'));
const path = (name: string) => join(folder, name);
let world: AuditWorld;
let orgId: string;
let exported: string;

beforeAll(async () => {
  world = await startAudit();
  const { ctx } = await world.addPerson();
  orgId = ctx.orgId;
  for (let at = 0; at < 4; at += 1) await world.act({ ...ctx, now: start + at });
  const head = await world.asks(ctx, 'GET /v1/audit-log/head');
  exported = (await world.asks(ctx, 'GET /v1/audit-log/export')).body ?? '';
  writeFileSync(path('receipt'), z.object({ signature: z.string() }).parse(bodyOf(head)).signature);
  writeFileSync(path('jwks.json'), (await world.ask({ routeKey: 'GET /.well-known/jwks.json' })).body ?? '');
  writeFileSync(path('other-jwks.json'), JSON.stringify({ keys: [] }));
});
afterAll(async () => {
  await world.close();
  rmSync(folder, { recursive: true });
});

/** Its exit code, and the reason that it gives. */
function verify(text: string, ...args: string[]): [number | null, string] {
  writeFileSync(path('log.ndjson'), text);
  const command = ['--disable-warning=ExperimentalWarning', 'bin/verify-audit-log.ts', path('log.ndjson'), ...args];
  const { status, stdout, stderr } = spawnSync(process.execPath, command, { encoding: 'utf8' });
  return [status, stdout || stderr];
}

const withReceipt = () => ['--receipt', path('receipt'), '--jwks', path('jwks.json')];

test('an export is intact, with and without its receipt', () => {
  expect(verify(exported)).toEqual([0, '{"isIntact":true,"erasedParts":0,"records":4}\n']);
  expect(verify(exported, '--organization', orgId)[0]).toBe(0);
  expect(verify(exported, ...withReceipt())[0]).toBe(0);
});

test.each<[string, (lines: string[]) => string[], string]>([
  ['without its last line, when there is a receipt', (lines) => lines.slice(0, -1), 'there is a receipt'],
  ['without a line in the middle', (lines) => lines.toSpliced(1, 1), 'Record 2 is missing'],
  ['with a changed line', (lines) => [lines[0]?.replace('success', 'failure') ?? '', ...lines.slice(1)], 'was changed'],
  ['with a field more', (lines) => [...lines.slice(0, -1), lines.at(-1)?.replace('{', '{"x":1,') ?? ''], 'Line 4'],
  ['with a line that is not JSON', (lines) => ['what', ...lines], 'Line 1'],
])('an export %s is not', (_, change, reason) => {
  const lines = change(exported.trimEnd().split('\n'));
  const [status, said] = verify(`${lines.join('\n')}\n`, ...withReceipt());
  expect([status, said]).toEqual([1, expect.stringContaining(reason)]);
});

test('the export of another organization is not this one’s', () => {
  expect(verify(exported, '--organization', 'org_other')[0]).toBe(1);
});

test('it cannot tell without a file, without keys, or with keys that signed nothing', () => {
  expect(verify(exported, '--receipt', path('receipt'))[0]).toBe(2);
  expect(verify(exported, '--receipt', path('receipt'), '--jwks', path('other-jwks.json'))[0]).toBe(2);
  expect(spawnSync(process.execPath, ['bin/verify-audit-log.ts', path('none')]).status).toBe(2);
});
