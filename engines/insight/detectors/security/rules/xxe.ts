import type { SyntaxRule } from '../../../syntax/syntax-rule.ts';
import { callsNamed, isLiteral, objectFor, propertyOf } from '../taint/calls.ts';

const parsers = /^(?:libxmljs2?(?:-mt)?|node-libxml|libxml-wasm|libxmljs)\.?/;
const switches = ['noent', 'replaceEntities', 'dtdload', 'expandEntities'];

export const xxe: SyntaxRule = {
  ...{ id: 'xxe', severity: 'high', confidence: 86, category: 'Data (CWE-611)' },
  suggestion: 'Leave the option out: entities then stay as they are, and no file or address is read for them.',
  check(syntax, found) {
    for (const { call, name } of callsNamed(syntax, parsers)) {
      for (const argument of call.arguments) {
        for (const option of switches) {
          const value = propertyOf(objectFor(argument, syntax), option);
          if (isLiteral(value, true))
            found(
              call,
              `\`${name}\` with \`${option}\` reads whatever file or address an entity of the document names.`,
            );
        }
      }
    }
  },
};
