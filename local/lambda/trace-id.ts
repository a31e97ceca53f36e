/**
 * The request id in the form of an X-Ray trace: the SDK sends it as `X-Amzn-Trace-Id` with every call that the invocation makes.
 * https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader
 */
export function traceIdOf(requestId: string): string {
  const digits = requestId.replaceAll('-', '');
  return `Root=1-${digits.slice(0, 8)}-${digits.slice(8)};Sampled=0`;
}

/** The invocation that made a call; undefined for a caller that is no function, e.g. the poller of a queue. */
export function requestIdOf(traceId: string | undefined): string | undefined {
  const [, time = '', unique = ''] = /^Root=1-([0-9a-f]{8})-([0-9a-f]{24})/.exec(traceId ?? '') ?? [];
  const [, ...parts] = /^(.{8})(.{4})(.{4})(.{4})(.{12})$/.exec(time + unique) ?? [];
  return parts.length === 0 ? undefined : parts.join('-');
}
