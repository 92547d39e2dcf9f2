import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CHECKS } from '../src/checks';
import type { AnyCheck } from '../src/checks/check';
import { FINDING, isDataAction } from '../src/checks/data-actions';
import { PARAM_WORDS } from '../src/checks/run';
import type { Catalogue } from '../src/knowledge/schema';
import { nameIn } from '../src/verdict/link';

/** docs/checks.md: every live check, what it can tell, which causes it speaks about, and what nothing proves. */
export function renderChecks(catalogue: Catalogue): string {
  return [
    '# Live checks',
    '',
    'Generated from `src/checks/` and `knowledge/`; `npm run generate` writes it anew. A check only reads. Each of its',
    'statements is answered with yes (the trouble is there), no, unknown with the reason, or does not apply. What it sees',
    'confirms a cause that names the statement, or rules it out; what is seen only from the place where the bot runs, or',
    'was changed after the failure, does neither.',
    '',
    `${CHECKS.length} checks, ${CHECKS.flatMap(({ statements }) => Object.keys(statements)).length} statements. The role that they need: [bot-role.json](bot-role.json); rights that reveal secrets stand apart in [bot-secrets-role.json](bot-secrets-role.json) and are off unless the operator gives them.`,
    '',
    ...CHECKS.flatMap((check) => section(check, catalogue)),
    '## What the simulated tenant answers without a published or recorded example',
    '',
    ...unverifiedShapes().map((why) => `- ${why}`),
    '',
  ].join('\n');
}

function section(check: AnyCheck, catalogue: Catalogue): string[] {
  const { id, title, needs, uses, permissions, unverified = [], reveals } = check;
  const named = (names: readonly (keyof typeof PARAM_WORDS)[]) =>
    names.map((name) => PARAM_WORDS[name]).join(', ');
  const facts = [
    `Needs ${named(needs) || 'nothing'}.${uses.length > 0 ? ` Uses ${named(uses)}.` : ''}`,
    permissions.length > 0
      ? `Takes ${permissions.map((one) => `\`${one}\``).join(', ')}.`
      : 'Takes no rights.',
    ...(reveals ? ['Reads secrets, so it runs only where the operator allows it.'] : []),
    ...(check.readPasted ? ['Also reads pasted command output.'] : []),
  ];
  const rows = Object.entries(check.statements).map(
    ([name, { says, vantage }]) =>
      `| \`${name}\` | ${says} | ${vantage === 'bot' ? 'the place of the bot' : 'configuration'} | ${namedBy(check, name, catalogue)} |`,
  );
  return [
    `## ${id}`,
    '',
    `${title}. ${facts.join(' ')}`,
    '',
    '| statement | says | seen from | causes that name it |',
    '| --- | --- | --- | --- |',
    ...rows,
    '',
    ...(unverified.length > 0 ? ['Unverified:', '', ...unverified.map((why) => `- ${why}`), ''] : []),
  ];
}

/** How many causes name a statement; where none does, why not. */
function namedBy({ id, onlyTold = {} }: AnyCheck, name: string, catalogue: Catalogue): string {
  const count = causesOf(`${id}#${name}`, catalogue);
  const why = onlyTold[name];
  return count === 0 && why !== undefined ? `none: ${why}` : String(count);
}

function causesOf(name: string, { symptoms }: Catalogue): number {
  return symptoms
    .flatMap(({ causes }) => causes)
    .filter(({ confirm, ruleOut }) =>
      [...confirm, ...ruleOut].some(({ check }) => check !== undefined && nameIn(check) === name),
    ).length;
}

/** Reasons in the source of the simulated tenant, where an answer names no fixture. */
function unverifiedShapes(): string[] {
  const folder = join('src', 'practice', 'tenant');
  const found = readdirSync(folder).flatMap((file) => {
    const text = readFileSync(join(folder, file), 'utf8');
    const area = file.replace(/\.ts$/, '');
    return [
      ...text.matchAll(/\bunverified:\s{1,4}(?<quote>['"`])(?<why>(?:(?!\k<quote>).){1,300})\k<quote>/g),
    ].map((match) => `${area}: ${match.groups?.why ?? ''}`);
  });
  return [...new Set(found)].sort();
}

/** A custom role definition, as `az role definition create --role-definition @file` takes it. */
export function renderRole(kind: 'reader' | 'secrets'): string {
  const asked = CHECKS.filter(({ reveals }) => (kind === 'secrets') === (reveals !== undefined));
  const reading = new Set(CHECKS.filter(({ reveals }) => !reveals).flatMap(({ permissions }) => permissions));
  const permissions = [...new Set(asked.flatMap((check) => check.permissions))]
    .filter((one) => kind === 'reader' || !reading.has(one))
    .concat(kind === 'reader' ? FINDING : [])
    .sort();
  const role = {
    Name: kind === 'reader' ? 'ACR Doctor Reader' : 'ACR Doctor Secret Comparer',
    IsCustom: true,
    Description:
      kind === 'reader'
        ? 'What the live checks of ACR Doctor read. No secrets, no writes.'
        : 'Rights that reveal secrets, for the checks that compare or try them in memory. Give it only where that is wanted.',
    Actions: permissions.filter((one) => !isDataAction(one)),
    NotActions: [],
    DataActions: permissions.filter((one) => isDataAction(one)),
    NotDataActions: [],
    AssignableScopes: ['/subscriptions/00000000-0000-0000-0000-000000000000'],
  };
  return `${JSON.stringify(role, null, 2)}\n`;
}
