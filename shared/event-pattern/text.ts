import { invalidPattern } from './invalid-pattern.ts';
import { isRecord } from './is-record.ts';

export type TextTest = (value: string) => boolean;

export function text(operator: string, operand: unknown): string {
  if (typeof operand !== 'string') throw invalidPattern(`${operator} match pattern must be a string`);
  return operand;
}

export function exactText(operand: unknown): TextTest {
  const expected = text('exact', operand);
  return (value) => value === expected;
}

export function ignoringCase(operand: unknown): TextTest {
  const expected = text('equals-ignore-case', operand).toLowerCase();
  return (value) => value.toLowerCase() === expected;
}

export function prefixTest(operand: unknown): TextTest {
  const folded = foldedOperand('prefix', operand);
  if (folded !== undefined) return (value) => value.toLowerCase().startsWith(folded);
  const prefix = text('prefix', operand);
  return (value) => value.startsWith(prefix);
}

export function suffixTest(operand: unknown): TextTest {
  const folded = foldedOperand('suffix', operand);
  if (folded !== undefined) return (value) => value.toLowerCase().endsWith(folded);
  const suffix = text('suffix', operand);
  return (value) => value.endsWith(suffix);
}

/** `{"prefix": {"equals-ignore-case": "…"}}` */
function foldedOperand(operator: string, operand: unknown): string | undefined {
  if (!isRecord(operand)) return undefined;
  const [name, ...others] = Object.keys(operand);
  if (name !== 'equals-ignore-case') throw invalidPattern(`Unsupported ${operator} pattern: ${name ?? '{}'}`);
  if (others.length > 0) throw invalidPattern('Only one key allowed in match expression');
  return text(name, operand[name]).toLowerCase();
}
