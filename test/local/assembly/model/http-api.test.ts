import { describe, expect, it } from 'vitest';
import { readAssembly } from '../../../../local/assembly/model.ts';
import { endpoints, handWritten } from '../synthesize.ts';

const api = (more = {}) => ({
  Type: 'AWS::ApiGatewayV2::Api',
  Properties: { Name: 'a', ProtocolType: 'HTTP', ...more },
});
const functionArn = 'arn:aws:lambda:eu-central-1:000000000000:function:f';
const integration = {
  Type: 'AWS::ApiGatewayV2::Integration',
  Properties: {
    ApiId: { Ref: 'Api' },
    IntegrationType: 'AWS_PROXY',
    IntegrationUri: `arn:aws:apigateway:eu-central-1:lambda:path/2015-03-31/functions/${functionArn}:live/invocations`,
    PayloadFormatVersion: '2.0',
  },
};
const route = (more = {}) => ({
  Type: 'AWS::ApiGatewayV2::Route',
  Properties: {
    ApiId: { Ref: 'Api' },
    RouteKey: '$default',
    Target: { 'Fn::Join': ['/', ['integrations', { Ref: 'Integration' }]] },
    ...more,
  },
});
const stage = (Properties: unknown) => ({ Type: 'AWS::ApiGatewayV2::Stage', Properties });
const read = (Resources: unknown) => readAssembly(handWritten({ Resources }), endpoints);

// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
describe('the HTTP API', () => {
  it('is not there when no template has one', async () => {
    expect((await read({})).httpApi).toBeUndefined();
  });

  it('calls the function that the path of Lambda names, whatever its qualifier, within 30 seconds', async () => {
    const { httpApi } = await read({ Api: api(), Integration: integration, Route: route() });
    expect(httpApi?.routes).toEqual([{ routeKey: '$default', functionName: 'f', timeoutMs: 30_000 }]);
  });

  it.each<[string, unknown, RegExp]>([
    ['a WebSocket API', { Api: api({ ProtocolType: 'WEBSOCKET' }) }, /Stack Hand, Api .*ProtocolType/s],
    ['a second API', { Api: api(), Other: api() }, /Stack Hand, Other: only one HTTP API is served locally/],
    [
      'another stage',
      { S: stage({ ApiId: 'a', StageName: 'v1' }) },
      /StageName: only the stage \$default is served locally/,
    ],
    [
      'settings of one route',
      { S: stage({ ApiId: 'a', StageName: '$default', RouteSettings: {} }) },
      /RouteSettings: unknown property/,
    ],
    [
      'half of a throttle',
      { Api: api(), S: stage({ ApiId: 'a', StageName: '$default', DefaultRouteSettings: { ThrottlingRateLimit: 1 } }) },
      /gives one of ThrottlingRateLimit and ThrottlingBurstLimit/,
    ],
    [
      'a route to nowhere',
      { Api: api(), Route: route({ Target: 'integrations/x' }) },
      /no integration is called "integrations\/x"/,
    ],
    [
      'a route whose authorizer is missing',
      { Api: api(), Integration: integration, Route: route({ AuthorizationType: 'CUSTOM', AuthorizerId: 'x' }) },
      /there is no authorizer "x"/,
    ],
    [
      'an authorizer of another kind',
      { Api: api(), Integration: integration, Route: route({ AuthorizationType: 'JWT' }) },
      /AuthorizationType/,
    ],
  ])('is refused with %s', async (_, Resources, message) => {
    await expect(read(Resources)).rejects.toThrow(message);
  });
});
