import { globSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readModule } from './module.ts';
import { violationsOf } from './rules.ts';

const files = globSync('{bin,build,engines,lib,lambdas,shared,local,test}/**/*.ts').map((path) =>
  path.replaceAll('\\', '/'),
);

function check(sources: Readonly<Record<string, string>>): string[] {
  return violationsOf(Object.entries(sources).map(([path, source]) => readModule(path, source)));
}

test('every import of this repository follows the rules of the house', () => {
  expect(files.length).toBeGreaterThan(100);
  expect(check(Object.fromEntries(files.map((path) => [path, readFileSync(path, 'utf8')])))).toEqual([]);
});

describe('a violation is found and named:', () => {
  test.each([
    ['bin imports build and lib', 'bin/a.ts', '../lambdas/auth/contract.ts'],
    ['build imports engines and shared, and contract and asset of services', 'build/a.ts', '../lambdas/auth/env.ts'],
    ['lib imports shared, and contract, events and env of services', 'lib/a.ts', '../lambdas/auth/user/user.ts'],
    ['lib imports shared, and contract, events and env of services', 'lib/services/a.ts', '../../local/main.ts'],
    ['services import engines and shared', 'lambdas/auth/user/a.ts', '../../../lib/stage.ts'],
    ['engines import shared', 'engines/insight/a.ts', '../../lambdas/auth/events.ts'],
    ['shared imports nothing of ours', 'shared/a.ts', '../lambdas/auth/events.ts'],
    [
      'local imports nothing of ours but the pattern language: it reads the synthesized assembly',
      'local/a.ts',
      '../shared/id.ts',
    ],
    ['a service sees only the events of another', 'lambdas/auth/a.ts', '../billing/contract.ts'],
    ['nobody imports an entry', 'lambdas/auth/a.ts', './api.lambda.ts'],
    ['nobody imports an entry', 'test/lambdas/auth/a.test.ts', '../../../lambdas/auth/api.lambda.ts'],
    ['nobody imports a test', 'test/a.test.ts', './b.test.ts'],
    ['only tests import from test', 'lambdas/auth/a.ts', '../../test/fixture.ts'],
    ['only lib and bin import the CDK', 'lambdas/auth/a.ts', 'aws-cdk-lib/aws-sqs'],
    ['only lib and bin import the CDK', 'shared/a.ts', 'constructs'],
    ['a store imports nouns, stores, engines and shared', 'lambdas/auth/user/store.ts', './sign-up.ts'],
    [
      'only entries, stores, vendor files and shared run an AWS SDK',
      'lambdas/auth/user/a.ts',
      '@aws-sdk/client-dynamodb',
    ],
    ['only entries, stores, vendor files and shared run an AWS SDK', 'lambdas/auth/ses.ts', '@aws-sdk/client-s3'],
    ['only entries, stores, vendor files and shared run an AWS SDK', 'lib/a.ts', '@aws-sdk/client-s3'],
  ])('%s (%s)', (rule, from, specifier) => {
    const found = check({ [from]: `import { thing } from '${specifier}';` });
    expect(found).toContainEqual(
      expect.stringMatching(new RegExp(`^${from.replaceAll('.', '\\.')} imports .+: ${rule}$`)),
    );
  });

  test.each([
    ["export { a } from '../lambdas/auth/events.ts';", 'a re-export'],
    ["export * from '../lambdas/auth/events.ts';", 'a re-export of everything'],
    ["const a = await import('../lambdas/auth/events.ts');", 'a dynamic import'],
    ["import type { A } from '../lambdas/auth/events.ts';", 'an import of types'],
    ["type A = import('../lambdas/auth/events.ts').A;", 'a type in place'],
  ])('%s is %s', (source) => {
    expect(check({ 'shared/a.ts': source })).toEqual([
      'shared/a.ts imports lambdas/auth/events.ts: shared imports nothing of ours',
    ]);
  });

  test('an import that is computed at run time', () => {
    expect(check({ 'lambdas/auth/a.ts': 'const a = await import(name);' })).toHaveLength(1);
  });

  test.each(['process.env.A', "process.env['A']", 'process.env', 'f(process.env)', 'process.env[name]'])(
    '%s outside of entries',
    (expression) => {
      expect(check({ 'lambdas/auth/user/a.ts': `export const a = ${expression};` })).toEqual([
        'lambdas/auth/user/a.ts reads process.env: only entries, shared/env.ts, bin and local do',
      ]);
    },
  );

  test.each(['utils', 'helpers', 'common', 'types', 'managers'])('a folder named %s', (folder) => {
    expect(check({ [`shared/${folder}/a.ts`]: '' })).toHaveLength(1);
  });
});

describe('what the rules allow:', () => {
  test.each([
    [
      'bin/a.ts',
      "import { a } from '../lib/app.ts'; import { b } from '../build/docs.ts'; import c from 'aws-cdk-lib';",
    ],
    ['lib/a.ts', "import { a } from '../lambdas/auth/contract.ts'; import { b } from '../shared/route.ts';"],
    ['build/a.ts', "import { a } from '../lambdas/auth/asset.ts';"],
    ['lambdas/auth/a.ts', "import { a } from '../billing/events.ts';"],
    ['lambdas/auth/user/a.ts', "import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';"],
    ['lambdas/auth/user/store.ts', "import { a } from '@aws-sdk/client-dynamodb'; import { b } from './user.ts';"],
    ['lambdas/auth/ses.ts', "import { a } from '@aws-sdk/client-sesv2';"],
    ['lambdas/auth/a.lambda.ts', "import { a } from '@aws-sdk/client-sqs'; const b = process.env.B;"],
    ['lambdas/auth/user/a.ts', 'spawn(a, { env: { PATH: process.env.PATH } });'],
    ['local/a.ts', "const a = await import(process.env.A ?? '');"],
    ['local/a.ts', "import { a } from '../shared/event-pattern/pattern.ts';"],
    ['test/a.test.ts', "import { a } from '../lambdas/auth/user/sign-up.ts'; import { b } from './fixture.ts';"],
  ])('%s', (path, source) => {
    expect(check({ [path]: source })).toEqual([]);
  });
});
