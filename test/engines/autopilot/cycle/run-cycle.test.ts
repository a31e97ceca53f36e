import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { RecipeError } from '../../../../engines/autopilot/act/act.ts';
import { LedgerEntry } from '../../../../engines/autopilot/cycle/ledger.ts';
import type { CyclePorts } from '../../../../engines/autopilot/cycle/ports.ts';
import { TreeTooLargeError } from '../../../../engines/autopilot/cycle/private-copy.ts';
import { gitApply } from '../patch/git-apply.ts';
import { cycle, fixBad, fixOdd, inTree, named, textIn } from './cycle-kit.ts';
import { openPorts, replaces } from './small-world.ts';
import { stateOf } from './trees.ts';

test('bytes that are not edited stay: the byte order mark, ends of lines, files that are not UTF-8', () =>
  inTree(
    { 'a.ts': '\uFEFFBAD;\r\nb;\nc;\r', 'b.ts': new Uint8Array([0xff, 0x42, 0x41, 0x44]), 'c.ts': '\0BAD' },
    async (root, before) => {
      const { changes, patch, undoPatch } = await cycle(root, [fixBad]);
      expect(textIn(root, 'a.ts')).toBe('\uFEFFgood;\r\nb;\nc;\r');
      expect(changes.map(({ path }) => path)).toEqual(['a.ts']);
      gitApply(root, undoPatch);
      expect(stateOf(root)).toEqual(before);
      gitApply(root, patch);
      expect(textIn(root, 'a.ts')).toBe('\uFEFFgood;\r\nb;\nc;\r');
    },
  ));

test('a plan says what a run would do, and changes no byte', () =>
  inTree({ 'a.ts': 'BAD;\nODD;\n', 'b.ts': 'BAD;\n' }, async (root, before) => {
    const planned = await cycle(root, [fixBad, fixOdd], { mode: 'plan' });
    expect(stateOf(root)).toEqual(before);
    const run = await cycle(root, [fixBad, fixOdd]);
    expect(planned).toEqual({ ...run, mode: 'plan', ledger: [], timings: planned.timings });
  }));

test('observing only observes', () =>
  inTree({ 'a.ts': 'BAD;\n' }, async (root, before) => {
    const result = await cycle(root, [fixBad], { mode: 'observe' });
    expect(result).toMatchObject({ mode: 'observe', status: 'noop', before: { metrics: { totalIssues: 1 } } });
    expect(stateOf(root)).toEqual(before);
  }));

test('a run tells what each recipe did', () =>
  inTree({ 'a.ts': 'BAD;\nODD;\n', 'b.ts': 'BAD;\n' }, async (root) => {
    const result = await cycle(root, [fixBad, fixOdd]);
    expect(named(result.applied)).toEqual(['fix-bad a.ts', 'fix-odd a.ts', 'fix-bad b.ts']);
    expect(result.applied.map(({ resolved }) => resolved.length)).toEqual([2, 2, 1]);
    expect(result.after.metrics.totalIssues).toBe(0);
    expect(result.selection).toEqual({ isProvenLargest: true, verifications: 1 });
    for (const entry of result.ledger) expect(LedgerEntry.parse(entry)).toEqual(entry);
    expect(result.ledger.map(({ recipe, status, edits }) => [recipe, status, edits.length])).toEqual([
      ['fix-bad', 'completed', 2],
      ['fix-odd', 'completed', 1],
    ]);
    expect(result.ledger[0]?.edits[0]?.afterHash).toBe(result.ledger[1]?.edits[0]?.beforeHash);
    expect(result.ledger[0]?.metrics.improvement).toMatchObject({ totalIssues: 3, lint: 3, security: 0 });
  }));

