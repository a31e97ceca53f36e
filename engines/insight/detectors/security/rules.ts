import type { SyntaxRule } from '../../syntax/syntax-rule.ts';
import { codeInjection } from './rules/code-injection.ts';
import { commandInjection } from './rules/command-injection.ts';
import { corsWithCredentials } from './rules/cors.ts';
import { csrfDisabled } from './rules/csrf-disabled.ts';
import { debugLeak } from './rules/debug-leak.ts';
import { dynamicImport } from './rules/dynamic-import.ts';
import { hardcodedAuthorization } from './rules/hardcoded-authorization.ts';
import { insecureCookie } from './rules/insecure-cookie.ts';
import { jwtIgnoredExpiration, jwtNoneAlgorithm, jwtUnverified } from './rules/jwt.ts';
import { missingNoopener } from './rules/missing-noopener.ts';
import { openRedirect } from './rules/open-redirect.ts';
import { pathTraversal } from './rules/path-traversal.ts';
import { messageOriginUnchecked, postMessageWildcard } from './rules/post-message.ts';
import { prototypePollution } from './rules/prototype-pollution.ts';
import { reflectedXss } from './rules/reflected-xss.ts';
import { regexDos, regexInjection } from './rules/regex-dos.ts';
import { sqlInjection } from './rules/sql-injection.ts';
import { ssrf } from './rules/ssrf.ts';
import { tlsUnverified } from './rules/tls.ts';
import { unsafeDeserialization } from './rules/unsafe-deserialization.ts';
import { weakCipher } from './rules/weak-cipher.ts';
import { weakHash } from './rules/weak-hash.ts';
import { weakRandom } from './rules/weak-random.ts';
import { xss } from './rules/xss.ts';
import { xxe } from './rules/xxe.ts';

/** THE table of what code must not do. Secrets have a table of their own. */
export const securityRules: readonly SyntaxRule[] = [
  sqlInjection,
  commandInjection,
  codeInjection,
  dynamicImport,
  xss,
  reflectedXss,
  pathTraversal,
  ssrf,
  openRedirect,
  unsafeDeserialization,
  prototypePollution,
  regexDos,
  regexInjection,
  weakHash,
  weakCipher,
  weakRandom,
  jwtNoneAlgorithm,
  jwtUnverified,
  jwtIgnoredExpiration,
  tlsUnverified,
  corsWithCredentials,
  insecureCookie,
  csrfDisabled,
  debugLeak,
  xxe,
  hardcodedAuthorization,
  missingNoopener,
  postMessageWildcard,
  messageOriginUnchecked,
];
