import { startPlatform } from './platform.ts';

/** Where the journeys run: a deployed stage, or the platform on this machine. */
export interface World {
  readonly url: string;
  /** An API key with the scope `admin`. */
  readonly token: string;
  close(): Promise<void>;
}

/** `npm run test:journey -- --url … --token …` names a deployed stage; without it the local platform is started. */
export async function enterWorld(): Promise<World> {
  const { JOURNEY_URL: url, JOURNEY_TOKEN: token } = process.env;
  if (url && token) return { url: url.replace(/\/$/, ''), token, close: async () => undefined };
  const platform = await startPlatform();
  return { url: platform.ready.url, token: platform.ready.apiKey, close: () => platform.stop() };
}
