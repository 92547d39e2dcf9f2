import type { Read } from '../../azure/reading';
import type { Registry, Switch } from '../../azure/registry';
import { defineCheck, either, judgeRead, unknown, type AnyCheck } from '../check';
import { namesOf, READ_REGISTRY, readRegistry, registryIn } from './visible';

interface Setting {
  id: string;
  title: string;
  /** Its one statement, and what that says. */
  statement: string;
  says: string;
  /** The position that is the trouble. */
  trouble: 'on' | 'off';
  of: (found: Registry) => Switch;
  /** How the setting is called, for "... is on". */
  called: string;
  /** What a position means where its name does not tell. */
  meaning?: (found: Registry) => Partial<Record<Switch, string>>;
  /** ISO 8601: since when it has stood so, where the answer tells. */
  since?: (found: Registry) => string | undefined;
  unverified?: readonly string[];
}

/** A check that reads one switch of the registry's configuration. */
export function settingCheck(setting: Setting): AnyCheck {
  const { id, title, statement, says, called, unverified } = setting;
  return defineCheck<Read<Registry>, 'registry'>({
    id,
    title,
    statements: {
      [statement]: { says, vantage: 'configuration', about: 'registry', changedBy: ['registry'] },
    },
    needs: ['registry'],
    uses: [],
    permissions: [READ_REGISTRY],
    ...(unverified ? { unverified } : {}),
    collect: readRegistry,
    read: registryIn,
    judge: (registry) =>
      judgeRead(registry, [statement], (found) => {
        const state = setting.of(found);
        if (state === 'unknown')
          return [unknown(statement, `The answer does not say whether ${called} is on`)];
        const meaning = setting.meaning?.(found)[state];
        const saw = `${called} is ${state}${meaning === undefined ? '' : `: ${meaning}`}`;
        return [either(statement, state === setting.trouble, saw, setting.since?.(found))];
      }),
    learn: namesOf,
  });
}
