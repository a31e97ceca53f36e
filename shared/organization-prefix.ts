/** Below it is all that a bucket has of an organization. It comes first in every key, so that no prefix spans two of them. */
export const organizationPrefix = (orgId: string) => `org/${orgId}/`;
