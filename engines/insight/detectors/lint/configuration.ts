import { lintRules } from './rules.ts';

/** All that oxlint is told. Rules are named one by one, so that another version of it does not bring others. */
export const configuration = {
  plugins: ['typescript', 'unicorn', 'oxc', 'promise', 'react', 'node'],
  categories: { correctness: 'off' },
  rules: Object.fromEntries(lintRules.map(({ name, options }) => [name, options ? ['error', ...options] : 'error'])),
} as const;
