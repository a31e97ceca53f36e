import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, test } from 'vitest';
import { createAct } from '../../engines/autopilot/act/create-act.ts';
import { type AutopilotResult, runAutopilot } from '../../engines/autopilot/autopilot.ts';
import { observeWith } from '../../engines/autopilot/cycle/observe.ts';
import type { Recipe } from '../../engines/autopilot/recipe.ts';
import { builtInRecipes } from '../../engines/autopilot/recipes/index.ts';
import { priorOf } from '../../engines/autopilot/trust/prior.ts';
import { trustOf } from '../../engines/autopilot/trust/trust.ts';
import { newTrustState } from '../../engines/autopilot/trust/trust-state.ts';
import { analyze } from '../../engines/insight/analyze.ts';
import { insight } from '../../engines/insight/engine.ts';
import { oxlint } from '../../engines/insight/native/oxlint.ts';
import { openWorkspace } from '../../engines/insight/source/open-workspace.ts';
import { parseFile } from '../../engines/insight/source/parsed-file.ts';
import { extractArchive } from '../../shared/archive/extract.ts';

/** Published packages that ship what people wrote: two of CommonJS, two of modules and mixed, one of TypeScript. */
const packages = [
  ['express@4.19.2', 'sha512-5T6nhjsT+EOMzuck8JjBHARTHfMht0POzlA60WV2pMD3gyXw2LZnZ+ueGdNxG+0calOJcWKbpFcuzLZ91YWq9Q=='],
  [
    'commander@12.1.0',
    'sha512-Vw8qHK3bZM9y/P10u3Vib8o/DdkvA2OtPtZvD871QKjy74Wj1WSKFILMPRPSdUSx5RFK1arlJzEtA4PkFgnbuA==',
  ],
  ['semver@7.6.3', 'sha512-oVekP1cKtI+CTDvHWYFUcMtsK/00wmAEfyqKfNdARm8u1wNVhSgaX7A8d4UuIlUI5e84iEwOhs7ZPYRmzU9U6A=='],
  [
    'picomatch@4.0.2',
    'sha512-M7BAV6Rlcy5u+m6oPhAPFgJTzAioX/6B0DxyvDlo9l8+T3nLKbrczg2WLUyzd45L8RqfUMyGPzekbMvX2Ldkwg==',
  ],
  ['immer@10.1.1', 'sha512-s2MPrmjovJcoMaHtx6K11Ra7oD05NT97w1IC5zpMkT6Atjr7H8LjaDd81iIxUYpMKSRRNMJE703M1Fhr/TctHw=='],
] as const;

const folder = mkdtempSync(join(tmpdir(), 'odavl-packages-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const signal = AbortSignal.timeout(600_000);

/** From the registry that npm uses here; undefined when it cannot be reached. */
async function fetched(name: string): Promise<{ file: string; integrity: string } | undefined> {
  try {
    const args = ['pack', name, '--silent', '--pack-destination', folder];
    const { stdout } = await promisify(execFile)('npm', args, { cwd: folder });
    const file = join(folder, stdout.trim().split('\n').at(-1) ?? '');
    return { file, integrity: `sha512-${createHash('sha512').update(readFileSync(file)).digest('base64')}` };
  } catch (error) {
    console.log(`${name} is not to be had, so it is not analysed: ${error instanceof Error ? error.message : error}`);
    return undefined;
  }
}

function trustIn({ id, trust }: Recipe, now: Date) {
  return trustOf(newTrustState(id), priorOf({ declared: trust, isBuiltIn: true }, now), now);
}

function repair(root: string): Promise<AutopilotResult> {
  const now = new Date('2026-11-23T00:00:00Z');
  const budget = { maxFiles: 50, maxLinesPerFile: 200, maxTotalLines: 2_000, maxRecipes: 20 };
  return runAutopilot(
    {
      ...{ runId: 'real', mode: 'run', root, signal, progress: () => undefined },
      candidates: builtInRecipes.map((recipe) => ({ recipe, trust: trustIn(recipe, now) })),
      project: { gates: { riskBudget: 1_000, maxRiskPerAction: 100 } },
      run: { budget },
      approval: { isAutomatic: true, recipes: [] },
    },
    {
      act: createAct({ oxlint: oxlint() }),
      observe: observeWith(insight, { recipes: builtInRecipes }),
      now: () => now,
    },
  );
}

async function git(root: string, patch: string): Promise<void> {
  const file = join(folder, 'the.diff');
  writeFileSync(file, patch);
  const env = { PATH: process.env.PATH, HOME: folder, GIT_CONFIG_NOSYSTEM: '1', GIT_CEILING_DIRECTORIES: folder };
  await promisify(execFile)('git', ['-c', 'core.autocrlf=false', 'apply', file], { cwd: root, env });
}

const textsOf = async (root: string) => (await openWorkspace(root)).files.map(({ path, text }) => [path, text]);

describe.each(packages)('%s', (name, integrity) => {
  test('is analysed and repaired: the same twice, no worse, and back to the byte', { timeout: 240_000 }, async ({
    skip,
  }) => {
    const tarball = await fetched(name);
    if (!tarball) return skip();
    expect(tarball.integrity).toBe(integrity);
    const [root, before] = [join(folder, `${name}-tree`), join(folder, `${name}-before`)];
    mkdirSync(root);
    await extractArchive({ file: tarball.file }, root, { signal });
    cpSync(root, before, { recursive: true });

    const look = async () => analyze(insight, await openWorkspace(root), { signal });
    const [first, second] = [await look(), await look()];
    expect(first.detectors.filter(({ status }) => status !== 'ok')).toEqual([]);
    expect(second.issues).toEqual(first.issues);

    const { cycle } = await repair(root);
    expect(['completed', 'noop']).toContain(cycle.status);
    expect(cycle.after.metrics.typescript).toBeLessThanOrEqual(cycle.before.metrics.typescript);
    expect(cycle.after.metrics.totalIssues).toBeLessThanOrEqual(cycle.before.metrics.totalIssues);
    const { files } = await openWorkspace(root);
    const broken = files.filter((file) => parseFile(file).syntaxErrors.length > 0).map(({ path }) => path);
    const brokenBefore = (await openWorkspace(before)).files
      .filter((file) => parseFile(file).syntaxErrors.length > 0)
      .map(({ path }) => path);
    expect(broken).toEqual(brokenBefore);
    console.log(
      `${name}: ${cycle.before.metrics.totalIssues} → ${cycle.after.metrics.totalIssues} issues, ${cycle.changes.length} files`,
    );

    if (cycle.patch !== '') {
      const original = await textsOf(before);
      await git(before, cycle.patch);
      expect(await textsOf(before)).toEqual(await textsOf(root));
      await git(before, cycle.undoPatch);
      expect(await textsOf(before)).toEqual(original);
    }
  });
});
