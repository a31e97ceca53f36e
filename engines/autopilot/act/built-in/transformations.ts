import { builtinsFirst } from './builtins-first.ts';
import { deadCode } from './dead-code.ts';
import { earlyReturn } from './early-return.ts';
import { elseAfterReturn } from './else-after-return.ts';
import { floatingPromises } from './floating-promises.ts';
import { independentAwaits } from './independent-awaits.ts';
import { letToConst } from './let-to-const.ts';
import { mergeImports } from './merge-imports.ts';
import { optionalChaining } from './optional-chaining.ts';
import { reduceComputedSpreads, reduceSpreads } from './reduce-spread.ts';
import { regexEscapes } from './regex-escapes.ts';
import { secretsToEnvironment } from './secrets-to-environment.ts';
import type { Transformation } from './transformation.ts';
import { circularTypeImports, typeOnlyImports } from './type-only-imports.ts';
import { unusedDeclarations } from './unused-declarations.ts';
import { unusedImports, unusedModules } from './unused-imports.ts';
import { uselessCatch } from './useless-catch.ts';
import { uselessReturn } from './useless-return.ts';
import { varToLet } from './var-to-let.ts';

/** All built-in transformations, by the names that our recipes call them. */
export const transformations: ReadonlyMap<string, Transformation> = new Map(
  Object.entries({
    'builtins-first': builtinsFirst,
    'circular-type-imports': circularTypeImports,
    'dead-code': deadCode,
    'early-return': earlyReturn,
    'else-after-return': elseAfterReturn,
    'floating-promises': floatingPromises,
    'independent-awaits': independentAwaits,
    'let-to-const': letToConst,
    'merge-imports': mergeImports,
    'optional-chaining': optionalChaining,
    'reduce-computed-spreads': reduceComputedSpreads,
    'reduce-spreads': reduceSpreads,
    'regex-escapes': regexEscapes,
    'secrets-to-environment': secretsToEnvironment,
    'type-only-imports': typeOnlyImports,
    'unused-declarations': unusedDeclarations,
    'unused-imports': unusedImports,
    'unused-modules': unusedModules,
    'useless-catch': uselessCatch,
    'useless-return': uselessReturn,
    'var-to-let': varToLet,
  }),
);
