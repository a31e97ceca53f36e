import type { Finding } from '../../issue.ts';
import { maybeNothing } from './known-errors.ts';

type Weight = Pick<Finding, 'severity' | 'category' | 'suggestion'>;

interface Row extends Weight {
  readonly codes: readonly number[];
}

/** What kinds of errors of the compiler mean for the code when it runs. */
const rows: readonly Row[] = [
  {
    codes: [2304, 2552, 2662, 2663, 18_004],
    ...{ severity: 'high', category: 'unknown-name' },
    suggestion: 'Declare or import the name, or correct its spelling.',
  },
  {
    codes: [2339, 2551, 2576, 2568, 2570],
    ...{ severity: 'high', category: 'unknown-property' },
    suggestion: 'Correct the name of the property, or add it to the type.',
  },
  {
    codes: [2554, 2555, 2556, 2349, 2351, 2348, 2345, 2769],
    ...{ severity: 'high', category: 'call' },
    suggestion: 'Give the call what the parameters ask for, or change the parameters.',
  },
  {
    codes: [2322, 2741, 2739, 2740, 2353, 2352, 2416, 2420, 2430, 2559],
    ...{ severity: 'high', category: 'type-mismatch' },
    suggestion: 'Make the value fit the type that is declared, or correct the type.',
  },
  {
    codes: [2367, 2872, 2873, 2801],
    ...{ severity: 'high', category: 'condition' },
    suggestion: 'Compare what can be equal, or leave the condition out.',
  },
  {
    codes: [2588, 2540, 2542],
    ...{ severity: 'high', category: 'assignment' },
    suggestion: 'Do not assign to what is constant, or do not declare it so.',
  },
  {
    codes: [...maybeNothing],
    ...{ severity: 'medium', category: 'possibly-undefined' },
    suggestion: 'Say what happens when there is no value before it is used.',
  },
  {
    codes: [7005, 7006, 7008, 7010, 7011, 7015, 7017, 7018, 7019, 7022, 7023, 7024, 7031, 7034, 7053],
    ...{ severity: 'low', category: 'implicit-any' },
    suggestion: 'Write the type.',
  },
];

const other: Weight = {
  ...{ severity: 'medium', category: 'type' },
  suggestion: 'Change the code or the types so that they agree.',
};

const byCode = new Map<number, Weight>();
for (const { codes, ...weight } of rows) for (const code of codes) if (!byCode.has(code)) byCode.set(code, weight);

export const weightOf = (code: number): Weight => byCode.get(code) ?? other;
