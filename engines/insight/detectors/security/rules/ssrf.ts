import type { Node } from 'oxc-parser';
import type { SyntaxRule } from '../../../syntax/syntax-rule.ts';
import { originOfAddress } from '../taint/address.ts';
import { argumentOf, callsNamed, propertyOf } from '../taint/calls.ts';
import { tell } from '../taint/tell.ts';

const clients =
  /^(?:fetch|node-fetch(?:\.fetch)?|cross-fetch(?:\.fetch)?|undici\.(?:fetch|request|stream)|axios(?:\.(?:get|post|put|patch|delete|head|request))?|got(?:\.(?:get|post|put|patch|delete|head|stream|got))?|https?\.(?:get|request)|request(?:\.(?:get|post|put))?|superagent\.(?:get|post|put|del|head)|needle(?:\.(?:get|post|request))?|ky(?:\.(?:get|post|put))?)$/;

export const ssrf: SyntaxRule = {
  ...{ id: 'ssrf', severity: 'high', confidence: 88, category: 'Requests (CWE-918)' },
  suggestion:
    'Take the host from a list of known ones, and refuse addresses of the own network; encode what goes into the path.',
  check(syntax, found) {
    for (const { call, name } of callsNamed(syntax, clients)) {
      const address = addressOf(argumentOf(call, 0));
      if (!address) continue;
      const origin = originOfAddress(address, syntax);
      const does = `\`${name}\` asks a host that is chosen by`;
      tell(found, { at: call, origin, does }, { sources: ['request'], source: { severity: 'high', confidence: 88 } });
    }
  },
};

const addressOf = (argument: Node | undefined): Node | undefined =>
  propertyOf(argument, 'url') ??
  propertyOf(argument, 'host') ??
  propertyOf(argument, 'hostname') ??
  (argument?.type === 'ObjectExpression' ? undefined : argument);
