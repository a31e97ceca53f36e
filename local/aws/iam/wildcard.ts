const compiled = new Map<string, RegExp>();

/** `*` is any run of characters, `?` is one (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html). */
export function matchesWildcard(pattern: string, value: string, ignoreCase = false): boolean {
  const key = `${ignoreCase ? 'i' : 's'}${pattern}`;
  let expression = compiled.get(key);
  if (!expression) {
    expression = new RegExp(`^${toExpression(pattern)}$`, ignoreCase ? 'is' : 's');
    compiled.set(key, expression);
  }
  return expression.test(value);
}

/**
 * A wildcard does not reach over one of the first five colons of an ARN: the six parts are compared one by one
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_ARN).
 */
export function matchesArn(pattern: string, value: string): boolean {
  if (pattern === '*') return true;
  const patterns = arnParts(pattern);
  const values = arnParts(value);
  if (patterns.length < 6 || values.length < 6) return matchesWildcard(pattern, value);
  return patterns.every((part, index) => matchesWildcard(part, values[index] ?? ''));
}

function arnParts(arn: string): string[] {
  const parts = arn.split(':');
  return parts.length <= 6 ? parts : [...parts.slice(0, 5), parts.slice(5).join(':')];
}

/** `.*` before another `.*` backtracks badly, so a run of stars counts as one. */
function toExpression(pattern: string): string {
  return pattern
    .replace(/\*+/g, '*')
    .split('')
    .map((letter) => (letter === '*' ? '.*' : letter === '?' ? '.' : letter.replace(/[\\^$.|+()[\]{}]/g, '\\$&')))
    .join('');
}
