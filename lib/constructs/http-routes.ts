import { Stack, Validations } from 'aws-cdk-lib';
import { CfnIntegration, CfnRoute } from 'aws-cdk-lib/aws-apigatewayv2';
import { CfnPermission, type Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { type Contract, routeKey } from '../../shared/route.ts';
import type { PlatformStack } from '../platform-stack.ts';

export interface HttpRoutesProps {
  readonly platform: PlatformStack;
  readonly fn: LambdaFunction;
  readonly contract: Contract;
  /** Also answers every path that no route of any service has. */
  readonly isFallback?: boolean;
}

/** Every route of a contract, to the one HTTP function of its service; with the authorizer unless the route is public. */
export class HttpRoutes extends Construct {
  constructor(scope: Construct, id: string, { platform, fn, contract, isFallback }: HttpRoutesProps) {
    super(scope, id);
    const apiId = platform.api.apiId;
    const integration = new CfnIntegration(this, 'Integration', {
      apiId,
      integrationType: 'AWS_PROXY',
      integrationUri: fn.functionArn,
      payloadFormatVersion: '2.0',
      timeoutInMillis: 30_000,
    });
    for (const [name, route] of Object.entries(contract)) {
      const isPublic = route.access === 'public';
      const made = new CfnRoute(this, name, {
        apiId,
        routeKey: routeKey(route),
        target: `integrations/${integration.ref}`,
        ...(isPublic
          ? { authorizationType: 'NONE' }
          : { authorizationType: 'CUSTOM', authorizerId: platform.authorizerId }),
      });
      if (isPublic)
        acknowledgePublic(
          made,
          'The contract makes this route public: it is how one gets a credential, or it is documentation.',
        );
    }
    if (isFallback) {
      const fallback = new CfnRoute(this, 'Fallback', {
        apiId,
        routeKey: '$default',
        target: `integrations/${integration.ref}`,
        authorizationType: 'NONE',
      });
      acknowledgePublic(fallback, 'It answers 404 to everybody, and knows nothing else.');
    }
    // One permission for the whole API: a resource policy holds 20 KB, and a statement per route would outgrow it.
    new CfnPermission(this, 'Invoke', {
      action: 'lambda:InvokeFunction',
      functionName: fn.functionArn,
      principal: 'apigateway.amazonaws.com',
      sourceArn: Stack.of(this).formatArn({ service: 'execute-api', resource: apiId, resourceName: '*' }),
    });
  }
}

function acknowledgePublic(route: CfnRoute, reason: string): void {
  Validations.of(route).acknowledge({ id: 'AwsSolutions-APIG4', reason });
}
