import { syntaxDetector } from '../../syntax/syntax-rule.ts';
import { asyncForEach } from './async-foreach.ts';
import { asyncPromiseExecutor } from './async-promise-executor.ts';
import { consoleLog } from './console-log.ts';
import { deadBranch } from './dead-branch.ts';
import { debuggerStatement } from './debugger-statement.ts';
import { deprecatedApi } from './deprecated-api.ts';
import { effectWithoutCleanup } from './effect-without-cleanup.ts';
import { emptyCatch } from './empty-catch.ts';
import { floatingPromise } from './floating-promise.ts';
import { intervalNeverCleared } from './interval-never-cleared.ts';
import { listenerNeverRemoved } from './listener-never-removed.ts';
import { looseEquality } from './loose-equality.ts';
import { missingAwaitInTry } from './missing-await-in-try.ts';
import { noVar } from './no-var.ts';
import { throwLiteral } from './throw-literal.ts';
import { unclosedResource } from './unclosed-resource.ts';
import { unreachableCode } from './unreachable-code.ts';

/** What goes wrong while a program runs: lost errors, leaks, code that never runs, and what Node is about to drop. */
export const detector = syntaxDetector('runtime', [
  ...[floatingPromise, missingAwaitInTry, asyncForEach, asyncPromiseExecutor, throwLiteral, emptyCatch],
  ...[unclosedResource, effectWithoutCleanup, listenerNeverRemoved, intervalNeverCleared],
  ...[deprecatedApi, deadBranch, unreachableCode, looseEquality, noVar, consoleLog, debuggerStatement],
]);
