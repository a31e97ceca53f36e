import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { stageNames, stageOf } from '../../lib/stage.ts';

const workflows = globSync('.github/workflows/*.yml').map((path) => ({ path, text: readFileSync(path, 'utf8') }));
const deploy = readFileSync('.github/workflows/deploy.yml', 'utf8');

test('every action is pinned to a major version', () => {
  const actions = workflows.flatMap(({ text }) =>
    [...text.matchAll(/uses: (\S+)/g)].map(([, action]) => String(action)),
  );
  expect(actions).not.toHaveLength(0);
  expect(actions.filter((action) => !/^[\w-]+\/[\w-]+@v\d+$/.test(action))).toEqual([]);
});

test('every workflow says what its token may do, and none stores an AWS key', () => {
  for (const { path, text } of workflows) {
    expect(text, path).toMatch(/^permissions:\n {2}contents: read$/m);
    expect(text, path).not.toMatch(/aws-(?:access-key-id|secret-access-key)/);
  }
});

test('a deployment is offered for every stage in the cloud, and only those', () => {
  const offered = /options: \[(?<stages>.+)\]/.exec(deploy)?.groups?.stages?.split(', ');
  expect(offered).toEqual(stageNames.filter((stage) => stage !== 'local'));
});

test('a deployment goes to the region of the stages', () => {
  const region = /aws-region: (?<region>\S+)/.exec(deploy)?.groups?.region;
  expect(stageNames.map((stage) => stageOf(stage).region)).toEqual(stageNames.map(() => region));
});
