import type { Card } from '../../cards/elements';
import { renderHelpCard } from '../../cards/help';
import { renderNoteCard } from '../../cards/note';
import { NOTES } from '../../cards/notes';
import { renderQuestionCard, type Question } from '../../cards/question';
import { renderReportCard, type ReportModel } from '../../cards/report';
import { SIGN_IN_NOTES } from '../../cards/sign-in';
import { TOLD } from '../../cards/told';
import { COMMAND_HELP } from '../../commands/commands';
import type { Holds } from '../../verdict/finding';

type Drawn = Record<string, Card>;

const UNKNOWN_ENTRY = {
  title: 'Image not found: the tag, digest or repository is not there',
  symptom: 'pull/image-not-found',
};

/** One note or more of each kind; a kind that lacks here is a type error. */
const SAMPLES: { [K in keyof typeof TOLD]: readonly Parameters<(typeof TOLD)[K]>[] } = {
  fileNotRead: [
    [['The file is larger than 1 MB. Paste the lines around the error.']],
    [
      [
        'Files are read when they are text: .txt, .log, .json, .yaml or .yml. Paste the lines around the error.',
      ],
    ],
  ],
  setAside: [['Which registry?']],
  helpForQuestion: [[['Like contoso.azurecr.io.'], true, true]],
  settlesNothing: [['az acr show', true]],
  wrongCommand: [
    ["'/chekc' is no command. Did you mean /check?"],
    ['roles takes a registry.', 'roles REGISTRY [--cluster NAME]', 'roles contoso --cluster prod'],
  ],
  notFound: [['flux capacitor']],
  found: [['tag', [UNKNOWN_ENTRY, { ...UNKNOWN_ENTRY, title: 'A tag is locked' }]]],
  whoAmI: [
    [
      '0c7d4a4e-0000-4000-8000-7d0f3b1a9e10',
      '8f1c4b2a-0000-4000-8000-c3d4e5f60718',
      "the bot's application",
      ['You may run every check on contoso*. Those that read a secret are left out.'],
    ],
    [
      '0c7d4a4e-0000-4000-8000-7d0f3b1a9e10',
      '8f1c4b2a-0000-4000-8000-c3d4e5f60718',
      'you',
      [
        'Signed in as Kim Example (kim@contoso.com)',
        'management.azure.com: asked as you',
        'containerregistry.azure.net: nobody consented to it for this bot (AADSTS65001)',
      ],
    ],
    ['local', 'local', undefined, []],
  ],
  forgotten: [[0], [3]],
  notWatched: [['the policy file must allow streaming/conversion on contosoprod7 for you']],
  noSignIn: [["the bot's application"], []],
  signedIn: [['Kim Example (kim@contoso.com)'], []],
  watchBegun: [
    [
      'The conversion of team-a/ingest-worker:2026.11.3 is watched until 2026-11-21 12:42 UTC; its end is told here once.',
      true,
    ],
    ['5 watches are open, which is the most for one person. Stop one to begin another.', false],
  ],
  watchesEnded: [[0], [2]],
  watchEnded: [
    [
      'The conversion of team-a/ingest-worker:2026.11.3 failed: NO_SUPPORTED_PLATFORM_FOUND',
      [
        'contosoprod7.azurecr.io: operation 3f2a is Failed at 40 %, seen 2026-11-21 10:42 UTC.',
        'What that means: No platform of the index can be converted',
      ],
      'artifact-streaming/conversion-no-supported-platform-found',
    ],
    [
      'Pipeline run export-11 succeeded',
      ['contosoprod7.azurecr.io: run export-11 is Succeeded, seen 2026-11-21 10:42 UTC.'],
    ],
    [
      'Pipeline run export-11 was not seen to end within 2 h',
      [
        'Last seen 2026-11-21 09:12 UTC: run export-11 is Running at 40 %',
        'The last 5 looks failed, the last with: Azure answered 429',
        'The watch is over; ask again to go on.',
      ],
    ],
  ],
  gaps: [
    [
      2,
      [
        '14 x failed to frobnicate <host>: gadget <number> is not aligned',
        '3 x 401 Unauthorized / retrying in <duration> (answered with pull/unauthorized)',
      ],
    ],
  ],
  noRecords: [[30]],
  records: [
    [
      30,
      2,
      [
        "registry/network on contosoprod7.azurecr.io: ok (2026-11-21 10:42 UTC, as the bot's application)",
        "registry/roles on contosoprod7.azurecr.io: unknown (2026-11-20 09:01 UTC, as the bot's application)",
      ],
    ],
  ],
};

