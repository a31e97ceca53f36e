import { keyName } from '../../../syntax/node.ts';
import type { SyntaxRule } from '../../../syntax/syntax-rule.ts';
import { argumentOf, callsNamed, isLiteral, propertyOf } from '../taint/calls.ts';

const offByFalse = /^(?:csrf|csrfProtection|csrfProtect|enableCsrf|useCsrf|checkCsrf|xsrf)$/;
const offByTrue = /^(?:disableCsrf|csrfDisabled|skipCsrf|disableCSRF|skipCsrfCheck|ignoreCsrf)$/;

export const csrfDisabled: SyntaxRule = {
  ...{ id: 'csrf-disabled', severity: 'medium', confidence: 78, category: 'Sessions (CWE-352)' },
  suggestion: 'Leave the protection on, and turn it off only for routes that no cookie opens.',
  check(syntax, found) {
    for (const property of syntax.ofType('Property')) {
      const name = keyName(property) ?? '';
      const isOff =
        (offByFalse.test(name) && isLiteral(property.value, false)) ||
        (offByTrue.test(name) && isLiteral(property.value, true));
      const isSvelteKit = name === 'csrf' && isLiteral(propertyOf(property.value, 'checkOrigin'), false);
      if (isOff || isSvelteKit)
        found(property, `\`${name}\` is turned off: another site can send requests in the name of a visitor.`);
    }
    for (const { call, name } of callsNamed(syntax, /^(?:csurf|tiny-csrf|csrf-csrf\.doubleCsrf)$/)) {
      const ignored =
        propertyOf(argumentOf(call, 0), 'ignoreMethods') ?? propertyOf(argumentOf(call, 0), 'ignoredMethods');
      const changes =
        ignored?.type === 'ArrayExpression' &&
        ignored.elements.find(
          (each) => each?.type === 'Literal' && /^(?:POST|PUT|PATCH|DELETE)$/i.test(String(each.value)),
        );
      if (changes) found(changes, `\`${name}\` lets a method pass that changes something.`);
    }
  },
};
