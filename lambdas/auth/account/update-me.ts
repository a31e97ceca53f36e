import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Context } from '../../../shared/context.ts';
import type { Table } from '../../../shared/dynamo.ts';
import { attempt } from '../../../shared/dynamo-transaction.ts';
import { AppError, found } from '../../../shared/errors.ts';
import { recorded } from '../audit/recorded.ts';
import { requirePerson } from '../user/require-person.ts';
import type { UserStore } from '../user/store.ts';
import type { User } from '../user/user.ts';
import { personRenamed } from './store.ts';

/** @throws AppError `forbidden` for anything but a person who logged in here, `conflict` when another change was faster */
export async function updateMe(call: {
  ctx: Context;
  deps: { dynamo: DynamoDBClient; table: Table; users: UserStore };
  input: { name: string };
}): Promise<User> {
  const { ctx, deps, input } = call;
  const userId = requirePerson(ctx);
  const user = found(await deps.users.get(userId), 'account');
  const failed = await attempt(deps.dynamo, {
    name: personRenamed(deps.table, userId, user.name, input.name),
    audit: recorded(deps.table, ctx, {
      ...{ orgId: ctx.orgId, action: 'account.profile-changed', target: { type: 'user', id: userId } },
      ...{ before: { name: user.name }, after: { name: input.name } },
    }),
  });
  if (failed.size > 0) throw new AppError('conflict', 'Your profile was changed at the same moment. Try again.');
  return { ...user, name: input.name };
}
