import type { Rule } from '../../../src/practice/tenant/rule';
import { look } from '../look';
import { IMPORT, transferring } from './transferring';

export const ID = 'transfer/stored-sas';
export const LEAVE = { mayRevealSecrets: true };
export const HOST = 'stcontosoxfer.blob.core.windows.net';
export const MADE = { account: 'stcontosoxfer', container: 'transfer' };

export interface Changes {
  /** Of the secret of the import pipeline. */
  secret?: object;
  token?: object;
  fields?: object;
  account?: object;
  vault?: object;
  more?: object;
}

/** The healthy tenant whose bot may read the secrets, with something else in one of them. */
export function holding(
  { secret = {}, token = {}, fields = {}, account = {}, vault = {}, more = {} }: Changes,
  ...rules: Rule[]
) {
  const held = { ...secret, token: { ...MADE, ...token, fields } };
  return transferring(
    {
      keyVaults: {
        'contoso-transfer': { policies: { bot: ['get'] }, secrets: { acrimportsas: held }, ...vault },
      },
      storageAccounts: { stcontosoxfer: account },
      ...more,
    },
    ...rules,
  );
}

export const lookAt = (changes: Changes, params = IMPORT) => look(ID, holding(changes), params, LEAVE);

/** Statements that hold, but for the one that holds of every token signed with a key. */
export function troubleIn(report: Awaited<ReturnType<typeof look>>): string[] {
  const held = report.judged.filter(({ holds }) => holds === 'yes').map(({ statement }) => statement);
  return held.filter((statement) => statement !== 'signed-with-account-key').sort();
}
