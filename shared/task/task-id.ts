import * as z from 'zod';
import { idPattern } from '../id.ts';

export const TaskId = z.string().regex(idPattern('task'), 'Not a task id');
