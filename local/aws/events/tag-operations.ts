import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import type { JsonOperation } from '../json-service.ts';
import { parseInput } from '../parse-input.ts';
import { access } from './access.ts';

export const TagList = z.array(z.strictObject({ Key: z.string().min(1).max(128), Value: z.string().max(256) }));
type TagList = z.infer<typeof TagList>;

export type Tags = ReturnType<typeof createTags>;

export function createTags(database: DatabaseSync) {
  const put = database.prepare('INSERT OR REPLACE INTO tags (arn, key, value) VALUES (?, ?, ?)');
  const remove = database.prepare('DELETE FROM tags WHERE arn = ? AND key = ?');
  const list = database.prepare('SELECT key AS "Key", value AS "Value" FROM tags WHERE arn = ? ORDER BY key');
  return {
    add(arn: string, tags: TagList = []): void {
      for (const { Key, Value } of tags) put.run(arn, Key, Value);
    },
    remove(arn: string, keys: readonly string[]): void {
      for (const key of keys) remove.run(arn, key);
    },
    list: (arn: string) => list.all(arn),
  };
}

const ResourceARN = z.string().min(1).max(1600);

export function tagOperations(tags: Tags): Record<string, JsonOperation> {
  const onResource = (action: string) => access(action, (input) => [String(input.ResourceARN)]);
  return {
    TagResource: {
      access: onResource('TagResource'),
      run(input) {
        const { ResourceARN: arn, Tags } = parseInput(z.strictObject({ ResourceARN, Tags: TagList }), input);
        tags.add(arn, Tags);
      },
    },
    UntagResource: {
      access: onResource('UntagResource'),
      run(input) {
        const schema = z.strictObject({ ResourceARN, TagKeys: z.array(z.string()) });
        const { ResourceARN: arn, TagKeys } = parseInput(schema, input);
        tags.remove(arn, TagKeys);
      },
    },
    ListTagsForResource: {
      access: onResource('ListTagsForResource'),
      run: (input) => ({ Tags: tags.list(parseInput(z.strictObject({ ResourceARN }), input).ResourceARN) }),
    },
  };
}
