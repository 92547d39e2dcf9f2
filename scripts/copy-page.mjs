import { cpSync } from 'node:fs';

cpSync('src/practice/page', 'dist/src/practice/page', { recursive: true });
