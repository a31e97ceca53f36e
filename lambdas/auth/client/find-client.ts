import { idPattern } from '../../../shared/id.ts';
import type { OAuthClient } from './client.ts';
import type { ClientStore } from './store.ts';
import { studioClients } from './studio-clients.ts';

const pattern = idPattern('client');

/** One of the Studio's own, or one that an organization has registered. */
export async function findClient(clients: Pick<ClientStore, 'find'>, id: string): Promise<OAuthClient | undefined> {
  return studioClients.find((client) => client.id === id) ?? (pattern.test(id) ? clients.find(id) : undefined);
}
