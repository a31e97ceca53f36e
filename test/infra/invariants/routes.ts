import { expect, test } from 'vitest';
import { z } from 'zod';
import { contracts } from '../../../build/contracts.ts';
import { type Contract, routeKey } from '../../../shared/route.ts';
import type { World } from '../synth.ts';

const Route = z.object({
  RouteKey: z.string(),
  Target: z.string().transform((target) => target.replace(/^integrations\//, '')),
  AuthorizationType: z.enum(['NONE', 'CUSTOM']),
  AuthorizerId: z.string().optional(),
});
const Integration = z.object({
  IntegrationType: z.literal('AWS_PROXY'),
  IntegrationUri: z.string(),
  PayloadFormatVersion: z.literal('2.0'),
  TimeoutInMillis: z.number(),
});
const Timeout = z.object({ Timeout: z.number() });
const Permission = z.object({
  Action: z.string(),
  FunctionName: z.string(),
  Principal: z.string(),
  SourceArn: z.string(),
});
const Authorizer = z.object({
  AuthorizerUri: z.string(),
  AuthorizerType: z.literal('REQUEST'),
  AuthorizerResultTtlInSeconds: z.number(),
});

// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
const validKey =
  /^(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS|ANY) (?:\/|(?:\/(?:[\w.~-]+|\{[\w.-]+\}))*(?:\/\{[\w.-]+\+\})?)$/;
const named = contracts satisfies Record<string, Contract>;
const routesOfContracts = Object.values<Contract>(named).flatMap((contract) => Object.values(contract));

export function routesAreTheContracts(world: World): void {
  const routes = world
    .of('AWS::ApiGatewayV2::Route')
    .map(({ path, properties }) => ({ path, ...Route.parse(properties) }));
  const integrations = world
    .of('AWS::ApiGatewayV2::Integration')
    .map(({ properties }) => Integration.parse(properties));
  const keys = routes.map(({ RouteKey }) => RouteKey);

  test('every route key is one that API Gateway accepts', () => {
    expect(keys.filter((key) => key !== '$default' && !validKey.test(key))).toEqual([]);
  });

  test('no two routes of all stacks mean the same requests', () => {
    const shapes = keys.map((key) => key.replaceAll(/\{[^}+]+\}/g, '{}'));
    expect(shapes.filter((shape, at) => shapes.indexOf(shape) !== at)).toEqual([]);
  });

  test('every route of every contract is there, and no other', () => {
    const promised = routesOfContracts.map(routeKey);
    expect(promised).not.toHaveLength(0);
    expect(keys.sort()).toEqual([...promised, '$default'].sort());
  });

  test('exactly the routes that a contract makes public do without the authorizer', () => {
    const open = routes.filter(({ AuthorizationType }) => AuthorizationType === 'NONE').map(({ RouteKey }) => RouteKey);
    const publicRoutes = routesOfContracts.filter(({ access }) => access === 'public').map(routeKey);
    expect(open.sort()).toEqual([...publicRoutes, '$default'].sort());
  });

  test('every other route has the one authorizer, which is a function of ours', () => {
    const ids = routes
      .filter(({ AuthorizationType }) => AuthorizationType === 'CUSTOM')
      .map(({ AuthorizerId }) => AuthorizerId);
    expect(new Set(ids).size).toBe(1);
    const { AuthorizerUri } = Authorizer.parse(world.at(ids[0]).properties);
    const arn = /:lambda:path\/2015-03-31\/functions\/(?<arn>.+)\/invocations$/.exec(AuthorizerUri)?.groups?.arn;
    expect(world.entryOf(world.at(arn))).toBe('auth/authorizer');
  });

  test('every route leads to a function that exists', () => {
    const reached = routes.map(({ Target }) => world.at(world.at(Target).properties.IntegrationUri));
    expect(reached.filter(({ type }) => type !== 'AWS::Lambda::Function')).toEqual([]);
  });

  test('API Gateway may call every function that it is told to call, for this API alone', () => {
    const permitted = world
      .of('AWS::Lambda::Permission')
      .map(({ properties }) => Permission.parse(properties))
      .filter(
        ({ Principal, SourceArn }) =>
          Principal === 'apigateway.amazonaws.com' && /:execute-api:.*:\$\{.+\}\//.test(SourceArn),
      )
      .map(({ FunctionName }) => FunctionName);
    expect(integrations.filter(({ IntegrationUri }) => !permitted.includes(IntegrationUri))).toEqual([]);
  });

  // https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html
  test('API Gateway waits at most its 30 s, and longer than the function may run', () => {
    const wrong = integrations.filter(({ TimeoutInMillis, IntegrationUri }) => {
      const ms = Timeout.parse(world.at(IntegrationUri).properties).Timeout * 1_000;
      return TimeoutInMillis > 30_000 || TimeoutInMillis <= ms;
    });
    expect(integrations).not.toHaveLength(0);
    expect(wrong).toEqual([]);
  });

  // https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html
  test('the API stays within 300 routes', () => {
    expect(routes.length).toBeLessThanOrEqual(300);
  });
}
