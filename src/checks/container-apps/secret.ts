import { compareSecret, LIST_CREDENTIALS, LIST_SECRETS, type Match } from '../../azure/container-app-secret';
import type { Unreadable, Read } from '../../azure/reading';
import type { Output } from '../../parse/output/output';
import { optionOf } from '../../parse/output/query';
import { readRegistry, READ_REGISTRY } from '../registry/visible';
import {
  defineCheck,
  either,
  judgeRead,
  notApplicable,
  pasted,
  type Eyes,
  type Given,
  type Params,
  type Said,
} from '../check';
import { entryFor, namesOfApp, READ_APP, readApp } from './visible';

type Needed = 'app' | 'registry';

interface Seen {
  /** undefined: the app signs in to the registry without a password. */
  match: Read<Match | undefined>;
  learned: Params;
  /** ISO 8601: when the app, and so its secret, was last written. */
  changedAt?: string;
}

const ALL = ['secret-differs', 'matches-second-password'];
const ofBoth = { vantage: 'configuration', about: 'app', changedBy: ['credentials', 'registry'] } as const;

/** Which of the two it was is all that the comparison tells; src/azure/container-app-secret.ts forgets the rest. */
export const secret = defineCheck<Seen, Needed>({
  id: 'container-apps/secret',
  title: "The app's secret beside the registry's passwords",
  statements: {
    'secret-differs': { says: "The app's secret holds neither of the registry's two passwords", ...ofBoth },
    'matches-second-password': { says: "The app's secret holds the registry's second password", ...ofBoth },
  },
  needs: ['app', 'registry'],
  uses: ['appResourceGroup'],
  onlyTold: {
    'matches-second-password': 'the second password is as good as the first',
  },
  permissions: [READ_APP, READ_REGISTRY, LIST_SECRETS, LIST_CREDENTIALS],
  reveals: 'secret',
  withoutLeave:
    'the command of this cause compares the two in your own shell and prints only which password matches: paste that line',
  unverified: [
    'What listSecrets answers for a secret that lies in a key vault is not documented; without a value it stays unknown.',
    'With the admin user off the registry tells no passwords, so nothing can be compared.',
  ],
  collect: compare,
  judge: ({ match, changedAt }) =>
    judgeRead(match, ALL, (found) =>
      judgeMatch(found).map((said) => (changedAt === undefined ? said : { ...said, since: changedAt })),
    ),
  read: (outputs, params) => {
    const match = matchIn(outputs, params);
    return match && { match: pasted(match), learned: {} };
  },
  learn: ({ learned }) => learned,
});

async function compare(eyes: Eyes, params: Given<Needed>): Promise<Seen> {
  const app = await readApp(eyes, params);
  if (!app.ok) return { match: app, learned: {} };
  const { id: appId = '', changedAt } = app.value;
  const seen = { learned: namesOfApp(app), ...(changedAt === undefined ? {} : { changedAt }) };
  const found = entryFor(app.value, params.registry);
  if ('why' in found) return { ...seen, match: unclear(found.why) };
  const { identity, username, passwordSecretRef } = 'entry' in found ? found.entry : {};
  if (passwordSecretRef === undefined) return { ...seen, match: { ...app, value: undefined } };
  if (identity !== undefined || username === undefined)
    return { ...seen, match: unclear('the entry names a secret, and an identity or no user name beside it') };
  const registry = await readRegistry(eyes, params);
  if (!registry.ok) return { ...seen, match: registry };
  const compared = { appId, secret: passwordSecretRef, registryId: registry.value.id, username };
  return { ...seen, match: await compareSecret(eyes.azure, compared) };
}

function unclear(saw: string): { ok: false; unreadable: Unreadable } {
  return { ok: false, unreadable: { reason: 'not-found', saw } };
}

function judgeMatch(match: Match | undefined): Said[] {
  if (match === undefined)
    return ALL.map((statement) =>
      notApplicable(statement, 'the app signs in to this registry without a password'),
    );
  const saw =
    match === 'none'
      ? 'the secret is neither password nor password2 of the registry'
      : `the secret is the registry's ${match}`;
  return [
    either('secret-differs', match === 'none', saw),
    either('matches-second-password', match === 'password2', saw),
  ];
}

/** The line that the one-liner prints, alone on its line, so that the one-liner itself is not taken for it. */
const PRINTED = /^match: (?<match>password2?|none)[ \t\r]{0,4}$/gm;
const ONE_LINER = /^[^\n]{0,200}az containerapp secret show [^\n]{1,3000}$/gm;

function matchIn(outputs: readonly Output[], params: Params): Match | undefined {
  const found = outputs.flatMap(({ text }) =>
    namesOthers(text, params) ? [] : [...text.matchAll(PRINTED)].map(({ groups }) => groups?.match),
  );
  const [only] = found;
  // Two answers are those of two apps, or of before and after.
  if (only === undefined || found.some((one) => one !== only)) return undefined;
  return only as Match;
}

/** Whether the one-liner was pasted too, and compared another app or registry. */
function namesOthers(text: string, { app, registry }: Params): boolean {
  const differs = (named: string | undefined, wanted: string | undefined) =>
    named !== undefined &&
    wanted !== undefined &&
    named.replace(/[;)]{1,4}$/, '').toLowerCase() !== wanted.toLowerCase();
  return [...text.matchAll(ONE_LINER)].some(([line]) => {
    const ofRegistry = line.slice(line.indexOf('az acr credential show'));
    return (
      differs(optionOf(line, '--name', '-n'), app) ||
      (line.includes('az acr credential show') &&
        differs(optionOf(ofRegistry, '--name', '-n'), registry?.split('.')[0]))
    );
  });
}
