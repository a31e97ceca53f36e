import { parseResourcePolicy, type ResourceStatement } from './aws/iam/policy-document.ts';
import { allowsService } from './aws/iam/resource-policy.ts';
import { AwsError } from './aws/service.ts';

export interface Targets {
  /** Throws unless the role's policies allow it; `service` is who assumes the role, `scheduler`. */
  checkRole(roleArn: string, action: string, resource: string, service: string): void;
  sendToQueue(
    arn: string,
    message: { body: string; messageGroupId?: string; attributes?: Record<string, string> },
  ): Promise<void>;
  queuePolicy(arn: string): string | undefined;
  invokeAsync(arn: string, payload: unknown): Promise<void>;
  functionPolicy(arn: string): readonly ResourceStatement[];
}

/** Something that an AWS service sends to a queue or a function in its own name. */
export interface Parcel {
  readonly arn: string;
  readonly input: string;
  /** `events.amazonaws.com`, `scheduler.amazonaws.com`, `lambda.amazonaws.com`, `s3.amazonaws.com`. */
  readonly service: string;
  readonly sourceArn: string;
  /** The role that the sender assumes; without one the target's own policy must allow the service. */
  readonly roleArn?: string;
  readonly messageGroupId?: string;
  readonly attributes?: Readonly<Record<string, string>>;
}

/** Hands a parcel to its target, if the target's resource policy lets the sender in. */
export function createDeliverer(targets: Targets): (parcel: Parcel) => Promise<void> {
  return async (parcel) => {
    if (parcel.arn.includes(':sqs:')) {
      const policy = targets.queuePolicy(parcel.arn);
      const statements = policy === undefined ? [] : parseResourcePolicy(JSON.parse(policy), parcel.arn);
      requireAllowed(targets, parcel, 'sqs:SendMessage', statements);
      const { messageGroupId, attributes } = parcel;
      await targets.sendToQueue(parcel.arn, {
        body: parcel.input,
        ...(messageGroupId && { messageGroupId }),
        ...(attributes && { attributes: { ...attributes } }),
      });
    } else if (parcel.arn.includes(':lambda:')) {
      requireAllowed(targets, parcel, 'lambda:InvokeFunction', targets.functionPolicy(parcel.arn));
      await targets.invokeAsync(parcel.arn, JSON.parse(parcel.input));
    } else {
      throw new AwsError('InvalidArn', `Nothing here can be delivered to ${parcel.arn}.`, 400);
    }
  };
}

function requireAllowed(
  targets: Targets,
  parcel: Parcel,
  action: string,
  statements: readonly ResourceStatement[],
): void {
  const { arn: resource, service, sourceArn, roleArn } = parcel;
  if (roleArn !== undefined) {
    targets.checkRole(roleArn, action, resource, service.split('.')[0] ?? service);
    return;
  }
  if (allowsService(statements, { action, resource, service, sourceArn })) return;
  throw new AwsError(
    'NO_PERMISSIONS',
    `User: ${service} is not authorized to perform: ${action} on resource: ${resource} because no resource-based policy allows it for ${sourceArn}`,
    403,
  );
}
