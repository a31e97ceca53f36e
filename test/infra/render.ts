/** Renders the intrinsic functions of a template as text: `${<stack>/<logical id>.Arn}` stands for what only AWS knows. */
export interface Scope {
  readonly stack: string;
  /** What another stack exports under this name, rendered there. */
  readonly imported: (exportName: string) => string;
}

export const accountId = placeholder('', 'AWS::AccountId');

export function render(value: unknown, scope: Scope): unknown {
  if (Array.isArray(value)) return value.map((each) => render(each, scope));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  const [name, argument] = entries[0] ?? ['', undefined];
  if (entries.length === 1 && (name === 'Ref' || name.startsWith('Fn::'))) return intrinsic(name, argument, scope);
  return Object.fromEntries(entries.map(([key, each]) => [key, render(each, scope)]));
}

function intrinsic(name: string, argument: unknown, scope: Scope): string {
  const given = render(argument, scope);
  if (name === 'Ref' && typeof given === 'string') return placeholder(scope.stack, given);
  if (name === 'Fn::GetAtt' && Array.isArray(given)) return placeholder(scope.stack, given.join('.'));
  if (name === 'Fn::ImportValue' && typeof given === 'string') return scope.imported(given);
  if (name === 'Fn::Join' && Array.isArray(given) && Array.isArray(given[1])) return given[1].join(String(given[0]));
  if (name === 'Fn::GetAZs') return placeholder('', 'AWS::AvailabilityZones');
  if (name === 'Fn::Select' && Array.isArray(given)) return `${given[1]}[${given[0]}]`;
  if (name === 'Fn::Sub' && typeof given === 'string') {
    return given.replace(/\$\{([^}]+)\}/g, (_, reference: string) => placeholder(scope.stack, reference));
  }
  throw new Error(
    `${scope.stack}: the tests cannot read ${name} ${JSON.stringify(argument)}; teach them in render.ts.`,
  );
}

function placeholder(stack: string, reference: string): string {
  return reference.startsWith('AWS::') ? `\${${reference}}` : `\${${stack}/${reference}}`;
}
