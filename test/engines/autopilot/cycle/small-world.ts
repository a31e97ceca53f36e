import type { Act } from '../../../../engines/autopilot/act/act.ts';
import { fromMetrics } from '../../../../engines/autopilot/cycle/guarded.ts';
import type { Observe } from '../../../../engines/autopilot/cycle/observation.ts';
import type { CyclePorts } from '../../../../engines/autopilot/cycle/ports.ts';
import type { Recipe } from '../../../../engines/autopilot/recipe.ts';
import { type Draft, finishIssues } from '../../../../engines/insight/issue.ts';
import { openWorkspace } from '../../../../engines/insight/source/open-workspace.ts';

/** Words that are problems in this small world, with what sees them. */
const problems = {
  BAD: { detector: 'lint', ruleId: 'no-bad' },
  ODD: { detector: 'lint', ruleId: 'no-odd' },
  LEAK: { detector: 'security', ruleId: 'no-leak' },
  SLOW: { detector: 'performance', ruleId: 'no-slow' },
} as const;

/** Sees each problem word of each line, in the files as they are. */
export const observeWords: Observe = async (root, signal) => {
  signal.throwIfAborted();
  const { files } = await openWorkspace(root);
  const drafts = files.flatMap(({ path, text }) =>
    text.split('\n').flatMap((line, index) =>
      [...line.matchAll(/BAD|ODD|LEAK|SLOW/g)].map(([word], nth): Draft => {
        const { detector, ruleId } = problems[word === 'BAD' || word === 'ODD' || word === 'LEAK' ? word : 'SLOW'];
        return {
          ...{ file: path, line: index + 1, column: nth + 1, severity: 'medium', detector, ruleId, category: 'test' },
          ...{ message: `${word} is here.`, confidence: 100 },
        };
      }),
    ),
  );
  const lines = new Map(files.map(({ path, text }) => [path, text.split('\n')]));
  const issues = finishIssues(drafts, (file, line) => lines.get(file)?.[line - 1]);
  const metrics = fromMetrics((metric) =>
    metric === 'totalIssues' || metric === 'fixableIssues'
      ? issues.length
      : issues.filter(({ detector }) => detector === metric).length,
  );
  return { metrics, issues, unparsable: [] };
};

/** Replaces a word by another, everywhere. */
export const replaces = (id: string, find: string, replace: string): Recipe => ({
  ...{ id, version: '1.0.0', name: id, description: id, trust: 0.9, confidence: 0.9, priority: 50, risk: 'low' },
  ...{ tags: [], guards: [], resolves: ['no-bad', 'no-odd', 'no-leak', 'no-slow'] },
  condition: { type: 'threshold', rules: [{ metric: 'totalIssues', operator: '>=', value: 0 }] },
  actions: [{ type: 'text-edit', files: ['**'], find, replace }],
});

export const actOnText: Act = async ({ actions }, files) =>
  files.flatMap(({ path, text }) => {
    let after = text;
    for (const action of actions) {
      if (action.type === 'text-edit') after = after.replaceAll(action.find, action.replace);
    }
    return after === text ? [] : [{ path, before: text, after }];
  });

/** Everything is executed, nothing is protected, and every gate is open. */
export const openPorts: CyclePorts = {
  observe: observeWords,
  decide: (_, recipes) => recipes.map((recipe) => ({ recipe, verdict: 'execute' })),
  act: actOnText,
  whyProtected: () => undefined,
  admit: (edits) => ({ accepted: edits, rejected: [] }),
  checkGates: () => [],
  now: () => new Date(0),
};
