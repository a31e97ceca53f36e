import type { Engine } from './analyze.ts';
import { passOrder, servePass } from './detect/pass-thread.ts';
import { nativeDetectors, passDetectors } from './detectors.ts';

/** Insight with all its detectors. */
export const insight: Engine = {
  pass: passDetectors,
  thread: new URL(import.meta.url),
  native: nativeDetectors,
};

// In a bundle this module is part of the entry, which then starts in the thread as well; only the order tells them apart.
const order = passOrder();
if (order) servePass(order, passDetectors);
