import type { Import, Module } from './module.ts';

interface Rule {
  readonly says: string;
  /** True when this import breaks the rule. */
  readonly isBroken: (from: string, { target, isType }: Import & { readonly target: string }) => boolean;
}

const ours = /^(?:bin|build|engines|lib|lambdas|shared|local|test)\//;
const publicFaces = /^lambdas\/[^/]+\/(?:contract|events|env)\.ts$/;
const buildInputs = /^lambdas\/[^/]+\/(?:contract|asset)\.ts$/;
const events = /^lambdas\/[^/]+\/events\.ts$/;
const entry = /\.lambda\.ts$/;
const serviceOf = (path: string) => /^lambdas\/[^/]+\//.exec(path)?.[0];
const isBelow =
  (...folders: string[]) =>
  (path: string) =>
    folders.some((folder) => path.startsWith(`${folder}/`));

/** The file of a service that alone may import a vendor's SDK. Clients that are not here belong in stores and entries. */
const vendors: Readonly<Record<string, string>> = {
  '@aws-sdk/client-s3': 's3.ts',
  '@aws-sdk/s3-presigned-post': 's3.ts',
  '@aws-sdk/s3-request-presigner': 's3.ts',
  '@aws-sdk/client-sesv2': 'ses.ts',
  '@aws-sdk/client-secrets-manager': 'secrets-manager.ts',
  '@aws-sdk/client-scheduler': 'scheduler.ts',
};

/** Files of ours that the files of a folder may import; a folder may import itself. */
function zone(folder: string, says: string, allowed: (target: string, from: string) => boolean): Rule {
  return {
    says,
    isBroken: (from, { target }) =>
      from.startsWith(`${folder}/`) && ours.test(target) && !target.startsWith(`${folder}/`) && !allowed(target, from),
  };
}

export const rules: readonly Rule[] = [
  zone('bin', 'bin imports build and lib', isBelow('build', 'lib')),
  zone(
    'build',
    'build imports engines and shared, and contract and asset of services',
    (target) => isBelow('engines', 'shared')(target) || buildInputs.test(target),
  ),
  zone(
    'lib',
    'lib imports shared, and contract, events and env of services',
    (target) => isBelow('shared')(target) || publicFaces.test(target),
  ),
  zone('lambdas', 'services import engines and shared', isBelow('engines', 'shared')),
  zone('engines', 'engines import shared', isBelow('shared')),
  zone('shared', 'shared imports nothing of ours', () => false),
  zone(
    'local',
    'local imports nothing of ours but the pattern language: it reads the synthesized assembly',
    isBelow('shared/event-pattern'),
  ),
  {
    says: 'a service sees only the events of another',
    isBroken: (from, { target }) => {
      const [mine, theirs] = [serviceOf(from), serviceOf(target)];
      return mine !== undefined && theirs !== undefined && mine !== theirs && !events.test(target);
    },
  },
  { says: 'nobody imports an entry', isBroken: (_, { target }) => ours.test(target) && entry.test(target) },
  { says: 'nobody imports a test', isBroken: (_, { target }) => target.endsWith('.test.ts') },
  {
    says: 'only tests import from test',
    isBroken: (from, { target }) => target.startsWith('test/') && !from.startsWith('test/'),
  },
  {
    says: 'only lib and bin import the CDK',
    isBroken: (from, { target }) =>
      /^(?:aws-cdk-lib|constructs|cdk-nag)$/.test(target) && !isBelow('lib', 'bin', 'test')(from),
  },
  {
    says: 'a store imports nouns, stores, engines and shared',
    isBroken: (from, { target }) =>
      from.endsWith('/store.ts') &&
      serviceOf(from) !== undefined &&
      ours.test(target) &&
      !isNoun(target) &&
      !target.endsWith('/store.ts') &&
      !isBelow('engines', 'shared')(target),
  },
  {
    says: 'only entries, stores, vendor files and shared run an AWS SDK',
    isBroken: (from, { target, isType }) => target.startsWith('@aws-sdk/') && !isType && !mayRunSdk(from, target),
  },
];

function isNoun(path: string): boolean {
  const [folder, file] = path.split('/').slice(-2);
  return file === `${folder}.ts`;
}

function mayRunSdk(from: string, sdk: string): boolean {
  if (isBelow('shared', 'local', 'test')(from)) return true;
  if (!from.startsWith('lambdas/')) return false;
  return entry.test(from) || from.endsWith('/store.ts') || from === `${serviceOf(from)}${vendors[sdk]}`;
}

/** One line for each broken rule: the file, what it imports, and the rule. */
export function violationsOf(modules: readonly Module[]): string[] {
  return modules.flatMap((module) => [
    ...module.imports.flatMap((each) => importViolations(module.path, each)),
    ...(module.readsEnvironment && !mayReadEnvironment(module.path)
      ? [`${module.path} reads process.env: only entries, shared/env.ts, bin and local do`]
      : []),
    ...(/(?:^|\/)(?:utils?|helpers?|common|types|managers?|misc)\//.test(module.path)
      ? [`${module.path} is in a folder that says nothing; name it after its idea`]
      : []),
  ]);
}

function importViolations(from: string, { target, isType }: Import): string[] {
  if (target === undefined) {
    return isBelow('local', 'test')(from)
      ? []
      : [`${from} imports what is computed at run time: no rule can check that`];
  }
  const broken = rules.filter((rule) => rule.isBroken(from, { target, isType }));
  return broken.map(({ says }) => `${from} imports ${target}: ${says}`);
}

function mayReadEnvironment(path: string): boolean {
  return (
    isBelow('bin', 'local', 'test')(path) ||
    path === 'shared/env.ts' ||
    (path.startsWith('lambdas/') && entry.test(path))
  );
}
