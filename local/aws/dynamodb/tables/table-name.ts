import { z } from 'zod';
import { parseRequest } from '../storage/parse-request.ts';

const Named = z.object({ TableName: z.string() });

export function parseTableName(input: unknown): string {
  return parseRequest(Named, input).TableName;
}
