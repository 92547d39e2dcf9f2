import { readFileSync } from 'node:fs';
import { settingNames } from '../helpers/settings';

const PAGE = readFileSync('docs/operations.md', 'utf8');
const OTLP = readFileSync('src/service/telemetry-otlp.ts', 'utf8');

/** First cells of the table in a section. */
function firstCells(title: string): string[] {
  const section = PAGE.split(/^## /m).find((part) => part.startsWith(`${title}\n`)) ?? '';
  return [...section.matchAll(/^\| `(?<name>[^`]+)` /gm)].map(({ groups }) => groups?.name ?? '');
}

const METRICS = [
  ...[...OTLP.matchAll(/timer\('(?<name>[\w.]+)'/g)].map(
    ({ groups }) => `acr_doctor.${groups?.name ?? ''}.duration`,
  ),
  ...[...OTLP.matchAll(/createCounter\('(?<name>[\w.]+)'/g)].map(({ groups }) => groups?.name ?? ''),
].sort();

test('every setting that src/config*.ts reads stands in the table, once, and no other', () => {
  const listed = firstCells('Settings');
  expect(settingNames().length).toBeGreaterThan(25);
  expect([...listed].sort()).toEqual(settingNames());
});

test('every metric that is told stands in the table, and no other', () => {
  expect(METRICS).toHaveLength(6);
  expect(firstCells('Telemetry').sort()).toEqual(METRICS);
});

test('the workbook asks for metrics that are told', () => {
  const workbook = JSON.parse(readFileSync('docs/workbook.json', 'utf8')) as {
    items: { content: { query?: string } }[];
  };
  const queries = workbook.items.flatMap(({ content }) => content.query ?? []);
  const asked = queries.flatMap((query) => [...query.matchAll(/acr_doctor\.[\w.]+/g)].map(([name]) => name));
  expect(queries).toHaveLength(8);
  expect([...new Set(asked)].sort()).toEqual(METRICS);
});

test('files and folders that the page names are there', () => {
  const links = [...PAGE.matchAll(/\]\((?<to>[^)#]+)\)/g)].map(({ groups }) => groups?.to ?? '');
  const sources = [...PAGE.matchAll(/`(?<to>src\/[\w/-]+\.ts)`/g)].map(
    ({ groups }) => `../${groups?.to ?? ''}`,
  );
  expect(links.length).toBeGreaterThan(3);
  for (const to of [...links, ...sources].filter((one) => !one.startsWith('http')))
    expect(() => readFileSync(`docs/${to}`)).not.toThrow();
});
