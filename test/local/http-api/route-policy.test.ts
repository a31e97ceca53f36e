import { expect, it } from 'vitest';
import { isInvokeAllowed, policySchema } from '../../../local/http-api/route-policy.ts';

const arn = 'arn:aws:execute-api:eu-central-1:000000000000:api123/$default/GET/a/b';

function isAllowed(...statements: object[]): boolean {
  return isInvokeAllowed(policySchema.parse({ Version: '2012-10-17', Statement: statements }), arn);
}

// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-control-access-using-iam-policies-to-invoke-api.html
it.each([
  ['an Allow on the route', true, [{ Effect: 'Allow', Action: 'execute-api:Invoke', Resource: arn }]],
  [
    'wildcards',
    true,
    [{ Effect: 'Allow', Action: 'execute-api:*', Resource: ['arn:aws:execute-api:*:*:api123/?default/GET/*'] }],
  ],
  ['nothing', false, []],
  ['another action', false, [{ Effect: 'Allow', Action: 'execute-api:ManageConnections', Resource: '*' }]],
  ['another route', false, [{ Effect: 'Allow', Action: 'execute-api:Invoke', Resource: arn.replace('GET', 'POST') }]],
  [
    'an Allow and a Deny',
    false,
    [
      { Effect: 'Allow', Action: '*', Resource: '*' },
      { Effect: 'Deny', Action: '*', Resource: arn },
    ],
  ],
])('%s: %s', (_name, expected, statements) => {
  expect(isAllowed(...statements)).toBe(expected);
});

it('takes a single statement, and refuses a condition rather than to ignore it', () => {
  expect(policySchema.safeParse({ Statement: { Effect: 'Allow', Action: '*', Resource: '*' } }).success).toBe(true);
  expect(
    policySchema.safeParse({ Statement: { Effect: 'Allow', Action: '*', Resource: '*', Condition: {} } }).success,
  ).toBe(false);
});
