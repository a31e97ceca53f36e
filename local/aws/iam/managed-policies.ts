import { parseIdentityPolicy, type Statement } from './policy-document.ts';

const logging = ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'];

/** https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSLambdaBasicExecutionRole.html */
const documents: Readonly<Record<string, unknown>> = {
  'service-role/AWSLambdaBasicExecutionRole': {
    Statement: [{ Effect: 'Allow', Action: logging, Resource: '*' }],
  },
};

/** The policies that AWS manages, by ARN. One that is not known here stops the load: its permissions would be guessed. */
export function managedPolicy(arn: string, where: string): Statement[] {
  const name = /^arn:aws:iam::aws:policy\/(.+)$/.exec(arn)?.[1];
  const document = name === undefined ? undefined : documents[name];
  if (document === undefined) throw new Error(`${where}: the AWS managed policy "${arn}" is not known locally.`);
  return parseIdentityPolicy(document, arn);
}
