import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mergeSettings } from '../../../../engines/autopilot/gates/merge-settings.ts';
import { AutopilotSettings, Budget, defaultSettings, Gates } from '../../../../engines/autopilot/gates/settings.ts';

test('the defaults are within the bounds, and hold where nobody asks for anything', () => {
  expect(Budget.parse(defaultSettings.budget)).toEqual({
    ...{ maxFiles: 10, maxLinesPerFile: 40, maxTotalLines: 400, maxRecipes: 5 },
  });
  expect(Gates.parse(defaultSettings.gates)).toEqual(defaultSettings.gates);
  expect(AutopilotSettings.parse({ protected: defaultSettings.protected }).protected).toHaveLength(11);
  expect(mergeSettings({})).toEqual(defaultSettings);
});

test('of a number of the budget holds what is said first by run, project and file', () => {
  const file = { budget: { maxFiles: 50, maxRecipes: 2, maxTotalLines: 90 } };
  const project = { budget: { maxFiles: 20, maxTotalLines: 80 } };
  const run = { budget: { maxTotalLines: 70 } };
  expect(mergeSettings({ file, project, run }).budget).toEqual({
    ...{ maxFiles: 20, maxRecipes: 2, maxTotalLines: 70, maxLinesPerFile: 40 },
  });
});

const loose = {
  riskBudget: 1_000,
  maxRiskPerAction: 100,
  minSuccessRate: 0,
  maxConsecutiveFailures: 100,
  rollbackOnFailure: true,
  requireAttestation: false,
  deltas: { lint: 9 },
} as const;

test('a project may loosen a gate, file and run may not', () => {
  expect(mergeSettings({ project: { gates: loose } }).gates).toEqual(loose);
  const { gates } = mergeSettings({ file: { gates: loose }, run: { gates: loose } });
  expect(gates).toEqual({ ...defaultSettings.gates, deltas: { lint: 9 } });
  const strict = {
    gates: { ...loose, maxRiskPerAction: 5, requireAttestation: true, deltas: { lint: -1, types: -3 } },
  };
  expect(mergeSettings({ project: { gates: loose }, file: strict }).gates).toEqual({
    ...loose,
    ...{ maxRiskPerAction: 5, requireAttestation: true, deltas: { lint: -1, types: -3 } },
  });
});

test('protected globs are added up, and none is ever removed', () => {
  const globs = fc.array(fc.stringMatching(/^[a-z]{1,5}\/\*\*$/), { maxLength: 4 });
  fc.assert(
    fc.property(globs, globs, globs, (project, file, run) => {
      const layers = { project: { protected: project }, file: { protected: file }, run: { protected: run } };
      const all = mergeSettings(layers).protected;
      for (const glob of [...defaultSettings.protected, ...project, ...file, ...run]) expect(all).toContain(glob);
    }),
  );
});
