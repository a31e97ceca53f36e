import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { entries } from '../../../build/bundle.ts';
import { statementsOf } from '../statements.ts';
import { synthesize } from '../synth.ts';
import { pollQueue, writeLog } from './iam-actions.ts';
import { actionsIn, indexQuery, neededActions } from './needed-actions.ts';

const world = synthesize('prod');
const statements = statementsOf(world);
const functions = new Map(world.of('AWS::Lambda::Function').map((fn) => [world.entryOf(fn), fn]));
const consumers = world
  .of('AWS::Lambda::EventSourceMapping')
  .map(({ properties }) => world.at(properties.FunctionName));

function grantedActions(entry: string): Set<string> {
  const { Role } = z.object({ Role: z.string() }).parse(functions.get(entry)?.properties);
  const role = world.at(Role).path;
  const granted = statements
    .filter((statement) => statement.role === role)
    .flatMap(({ actions, resources }) =>
      actions.flatMap((action) =>
        resources.map((resource) =>
          action === 'dynamodb:Query' && resource.includes('/index/') ? indexQuery : action,
        ),
      ),
    );
  return new Set(granted);
}

/** What the reading of code takes for needed and is not: methods of one name, and calls that this caller never makes. */
const homonyms: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'events/on-feed': {
    'dynamodb:DeleteItem':
      '`delete` is a property of the writes of a transaction; the table has a method of that name.',
  },
  'auth/authorizer': { 'dynamodb:DeleteItem': '`delete` is called on the Map of remembered credentials.' },
  'auth/on-mail-requested': {
    'dynamodb:UpdateItem':
      '`update` is a property of the writes of a transaction; the table has a method of that name.',
  },
  'events/on-event': {
    'dynamodb:DeleteItem':
      '`delete` is a property of the writes of a transaction; the table has a method of that name.',
    'dynamodb:Query': '`all` is called on Promise; the reader of endpoints has a method of that name.',
  },
  'tasks/tick-schedules': {
    'dynamodb:DeleteItem':
      '`delete` is a property of the writes of a transaction; the table has a method of that name.',
  },
  'tasks/on-upload': {
    'dynamodb:GetItem':
      '`get` is called on the records of a pax header and the names of entries; the table has one, too.',
    'dynamodb:DeleteItem':
      '`delete` is a property of the writes of a transaction; the table has a method of that name.',
  },
  'guardian-runner/on-guardian-test': {
    'dynamodb:BatchGetItem': 'Results are read of the tasks that a task has started; a test starts none.',
  },
  'insight-runner/on-insight-analysis': {
    'dynamodb:BatchGetItem': 'Results are read of the tasks that a task has started; an analysis starts none.',
  },
  'autopilot-runner/on-autopilot-run': {
    'dynamodb:BatchGetItem': 'Results are read of the tasks that a task has started; a run starts none.',
  },
  'guardian-runner/on-submission': {
    'dynamodb:DeleteItem':
      '`delete` is a property of the writes of a transaction; the table has a method of that name.',
    'dynamodb:BatchGetItem':
      '`usableProjects` reads projects for callers whom teams may keep out; what an organization has asked for may use all.',
  },
  'auth/on-subscription-changed': {
    'dynamodb:DeleteItem':
      '`delete` is a property of the writes of a transaction; the table has a method of that name.',
    'dynamodb:ConditionCheckItem': 'The store of API keys checks the plan when it makes a key; here it only sets it.',
  },
};

function byLambdaItself(entry: string): string[] {
  const fn = functions.get(entry);
  return fn && consumers.includes(fn) ? [...writeLog, ...pollQueue] : writeLog;
}

describe.each(entries())('%s', (entry) => {
  test('may do everything that its code can ask for, and nothing else', async () => {
    const needed = new Set([...byLambdaItself(entry), ...(await neededActions(entry))]);
    const granted = grantedActions(entry);
    const missing = [...needed].filter((action) => !granted.has(action)).sort();
    const superfluous = [...granted].filter((action) => !needed.has(action)).sort();
    expect({ missing, superfluous }).toEqual({ missing: Object.keys(homonyms[entry] ?? {}).sort(), superfluous: [] });
  });
});

describe('the reading of code', () => {
  const store = `
    function createStore(client) {
      return {
        read: () => client.send(new GetItemCommand({})),
        async erase() { await client.send(new DeleteItemCommand({})); },
      };
    }`;

  test('finds what is called, through functions and methods', () => {
    expect(actionsIn(`${store} const store = createStore(0); export const handler = () => store.erase();`)).toEqual(
      new Set(['dynamodb:DeleteItem']),
    );
  });

  test('finds nothing in a function that nobody names', () => {
    expect(actionsIn(`${store} export const handler = () => 1;`)).toEqual(new Set());
  });

  test('does not take the methods of Node.js and of the language for ours', () => {
    const code = `import { createHash } from 'node:crypto';
      const table = { update: () => new UpdateItemCommand(), delete: () => new DeleteItemCommand() };
      const seen = new Set();
      seen.delete(createHash('sha256').update('x').digest('hex'));`;
    expect(actionsIn(code)).toEqual(new Set());
    expect(actionsIn(`${code} table.update();`)).toEqual(new Set(['dynamodb:UpdateItem']));
  });

  test('finds the writes of a transaction', () => {
    const code = 'const handler = (table) => transact([{ table, put: 1 }, { table, check: 2 }]);';
    expect(actionsIn(code)).toEqual(new Set());
    expect(actionsIn(`${code} handler(0);`)).toEqual(new Set(['dynamodb:PutItem', 'dynamodb:ConditionCheckItem']));
  });

  test('tells a query of the index from one of the table', () => {
    expect(actionsIn(`table.query(schema, { index: 'gsi1' });`)).toEqual(new Set([indexQuery]));
    expect(actionsIn('table.query(schema, { pk: 1 });')).toEqual(new Set(['dynamodb:Query']));
  });

  test('refuses a command whose permission nobody has written down', () => {
    expect(() => actionsIn('client.send(new ScanCommand({}));')).toThrow(/ScanCommand is not in iam-actions\.ts/);
  });
});
