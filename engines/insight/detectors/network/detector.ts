import { syntaxDetector } from '../../syntax/syntax-rule.ts';
import { httpUrl } from './http-url.ts';
import { noTimeout } from './no-timeout.ts';
import { responseNotChecked } from './response-not-checked.ts';
import { unboundedConcurrency } from './unbounded-concurrency.ts';
import { unhandledRequest } from './unhandled-request.ts';

/** What goes wrong when another machine is slow, broken, or not the one that it says it is. */
export const detector = syntaxDetector('network', [
  ...[noTimeout, unhandledRequest, responseNotChecked, unboundedConcurrency, httpUrl],
]);
