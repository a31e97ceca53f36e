import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { platformContract } from '../../lambdas/platform/contract.ts';
import { ApiEnv } from '../../lambdas/platform/env.ts';
import { HttpRoutes } from '../constructs/http-routes.ts';
import { ServiceFunction } from '../constructs/service-function.ts';
import type { PlatformStack } from '../platform-stack.ts';

/** Health, the OpenAPI document, its rendered reference, and the answer to paths that do not exist. */
export class ReferenceStack extends Stack {
  constructor(scope: Construct, id: string, platform: PlatformStack, props: StackProps) {
    super(scope, id, props);
    const { fn } = new ServiceFunction(this, 'Api', {
      platform,
      entry: 'platform/api',
      description: 'Health, OpenAPI, reference, and 404',
      env: ApiEnv,
      environment: { API_URL: platform.apiUrl },
      permissions: [],
      memoryMb: 256,
      impact: 'Health checks fail and the API reference is not shown.',
    });
    new HttpRoutes(this, 'Routes', { platform, fn, contract: platformContract, isFallback: true });
  }
}
