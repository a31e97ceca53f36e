import { type Access, AwsError, account } from '../service.ts';

/** What IAM decided; `allowed` only if a statement allows and none denies. */
export type Decision = 'allowed' | 'implicitly-denied' | 'explicitly-denied';

/**
 * How each service words a denial. JSON services answer `AccessDeniedException`, S3 `AccessDenied`:
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html (400),
 * https://docs.aws.amazon.com/eventbridge/latest/APIReference/CommonErrors.html (400),
 * https://docs.aws.amazon.com/secretsmanager/latest/apireference/CommonErrors.html (400),
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/CommonErrors.html (400),
 * https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html (403). The REST services answer 403.
 */
const wording: Readonly<Record<string, { code: string; status: number }>> = {
  s3: { code: 'AccessDenied', status: 403 },
  scheduler: { code: 'AccessDeniedException', status: 403 },
  ses: { code: 'AccessDeniedException', status: 403 },
};

export interface Denied {
  readonly roleName: string;
  readonly functionName: string;
  readonly access: Access;
  readonly decision: Exclude<Decision, 'allowed'>;
}

/** `service` is the signing name of the service that was called; its error may name a permission of another one, like KMS. */
export function denialError(service: string, denied: Denied): AwsError {
  const { code, status } = wording[service] ?? { code: 'AccessDeniedException', status: 400 };
  if (service === 'sqs' && denied.access.action.startsWith('kms:'))
    // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html#API_SendMessage_Errors
    return new AwsError('KmsAccessDenied', denialMessage(service, denied), 400);
  return new AwsError(code, denialMessage(service, denied), status);
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html */
function denialMessage(service: string, { roleName, functionName, access, decision }: Denied): string {
  const user = `arn:${account.partition}:sts::${account.id}:assumed-role/${roleName}/${functionName}`;
  // S3 alone quotes the resource: https://docs.aws.amazon.com/AmazonS3/latest/userguide/troubleshoot-403-errors.html
  const resource = service === 's3' ? `"${access.resource}"` : access.resource;
  const reason =
    decision === 'explicitly-denied'
      ? 'with an explicit deny in an identity-based policy'
      : `because no identity-based policy allows the ${access.action} action`;
  return `User: ${user} is not authorized to perform: ${access.action} on resource: ${resource} ${reason}`;
}
