import { text } from 'node:stream/consumers';
import type { Storage } from '../../../shared/storage/storage.ts';

/** The whole of a text object; undefined when there is none. */
export async function readObject(objects: Pick<Storage, 'get'>, key: string): Promise<string | undefined> {
  const object = await objects.get(key);
  return object && text(object.body);
}
