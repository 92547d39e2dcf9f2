import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CHECKS } from '../../src/checks';
import { nameIn } from '../../src/verdict/link';
import { theCatalogue } from '../helpers/knowledge';

const AREAS = [
  'registry',
  'image',
  'streaming',
  'cli',
  'teleport',
  'aks',
  'container-apps',
  'transfer',
  'network',
];
const ids = CHECKS.map(({ id }) => id);

/** Files that define a check; the others beside them are what several checks share. */
const files = AREAS.flatMap((area) =>
  readdirSync(join('src', 'checks', area))
    .filter((file) =>
      /\b(?:defineCheck|settingCheck)[<(]/.test(readFileSync(join('src', 'checks', area, file), 'utf8')),
    )
    .map((file) => `${area}/${file.replace(/\.ts$/, '')}`),
).filter((id) => id !== 'registry/setting');

test('each file of a check is in the list, and the list names no other', () => {
  expect([...ids].sort()).toEqual([...files].sort());
  expect(new Set(ids).size).toBe(ids.length);
});

test.each(ids)('%s has tests of its own', (id) => {
  expect(existsSync(join('test', 'checks', `${id}.test.ts`))).toBe(true);
});

test('each proof of the knowledge base names a statement that its check judges', () => {
  const wrong = theCatalogue().symptoms.flatMap((symptom) =>
    symptom.causes.flatMap((cause) =>
      [...cause.confirm, ...cause.ruleOut].flatMap(({ check }) => {
        if (check === undefined) return [];
        const [id, statement = ''] = nameIn(check).split('#');
        const isKnown = CHECKS.find((one) => one.id === id)?.statements[statement] !== undefined;
        return isKnown ? [] : [`${symptom.id}, ${cause.id}: ${check}`];
      }),
    ),
  );
  expect(wrong).toEqual([]);
});

test.each(CHECKS.map((check) => [check.id, check] as const))(
  '%s: statements, permissions and parameters are written as docs/checks.md shows them',
  (_id, { title, statements, permissions, needs, uses }) => {
    expect(title).toMatch(/^[A-Z].*[^.]$/);
    for (const [name, { says }] of Object.entries(statements)) {
      expect(name).toMatch(/^[a-z0-9]+(?:-[a-z0-9]+)*$/);
      expect(says).toMatch(/^[A-Z].*[^.]$/);
    }
    for (const permission of permissions) expect(permission).toMatch(/^Microsoft\.[A-Za-z]+\/[\w/*]+$/);
    expect(needs.filter((need) => uses.includes(need))).toEqual([]);
  },
);

test('each statement is named by a cause, or its check says why it is only told', () => {
  const named = new Set(
    theCatalogue().symptoms.flatMap(({ causes }) =>
      causes.flatMap(({ confirm, ruleOut }) =>
        [...confirm, ...ruleOut].flatMap(({ check }) => (check === undefined ? [] : [nameIn(check)])),
      ),
    ),
  );
  const all = CHECKS.flatMap(({ id, statements }) => Object.keys(statements).map((name) => `${id}#${name}`));
  const told = CHECKS.flatMap(({ id, onlyTold = {} }) =>
    Object.keys(onlyTold).map((name) => `${id}#${name}`),
  );
  const toDo = 'name it in a cause that a document supports, or say in onlyTold of its check why none does';
  expect({ forgotten: all.filter((one) => !named.has(one) && !told.includes(one)), toDo }).toEqual({
    forgotten: [],
    toDo,
  });
  expect(told.filter((one) => named.has(one) || !all.includes(one))).toEqual([]);
});
