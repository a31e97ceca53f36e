import { Recipe } from '../recipe.ts';
import deprecatedNodeApis from './deprecated-node-apis/recipe.json' with { type: 'json' };
import dropUnusedModules from './drop-unused-modules/recipe.json' with { type: 'json' };
import duplicateImports from './duplicate-imports/recipe.json' with { type: 'json' };
import esmHygiene from './esm-hygiene/recipe.json' with { type: 'json' };
import extraBooleanCast from './extra-boolean-cast/recipe.json' with { type: 'json' };
import fixCircularImports from './fix-circular-imports/recipe.json' with { type: 'json' };
import floatingPromises from './floating-promises/recipe.json' with { type: 'json' };
import httpsUpgrade from './https-upgrade/recipe.json' with { type: 'json' };
import importCleaner from './import-cleaner/recipe.json' with { type: 'json' };
import importOrder from './import-order/recipe.json' with { type: 'json' };
import lintCleanup from './lint-cleanup/recipe.json' with { type: 'json' };
import maskSecrets from './mask-secrets/recipe.json' with { type: 'json' };
import missingNoopener from './missing-noopener/recipe.json' with { type: 'json' };
import modernSyntax from './modern-syntax/recipe.json' with { type: 'json' };
import newBuffer from './new-buffer/recipe.json' with { type: 'json' };
import noVar from './no-var/recipe.json' with { type: 'json' };
import nodeProtocol from './node-protocol/recipe.json' with { type: 'json' };
import nullishCoalescing from './nullish-coalescing/recipe.json' with { type: 'json' };
import optimizeAsync from './optimize-async/recipe.json' with { type: 'json' };
import optimizeKeyedLoops from './optimize-keyed-loops/recipe.json' with { type: 'json' };
import optimizeLoops from './optimize-loops/recipe.json' with { type: 'json' };
import optionalChaining from './optional-chaining/recipe.json' with { type: 'json' };
import preferConst from './prefer-const/recipe.json' with { type: 'json' };
import reduceNesting from './reduce-nesting/recipe.json' with { type: 'json' };
import regexEscapes from './regex-escapes/recipe.json' with { type: 'json' };
import removeConsole from './remove-console/recipe.json' with { type: 'json' };
import removeDeadCode from './remove-dead-code/recipe.json' with { type: 'json' };
import removeDebugger from './remove-debugger/recipe.json' with { type: 'json' };
import removeUnused from './remove-unused/recipe.json' with { type: 'json' };
import removeUnusedImports from './remove-unused-imports/recipe.json' with { type: 'json' };
import securityHardening from './security-hardening/recipe.json' with { type: 'json' };
import strictEquality from './strict-equality/recipe.json' with { type: 'json' };
import typeOnlyImports from './type-only-imports/recipe.json' with { type: 'json' };
import uselessCatch from './useless-catch/recipe.json' with { type: 'json' };
import uselessElse from './useless-else/recipe.json' with { type: 'json' };
import uselessReturn from './useless-return/recipe.json' with { type: 'json' };

/** All recipes of ours, by their ids. */
export const builtInRecipes: readonly Recipe[] = [
  deprecatedNodeApis,
  dropUnusedModules,
  duplicateImports,
  esmHygiene,
  extraBooleanCast,
  fixCircularImports,
  floatingPromises,
  httpsUpgrade,
  importCleaner,
  importOrder,
  lintCleanup,
  maskSecrets,
  missingNoopener,
  modernSyntax,
  newBuffer,
  noVar,
  nodeProtocol,
  nullishCoalescing,
  optimizeAsync,
  optimizeKeyedLoops,
  optimizeLoops,
  optionalChaining,
  preferConst,
  reduceNesting,
  regexEscapes,
  removeConsole,
  removeDeadCode,
  removeDebugger,
  removeUnused,
  removeUnusedImports,
  securityHardening,
  strictEquality,
  typeOnlyImports,
  uselessCatch,
  uselessElse,
  uselessReturn,
].map((each) => Recipe.parse(each));
