import { describe, expect, test } from 'vitest';
import type { CyclePorts } from '../../../../engines/autopilot/cycle/ports.ts';
import { cycle, fixBad, fixOdd, inTree, named, textIn } from './cycle-kit.ts';
import { observeWords, replaces } from './small-world.ts';
import { stateOf } from './trees.ts';

describe('a fix that makes the tree worse is dropped, and the others stay:', () => {
  const leak = replaces('leak', 'ODD', 'LEAK');

  test('alone, although the total stays the same', () =>
    inTree({ 'a.ts': 'BAD;\n', 'b.ts': 'ODD;\n' }, async (root) => {
      const { applied, dropped, status, ledger } = await cycle(root, [fixBad, leak]);
      expect([status, named(applied), named(dropped)]).toEqual(['completed', ['fix-bad a.ts'], ['leak b.ts']]);
      expect(dropped[0]).toMatchObject({ why: 'alone', reason: expect.stringContaining('b.ts:1 no-leak') });
      expect(dropped[0]?.violations.map(({ kind, metric }) => [kind, metric])).toEqual([
        ['rise', 'security'],
        ['new-issue', 'security'],
      ]);
      expect(ledger.map(({ recipe, status }) => [recipe, status])).toEqual([
        ['fix-bad', 'completed'],
        ['leak', 'rolled-back'],
      ]);
      expect(textIn(root, 'b.ts')).toBe('ODD;\n');
    }));

  test('when it breaks the syntax, without looking at the tree for it', () =>
    inTree({ 'a.ts': 'BAD;\n', 'b.ts': 'ODD;\n' }, async (root) => {
      const { dropped, selection } = await cycle(root, [fixBad, replaces('break', 'ODD', 'if (')]);
      expect(named(dropped)).toEqual(['break b.ts']);
      expect(dropped[0]?.violations[0]?.kind).toBe('unparsable');
      expect(selection.verifications).toBe(1);
    }));

  test('when it never comes to an end', () =>
    inTree({ 'a.ts': 'BAD;\n', 'b.ts': 'ODD;\n' }, async (root) => {
      const { dropped } = await cycle(root, [fixBad, replaces('grow', 'ODD', 'ODD, ODD')]);
      expect(dropped[0]).toMatchObject({ path: 'b.ts', violations: [{ kind: 'not-idempotent' }] });
    }));

  test('when all are, nothing of it is left', () =>
    inTree({ 'b.ts': 'ODD;\n' }, async (root, before) => {
      expect(await cycle(root, [leak])).toMatchObject({ status: 'rolled-back', patch: '', applied: [] });
      expect(stateOf(root)).toEqual(before);
    }));

  test('of two that are bad together the one that comes first stays', () =>
    inTree({ 'a.ts': 'BAD;\n', 'b.ts': 'ODD;\n' }, async (root) => {
      // Both files without their words are a leak, as when one file uses what the other one gave away.
      const observe: CyclePorts['observe'] = async (at, aborting) => {
        const seen = await observeWords(at, aborting);
        if (seen.metrics.totalIssues > 0) return seen;
        return { ...seen, metrics: { ...seen.metrics, security: 1 } };
      };
      const { applied, dropped } = await cycle(root, [fixBad, fixOdd], {}, { observe });
      expect(named(applied)).toEqual(['fix-bad a.ts']);
      expect(dropped[0]).toMatchObject({ why: 'conflict', others: [{ recipeId: 'fix-bad', path: 'a.ts' }] });
      expect(dropped[0]?.reason).toContain('worse with it and fix-bad in a.ts together');
    }));
});
