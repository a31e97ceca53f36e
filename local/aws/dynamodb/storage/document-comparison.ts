import { z } from 'zod';
import { AwsError } from '../../service.ts';

const Expression = z.looseObject({ type: z.string(), name: z.string().optional(), args: z.array(z.unknown()) });
const Parsed = z.object({
  _condition: z.object({ expression: z.unknown() }).optional(),
  _filter: z.object({ expression: z.unknown() }).optional(),
});

/**
 * DynamoDB compares by content
 * (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.OperatorsAndFunctions.html). dynalite
 * compares lists and maps by identity, and `contains` knows only text, numbers and binary, so neither ever finds
 * them equal: an error beats a wrong answer.
 */
export function refuseUnsupportedComparison(data: Record<string, unknown>): void {
  const { _condition, _filter } = Parsed.parse(data);
  for (const part of [_condition, _filter]) if (part) visit(part.expression);
}

function visit(node: unknown): void {
  const parsed = Expression.safeParse(node);
  if (!parsed.success) return;
  const { type, name = type, args } = parsed.data;
  const unsupported = args.flatMap(typesOf).find((operand) => !isComparable(name, operand));
  if (unsupported !== undefined) {
    const message = `${name} with a value of type ${unsupported} is not supported by the local DynamoDB.`;
    throw new AwsError('ValidationException', message);
  }
  args.forEach(visit);
}

function isComparable(operator: string, type: string): boolean {
  if (operator === 'contains') return ['S', 'N', 'B'].includes(type);
  return !['=', '<>', 'in'].includes(operator) || !['L', 'M'].includes(type);
}

/** The type of a value operand; a path is an array, an expression has arguments. */
function typesOf(operand: unknown): string[] {
  if (typeof operand !== 'object' || operand === null || Array.isArray(operand) || 'args' in operand) return [];
  return Object.keys(operand);
}
