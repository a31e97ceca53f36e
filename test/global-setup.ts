import { synthesize } from '../local/synthesize.ts';

/** One assembly for all tests that run the platform; those that start it find it made. */
export default async function setup(): Promise<void> {
  await synthesize('cdk.out/local');
}
