import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { synthesizeAll } from './synth.ts';

const worlds = synthesizeAll();
const directory = mkdtempSync(join(tmpdir(), 'infra-bin-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** Nothing here knows an AWS account. */
function start(args: readonly string[], stage: string) {
  const path = [dirname(process.execPath), process.env.PATH].join(delimiter);
  const environment = { PATH: path, HOME: directory, CDK_OUTDIR: directory, STAGE: stage };
  return spawnSync(process.execPath, args, { env: environment, encoding: 'utf8' });
}

function expectSameTemplates(stage: string): void {
  const stacks = worlds.find((world) => world.stage === stage)?.assembly.stacks ?? [];
  expect(stacks).not.toHaveLength(0);
  for (const { templateFile, template } of stacks) {
    const made: unknown = JSON.parse(readFileSync(join(directory, templateFile), 'utf8'));
    expect(withoutCode(made)).toEqual(withoutCode(template));
  }
}

/** The hash of the code is about the build, which somebody may be running meanwhile. */
function withoutCode(template: unknown): unknown {
  return JSON.parse(JSON.stringify(template), (key, value: unknown) => (key === 'S3Key' ? 'code.zip' : value));
}

describe.each(worlds)('stage $stage', ({ stage, assembly }) => {
  test('needs no AWS account and looks nothing up', () => {
    expect(assembly.manifest.missing ?? []).toEqual([]);
    expect(assembly.stacks.map((stack) => stack.environment.account)).toEqual(
      assembly.stacks.map(() => 'unknown-account'),
    );
  });

  test('synthesizes without a warning', () => {
    const messages = assembly.stacks.flatMap((stack) => stack.messages);
    expect(messages.map(({ level, id, entry }) => `${level} ${id}: ${String(entry.data)}`)).toEqual([]);
  });

  test('names its stacks after the stage', () => {
    const stacks = assembly.stacks.map((stack) => stack.stackName);
    expect(stacks.length).toBeGreaterThanOrEqual(5);
    expect(stacks.filter((name) => !name.startsWith(`odavl-${stage}-`))).toEqual([]);
  });
});

test('the app started by itself, as the local runtime does, makes the same templates in silence', () => {
  const { status, stdout, stderr } = start(['bin/odavl-cloud.ts'], 'local');
  expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '', stderr: '' });
  expectSameTemplates('local');
}, 60_000);

test('the CDK CLI makes the same templates and has nothing to remark', () => {
  const cli = ['node_modules/aws-cdk/bin/cdk', 'synth', '--strict', '--no-notices', '--ci', '--output', directory];
  const { status, stdout, stderr } = start([...cli, '--context', 'stage=prod'], 'dev');
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout).not.toMatch(/warning|deprecated|reserved|surprising/i);
  expectSameTemplates('prod');
}, 60_000);

test('an unknown stage is refused by name', () => {
  const { status, stderr } = start(['bin/odavl-cloud.ts'], 'production');
  expect(status).not.toBe(0);
  expect(stderr).toContain('Unknown stage "production". Use one of: local, dev, staging, prod.');
});
