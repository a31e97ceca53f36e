import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { entries } from '../../../build/bundle.ts';
import { ProductErasureEnv } from '../../../shared/product-erasure-env.ts';
import type { Resource, World } from '../synth.ts';

const Fn = z.object({
  Runtime: z.string(),
  Handler: z.string(),
  Environment: z.object({ Variables: z.record(z.string(), z.string()) }),
  LoggingConfig: z.object({ LogGroup: z.string() }),
  Role: z.string(),
});
const Rule = z.object({ Targets: z.array(z.object({ Arn: z.string() })) });

/** The names of the variables that an entry parses, from the schema of its service, or of several, that it hands to `parseEnv`. */
async function parsedVariables(entry: string): Promise<string[]> {
  const source = readFileSync(`lambdas/${entry}.lambda.ts`, 'utf8');
  const names = [...source.matchAll(/parseEnv\((\w+)\)/g)].map(([, name]) => String(name));
  expect(names, `${entry} calls parseEnv once`).toHaveLength(1);
  const own: Record<string, unknown> = await import(`../../../lambdas/${entry.split('/')[0]}/env.ts`);
  const schema = { ...own, ProductErasureEnv }[String(names[0])];
  if (!(schema instanceof z.ZodObject)) throw new Error(`${entry}: ${names[0]} is no object schema of env.ts.`);
  return Object.keys(schema.shape).sort();
}

function targetsOfRules(world: World): Resource[] {
  const rules = world.of('AWS::Events::Rule').flatMap(({ properties }) => Rule.parse(properties).Targets);
  return rules.map(({ Arn }) => world.at(Arn)).filter(({ type }) => type === 'AWS::Lambda::Function');
}

export function functionsFit(world: World): void {
  const functions = world
    .of('AWS::Lambda::Function')
    .map((fn) => ({ fn, entry: world.entryOf(fn), ...Fn.parse(fn.properties) }));

  test('every entry is the code of exactly one function', () => {
    expect(functions.map(({ entry }) => entry).sort()).toEqual(entries());
  });

  test('every function runs on Node.js 24', () => {
    expect(functions.filter(({ Runtime, Handler }) => Runtime !== 'nodejs24.x' || Handler !== 'index.handler')).toEqual(
      [],
    );
  });

  test('every function has the environment that it parses, no variable more or less', async () => {
    for (const { entry, Environment } of functions) {
      expect(Object.keys(Environment.Variables).sort(), entry).toEqual(await parsedVariables(entry));
    }
  });

  test('every function has a role and a log group of its own', () => {
    expect(new Set(functions.map(({ Role }) => Role)).size).toBe(functions.length);
    expect(new Set(functions.map(({ LoggingConfig }) => LoggingConfig.LogGroup)).size).toBe(functions.length);
  });

  // https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-configuring.html
  test('every function that a rule calls says how often it is tried and for how long', () => {
    const configured = world
      .of('AWS::Lambda::EventInvokeConfig')
      .filter(({ properties }) => 'MaximumRetryAttempts' in properties && 'MaximumEventAgeInSeconds' in properties)
      .map(({ properties }) => world.at(properties.FunctionName).path);
    expect(
      targetsOfRules(world)
        .map(({ path }) => path)
        .filter((path) => !configured.includes(path)),
    ).toEqual([]);
  });
}
