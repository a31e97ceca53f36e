import * as z from 'zod';

// Before each file: the files of one worker share zod's registry, and each brings its own instances of our schemas.
z.globalRegistry.clear();
