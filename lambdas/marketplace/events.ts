import * as z from 'zod';
import { defineEvent } from '../../shared/events.ts';

const version = {
  packageName: z.string(),
  version: z.string(),
  packageType: z.enum(['detector', 'recipe', 'rule', 'model']),
};
const exampleVersion = { packageName: '@example/no-inline-styles', version: '1.4.0', packageType: 'rule' } as const;

export const packagePublished = defineEvent({
  type: 'marketplace.package.published.v1',
  audience: 'customers',
  description: 'A version of a package of the organization can be installed.',
  subject: 'packageName',
  payload: z.object(version),
  example: exampleVersion,
});

export const packageDeprecated = defineEvent({
  type: 'marketplace.package.deprecated.v1',
  audience: 'customers',
  description: 'A version of a package of the organization should no longer be used.',
  subject: 'packageName',
  payload: z.object({
    ...version,
    message: z.string().describe('What to use instead, in the words of the publisher.'),
  }),
  example: { ...exampleVersion, message: 'Use 2.x.' },
});