/** Whatever is said in notes: the fixed ones, and those that carry a name or a number. */
export function noteStates(): Drawn {
  const drawn: Drawn = {};
  for (const [name, note] of Object.entries(NOTES)) drawn[name] = renderNoteCard(note);
  for (const [name, note] of Object.entries(SIGN_IN_NOTES)) drawn[`sign-in ${name}`] = renderNoteCard(note);
  for (const name of Object.keys(SAMPLES) as (keyof typeof TOLD)[])
    SAMPLES[name].forEach((given, at) => {
      const tell = TOLD[name] as (...args: readonly unknown[]) => Parameters<typeof renderNoteCard>[0];
      drawn[`told ${name}${at === 0 ? '' : ` ${at + 1}`}`] = renderNoteCard(tell(...given));
    });
  return drawn;
}

export function helpStates(): Drawn {
  return { help: renderHelpCard(NOTES.help, COMMAND_HELP) };
}

const QUESTION: Question = {
  id: 'q1',
  ask: 'Which registry?',
  hints: ['Like contoso.azurecr.io.'],
  options: [],
  canSkip: false,
  canGoBack: false,
};
const options = (...labels: string[]) => labels.map((label) => ({ label, value: label }));

export function questionStates(): Drawn {
  const ask = (parts: Partial<Question>) => renderQuestionCard({ ...QUESTION, ...parts });
  return {
    'to be typed': ask({}),
    'three to choose from': ask({
      ask: 'What was wrong with the answer?',
      hints: ['One line will do. Names and ids in it are replaced before it is kept.'],
      options: options('Another problem', 'The cause is missing', 'The fix did not help'),
      canSkip: true,
    }),
    'a list to choose from': ask({
      options: options(...Array.from({ length: 12 }, (_, at) => `contosoprod${at}.azurecr.io`)),
    }),
    'one of several': ask({
      ask: 'Which cluster? (2 of 3)',
      hints: ['Like prod.'],
      canSkip: true,
      canGoBack: true,
    }),
    'after a wrong answer': ask({
      hints: [
        'No registry contosporod7.azurecr.io can be seen here. Did you mean contosoprod7.azurecr.io? Give it once more to use it all the same.',
      ],
      options: options('contosoprod7.azurecr.io'),
    }),
  };
}

const judged = (holds: Holds, check: string, says: string, saw: string, permission?: string) => ({
  check,
  statement: 'statement',
  holds,
  says,
  saw,
  vantage: 'configuration' as const,
  about: 'registry' as const,
  subject: 'contosoprod7.azurecr.io',
  changedBy: [],
  ...(permission ? { permission } : {}),
});
const BAD = judged(
  'yes',
  'registry/network',
  'Public network access is off',
  'publicNetworkAccess is Disabled',
);
const OPEN = judged(
  'unknown',
  'registry/roles',
  'The identity that pulls holds no pull role',
  'Azure answered 403',
  'Microsoft.Authorization/roleAssignments/read',
);
const FINE = judged('no', 'registry/network', 'The firewall denies the client', 'default action is Allow');
const OTHER = judged(
  'not-applicable',
  'registry/geo',
  'A replica is not ready',
  'the registry has one region',
);

export function reportStates(): Drawn {
  const draw = (found: ReturnType<typeof judged>[], parts: Partial<ReportModel> = {}) =>
    renderReportCard({
      asked: 'check network contosoprod7.azurecr.io',
      checks: [{ id: 'registry/network', title: 'Network', judged: found }],
      checked: { at: '2026-11-21T10:42:00.000Z', as: "the bot's application", changes: [] },
      ...parts,
    });
  return {
    begins: draw([], { running: { done: 0, of: 4 } }),
    'goes on': draw([BAD], { running: { done: 2, of: 4 } }),
    problems: draw([BAD, OPEN, FINE, OTHER]),
    'no problem': draw([FINE, OTHER]),
    'nothing could be checked': draw([OPEN, { ...OPEN, says: 'The role is at another scope' }]),
  };
}
