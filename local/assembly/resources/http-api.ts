import { z } from 'zod';
import { stableId } from '../physical-name.ts';
import { resourceType, type Subject } from '../resource-type.ts';
import { flag, number, text } from '../scalar.ts';

const strings = z.array(z.string());
const id = ({ stack, logicalId }: Subject): string => stableId(`http-api ${stack}/${logicalId}`, 10).toLowerCase();

export const api = resourceType({
  type: 'AWS::ApiGatewayV2::Api',
  ref: id,
  attributes: { ApiEndpoint: ({ endpoints }) => endpoints.apiUrl, ApiId: id },
  properties: z.strictObject({
    Name: text,
    ProtocolType: z.literal('HTTP'),
    CorsConfiguration: z
      .strictObject({
        AllowOrigins: strings.default([]),
        AllowMethods: strings.default([]),
        AllowHeaders: strings.default([]),
        ExposeHeaders: strings.default([]),
        AllowCredentials: flag.default(false),
        MaxAge: number.optional(),
      })
      .optional(),
  }),
});

export const route = resourceType({
  type: 'AWS::ApiGatewayV2::Route',
  ref: id,
  attributes: { RouteId: id },
  properties: z.strictObject({
    ApiId: z.string(),
    RouteKey: z.string(),
    Target: z.string(),
    AuthorizationType: z.enum(['NONE', 'CUSTOM']).default('NONE'),
    AuthorizerId: z.string().optional(),
    OperationName: z.string().optional(),
  }),
});

export const integration = resourceType({
  type: 'AWS::ApiGatewayV2::Integration',
  ref: id,
  attributes: { IntegrationId: id },
  properties: z.strictObject({
    ApiId: z.string(),
    IntegrationType: z.literal('AWS_PROXY'),
    IntegrationUri: z.string(),
    IntegrationMethod: z.literal('POST').optional(),
    PayloadFormatVersion: z.literal('2.0'),
    // https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html: 30 s at most, which is the default.
    TimeoutInMillis: number.default(30_000),
  }),
});

const RouteSettings = z.strictObject({
  ThrottlingBurstLimit: number.optional(),
  ThrottlingRateLimit: number.optional(),
  DetailedMetricsEnabled: flag.optional(),
});

export const stage = resourceType({
  type: 'AWS::ApiGatewayV2::Stage',
  naming: { property: 'StageName', maxLength: 128 },
  ref: ({ name }) => name,
  attributes: {},
  properties: z.strictObject({
    ApiId: z.string(),
    StageName: z.literal('$default', 'only the stage $default is served locally'),
    AutoDeploy: flag.optional(),
    DefaultRouteSettings: RouteSettings.optional(),
  }),
});

export const authorizer = resourceType({
  type: 'AWS::ApiGatewayV2::Authorizer',
  ref: id,
  attributes: { AuthorizerId: id },
  properties: z.strictObject({
    ApiId: z.string(),
    Name: text,
    AuthorizerType: z.literal('REQUEST', 'only Lambda authorizers run locally'),
    AuthorizerUri: z.string(),
    AuthorizerPayloadFormatVersion: z.literal('2.0'),
    AuthorizerResultTtlInSeconds: number.default(300),
    EnableSimpleResponses: flag.default(false),
    IdentitySource: strings.default([]),
  }),
});
