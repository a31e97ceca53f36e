import { account } from '../aws/service.ts';
import { stableUuid } from './physical-name.ts';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/pseudo-parameter-reference.html */
export function pseudoParameter(name: string, stack: string): string | undefined {
  const arn = `arn:${account.partition}:cloudformation:${account.region}:${account.id}`;
  switch (name) {
    case 'AWS::AccountId':
      return account.id;
    case 'AWS::Region':
      return account.region;
    case 'AWS::Partition':
      return account.partition;
    case 'AWS::URLSuffix':
      return 'amazonaws.com';
    case 'AWS::StackName':
      return stack;
    case 'AWS::StackId':
      return `${arn}:stack/${stack}/${stableUuid(stack)}`;
    default:
      return undefined;
  }
}
