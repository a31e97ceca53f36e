import { isRecord } from './is-record.ts';

type Step = { readonly field: string } | { readonly index: number } | { readonly every: true };

/**
 * The part of JSONPath that EventBridge evaluates: dot notation, array indices and wildcards
 * (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html).
 * The compiled path gives undefined where the event has nothing. Throws when it is another syntax.
 */
export function compilePath(path: string): (event: unknown) => unknown {
  const steps = parse(path);
  const isList = steps.some((step) => 'every' in step);
  return (event) => {
    const found = steps.reduce(follow, [event]);
    return isList ? found : found[0];
  };
}

function parse(path: string): Step[] {
  const valid = /^\$(\.[\w\-/]+|\.\*|\[\d+\]|\[\*\]|\['[^']+'\])*$/;
  if (!valid.test(path)) throw new Error(`${path} is not a supported JSON path`);
  const tokens = path.match(/\.[\w\-/]+|\.\*|\[\d+\]|\[\*\]|\['[^']+'\]/g) ?? [];
  return tokens.map((token) => {
    if (token === '.*' || token === '[*]') return { every: true };
    if (/^\[\d+\]$/.test(token)) return { index: Number(token.slice(1, -1)) };
    return { field: token.startsWith('.') ? token.slice(1) : token.slice(2, -2) };
  });
}

function follow(values: unknown[], step: Step): unknown[] {
  return values.flatMap((value): unknown[] => {
    if ('every' in step) return Array.isArray(value) ? value : isRecord(value) ? Object.values(value) : [];
    if ('index' in step) return Array.isArray(value) && step.index < value.length ? [value[step.index]] : [];
    return isRecord(value) && Object.hasOwn(value, step.field) ? [value[step.field]] : [];
  });
}
