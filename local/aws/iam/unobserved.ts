/** IAM prefixes of services that nothing local answers for, so a grant of theirs can never be seen in use. */
export const unobservedServices: Readonly<Record<string, string>> = {
  logs: 'the runtime prints log lines itself; functions do not call CloudWatch Logs',
  xray: 'traces are not collected locally',
  cloudwatch: 'metrics are log lines in the embedded metric format',
};