test('what does not fit the budget is dropped with the reason', () =>
  inTree({ 'a.ts': 'BAD;\n', 'b.ts': 'BAD;\n', 'c.ts': 'BAD;\n' }, async (root) => {
    const admit: CyclePorts['admit'] = (edits) => ({
      accepted: edits.slice(0, 2),
      rejected: edits.slice(2).map((edit) => ({ edit, reason: 'Two files are enough.' })),
    });
    const { applied, dropped, status } = await cycle(root, [fixBad], {}, { admit });
    expect([status, named(applied)]).toEqual(['completed', ['fix-bad a.ts', 'fix-bad b.ts']]);
    expect(dropped).toMatchObject([{ path: 'c.ts', why: 'budget', reason: 'Two files are enough.' }]);
  }));

test('a gate that does not pass takes all back', () =>
  inTree({ 'a.ts': 'BAD;\n' }, async (root, before) => {
    const checkGates = () => [{ gate: 'full-moon', passed: false, explanation: 'The moon is not full.' }];
    const result = await cycle(root, [fixBad], {}, { checkGates });
    expect(result).toMatchObject({ status: 'rolled-back', error: 'The moon is not full.', changes: [], patch: '' });
    expect(result.dropped).toMatchObject([{ why: 'rolled-back', path: 'a.ts' }]);
    expect(result.ledger).toMatchObject([{ recipe: 'fix-bad', status: 'rolled-back', edits: [] }]);
    expect(stateOf(root)).toEqual(before);
  }));

describe('a recipe that cannot be carried out has failed, and the others go on:', () => {
  test.each<[string, CyclePorts['act']]>([
    ['it says so', () => Promise.reject(new RecipeError('The rule makes no sense.'))],
    ['it changes a file that it was not given', async () => [{ path: '../x', before: 'a', after: 'b' }]],
    [
      'it gives what is not text',
      async (_, [file]) => [{ path: file?.path ?? '', before: file?.text ?? '', after: '\ud800' }],
    ],
  ])('%s', (_, badAct) =>
    inTree({ 'a.ts': 'BAD;\n' }, async (root) => {
      const act: CyclePorts['act'] = (recipe, ...rest) =>
        recipe.id === 'wrong' ? badAct(recipe, ...rest) : openPorts.act(recipe, ...rest);
      const result = await cycle(root, [replaces('wrong', 'x', 'y'), fixBad], {}, { act });
      expect([result.status, [...result.failedRecipes.keys()]]).toEqual(['completed', ['wrong']]);
      expect(result.ledger.map(({ recipe, status }) => [recipe, status])).toEqual([
        ['wrong', 'failed'],
        ['fix-bad', 'completed'],
      ]);
    }),
  );
});

test('a file that somebody changes meanwhile is not overwritten', () =>
  inTree({ 'a.ts': 'BAD;\n', 'b.ts': 'BAD;\n' }, async (root) => {
    const checkGates = () => {
      writeFileSync(join(root, 'b.ts'), 'mine');
      return [];
    };
    const result = await cycle(root, [fixBad], {}, { checkGates });
    expect(result).toMatchObject({ status: 'rolled-back', error: 'b.ts was changed meanwhile.' });
    expect([textIn(root, 'a.ts'), textIn(root, 'b.ts')]).toEqual(['BAD;\n', 'mine']);
  }));

test('a tree that is too large is refused before anything is looked at', () =>
  inTree({ 'a.ts': 'a', 'b.ts': 'b' }, async (root) => {
    await expect(cycle(root, [fixBad], { limits: { maxFiles: 1 } })).rejects.toThrow(TreeTooLargeError);
    await expect(cycle(root, [fixBad], { limits: { maxTotalBytes: 1 } })).rejects.toThrow(TreeTooLargeError);
  }));

test('progress goes from 0 to 100 and never back', () =>
  inTree({ 'a.ts': 'BAD;\n' }, async (root) => {
    const percents: number[] = [];
    await cycle(root, [fixBad], { progress: (percent) => percents.push(percent) });
    expect(percents).toEqual(percents.toSorted((a, b) => a - b));
    expect([percents[0], percents.at(-1)]).toEqual([0, 100]);
  }));
