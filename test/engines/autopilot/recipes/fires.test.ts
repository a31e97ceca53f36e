import { beforeAll, expect, test } from 'vitest';
import { observeWith } from '../../../../engines/autopilot/cycle/observe.ts';
import { decide } from '../../../../engines/autopilot/decide/decide.ts';
import { metricsOf } from '../../../../engines/autopilot/decide/metrics-of.ts';
import { builtInRecipes } from '../../../../engines/autopilot/recipes/index.ts';
import { insight } from '../../../../engines/insight/engine.ts';
import type { Issue } from '../../../../engines/insight/issue.ts';
import { withFolder } from '../../insight/kit.ts';
import { fixtures } from './fixture.ts';

/** Where the fixtures, which are of one file each, do not show why the recipe is there. */
const reasons = {
  'fix-circular-imports/reason/src/order.ts':
    "import { Customer } from './customer';\nexport class Order {\n  customer: Customer | undefined;\n}\n",
  'fix-circular-imports/reason/src/customer.ts':
    "import { Order } from './order';\nexport class Customer {\n  orders: Order[] = [];\n}\n",
  'floating-promises/reason/src/save.ts':
    "import { writeFile } from 'node:fs/promises';\nexport async function save() {\n  await writeFile('a', 'b');\n}\nexport async function run() {\n  save();\n}\n",
};

let issues: readonly Issue[];
beforeAll(async () => {
  const firing = fixtures.filter(({ input, expected }) => input !== expected);
  const files = firing.map(({ recipeId, name, path, input }) => [`${recipeId}/${name}/${path}`, input]);
  const observe = observeWith(insight, { recipes: builtInRecipes });
  const tree = { 'package.json': '{"name":"shop","type":"module"}\n', ...Object.fromEntries(files), ...reasons };
  const observed = await withFolder(tree, (root) => observe(root, AbortSignal.timeout(80_000)));
  issues = observed.issues;
}, 90_000);

test.each(builtInRecipes)('Insight finds what $id is there for, so that it is chosen', (recipe) => {
  // What resolves no issue tidies up where there is something to tidy up anyway.
  const own = recipe.resolves.length === 0 ? issues : issues.filter(({ file }) => file.startsWith(`${recipe.id}/`));
  const trust = { trust: 0.9, standing: 'good' as const, interval: [0.8, 1] as const, observations: 20 };
  const { choices } = decide({
    ...{ candidates: [{ recipe, trust }], issues: own, metrics: metricsOf(own) },
    approval: { isAutomatic: true, recipes: [recipe.id] },
  });
  expect(choices[0]).toMatchObject({ isIncluded: true });
});
