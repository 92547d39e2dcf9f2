import { CHECKS } from '../checks';
import { rankNearNames } from '../azure/near-names';
import type { AnyCheck } from '../checks/check';
import type { Report } from '../checks/run';
import type { Paint } from '../cards/text';
import type { Holds } from '../verdict/finding';
import { readArguments } from './arguments';
import { openLive } from './live';
import { factsFrom, optionOf, PARAM_OPTIONS } from '../parameters';
import { EXIT, type Terminal } from './terminal';
import { UsageError } from '../usage-error';

/** `acr-doctor check CHECK --name value ...`: one live check; without a name, the list of them. */
export async function runCheck(args: string[], terminal: Terminal): Promise<number> {
  const { values, positionals } = readArguments(args, {
    json: { type: 'boolean' },
    help: { type: 'boolean' },
    tenant: { type: 'string' },
    ...PARAM_OPTIONS,
  });
  const [name, ...more] = positionals;
  if (name === undefined || values.help === true) {
    terminal.out(`${CHECKS.map(usageOf).join('\n')}\n`);
    return EXIT.answered;
  }
  if (more.length > 0) throw new UsageError(`one check at a time; '${more[0] ?? ''}' is one too many`);
  const check = findCheck(name);
  const facts = factsFrom(values);
  const missing = check.needs.filter((need) => facts[need] === undefined);
  if (missing.length > 0)
    throw new UsageError(`check ${check.id} needs ${missing.map(optionOf).join(' and ')}`);
  const { live, close } = await openLive(values.tenant, terminal);
  try {
    for await (const report of live.run([check.id], facts))
      terminal.out(
        values.json ? `${JSON.stringify(report)}\n` : `${renderReport(report, check, terminal.paint)}\n`,
      );
    return EXIT.answered;
  } finally {
    await close();
  }
}

function usageOf({ id, title, needs, uses }: AnyCheck): string {
  const options = [...needs.map(optionOf), ...uses.map((use) => `[${optionOf(use)}]`)].join(' ');
  return `${id.padEnd(24)} ${title}\n${' '.repeat(25)}${options}`;
}

function findCheck(name: string): AnyCheck {
  const found = CHECKS.filter(({ id }) => id === name || id.split('/')[1] === name);
  const [only] = found;
  if (only && found.length === 1) return only;
  if (found.length > 1)
    throw new UsageError(`'${name}' may be ${found.map(({ id }) => id).join(' or ')}. Write one of them.`);
  const near = rankNearNames(
    name,
    CHECKS.map(({ id }) => id),
  );
  const hint = near.length > 0 ? `Did you mean ${near.join(' or ')}?` : 'acr-doctor check lists them.';
  throw new UsageError(`'${name}' is no check. ${hint}`);
}

const WORDS: Record<Holds, [string, Parameters<Paint>[0]]> = {
  yes: ['PROBLEM', 'red'],
  no: ['ok', 'green'],
  unknown: ['COULD NOT CHECK', 'yellow'],
  'not-applicable': ['does not apply', 'dim'],
};

function renderReport({ title, judged, ms }: Report, { statements }: AnyCheck, paint: Paint): string {
  const lines = judged.map(({ statement, holds, saw, permission }) => {
    const [word, style] = WORDS[holds];
    const says = holds === 'yes' ? (statements[statement]?.says ?? statement) : statement;
    const needs = permission ? ` (needs ${permission})` : '';
    return `${paint(style, word.padEnd(16))} ${says}\n${' '.repeat(17)}saw: ${saw}${needs}`;
  });
  return [`${paint('bold', title)} ${paint('dim', `${ms} ms`)}`, ...lines].join('\n');
}
