import { handlerAround } from '../../syntax/request-handlers.ts';
import { isProduction, type SyntaxRule } from '../../syntax/syntax-rule.ts';

const blocking =
  /^(?:fs(?:-extra)?\.\w+Sync|child_process\.(?:exec|execFile|spawn)Sync|crypto\.(?:pbkdf2|scrypt|hkdf|generateKeyPair)Sync|zlib\.\w+Sync|bcrypt(?:js)?\.(?:hash|compare|genSalt)Sync)$/;

export const syncIoInHandler: SyntaxRule = {
  id: 'sync-io-in-handler',
  severity: 'high',
  category: 'performance',
  confidence: 90,
  suggestion: 'Await the version that gives a promise, or do it once when the server starts.',
  appliesTo: (syntax) => isProduction(syntax) && !syntax.isScript,
  check(syntax, found) {
    for (const call of syntax.ofType('CallExpression')) {
      const name = syntax.nameOf(call.callee);
      if (name === undefined || !blocking.test(name)) continue;
      if (!handlerAround(call, syntax)) continue;
      found(call, `${name} stops the whole server while it runs: no other request is answered.`, {
        // A look at the file system is short; what is read or worked out is not.
        ...(name === 'fs.existsSync' && { severity: 'medium' }),
      });
    }
  },
};
