/** One line per request, without bodies, credentials or query strings. */
export const accessLogFormat = {
  requestId: '$context.requestId',
  time: '$context.requestTime',
  route: '$context.routeKey',
  status: '$context.status',
  latencyMs: '$context.responseLatency',
  integrationStatus: '$context.integrationStatus',
  integrationError: '$context.integrationErrorMessage',
  bytes: '$context.responseLength',
  orgId: '$context.authorizer.orgId',
};
