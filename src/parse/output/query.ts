// One place to import from: the command line, its tables, and what `--query` took away.
export { argumentsOf, hasFlag, optionOf } from './command-line';
export { isRecord, printedLines, unprojected } from './projection';
export { readAzTable, readKubectlTable, type Row } from './table';
