import { readFileSync } from 'node:fs';
import type { Move } from '../helpers/talk';

/** One line of a transcript: what somebody does, and what every answer together must and must not say. */
export interface Line {
  does: Move;
  /** Who it is; the first person when absent. */
  who?: 'anna' | 'ben';
  /** Milliseconds that pass before it. */
  after?: number;
  says: (RegExp | string)[];
  never?: (RegExp | string)[];
  /** How many cards answer it; one when absent. */
  cards?: number;
}

export interface Transcript {
  name: string;
  /** The simulated tenant; `practice` when absent. */
  scenario?: string;
  lines: Line[];
}

const AKS_401 = readFileSync('test/fixtures/pull-401.txt', 'utf8');
const NOT_FOUND =
  'Failed to pull image "contosoprod7.azurecr.io/team-a/ingest-worker:2026.11.9": rpc error: code = NotFound desc = failed to pull and unpack image "contosoprod7.azurecr.io/team-a/ingest-worker:2026.11.9": failed to resolve reference "contosoprod7.azurecr.io/team-a/ingest-worker:2026.11.9": contosoprod7.azurecr.io/team-a/ingest-worker:2026.11.9: not found';
const SHOWN_REGISTRY = `$ az acr show --name contosoprod7 --resource-group rg-prod -o json
{
  "loginServer": "contosoprod7.azurecr.io",
  "name": "contosoprod7",
  "networkRuleSet": { "defaultAction": "Allow", "ipRules": [] },
  "publicNetworkAccess": "Enabled",
  "sku": { "name": "Premium", "tier": "Premium" }
}`;
const NO_ASSIGNMENT = `$ az role assignment list --assignee 8f1c4b2a-6d3e-4f50-a1b2-c3d4e5f60718 --scope /subscriptions/6f1c2d34-0a1b-4c5d-8e9f-112233445566/resourceGroups/rg-prod/providers/Microsoft.ContainerRegistry/registries/contosoprod7 --include-inherited --include-groups -o json
[]`;
const SAS =
  'sv=2022-11-02&sr=c&sp=rl&st=2026-01-01T00:00:00Z&se=2099-01-01T00:00:00Z&spr=https&sig=c2VjcmV0LXNpZ25hdHVyZQ%3D%3D';
const HOUR = 3_600_000;

const REGISTRY = /Which registry\?/;
const SET_ASIDE = /^Set aside/m;

/** What people do with the bot, good and bad. */
export const TRANSCRIPTS: readonly Transcript[] = [
  {
    name: "the seed's 401 on AKS: one paste, one click, the cause confirmed",
    lines: [
      { does: AKS_401, says: ['pull/unauthorized', /\[Check live \(reads only\)/, /POSSIBLE/] },
      { does: { press: /^Check live/ }, says: [/CONFIRMED.*holds no pull role/s, /8f1c4b2a/, 'Run again'] },
    ],
  },
  {
    name: 'run again in words, and what has changed',
    lines: [
      { does: AKS_401, says: ['pull/unauthorized'] },
      { does: 'run the checks', says: ['CONFIRMED'] },
      { does: 'run again', says: [/Nothing has changed since/] },
    ],
  },
  {
    name: 'hand-off in words',
    lines: [
      { does: AKS_401, says: ['pull/unauthorized'] },
      { does: { press: /^Check live/ }, says: ['CONFIRMED'] },
      { does: 'hand-off', says: [/Written 20\d\d-/, /CONFIRMED: /, /^Source: /m] },
    ],
  },
  {
    name: 'a command without its registry: asked for, chosen by a button',
    lines: [
      { does: '/network', says: [REGISTRY, 'fabrikamedge.azurecr.io'] },
      {
        does: { press: /^contosoprod7/ },
        says: [/network contosoprod7\.azurecr\.io/, /No problem seen|problem/],
      },
    ],
  },
  {
    name: 'a command without its image: three questions, one step back, the last answer counts',
    lines: [
      { does: 'check pull', says: [/Which registry\? \(1 of 3\)/] },
      { does: 'contosoprod7', says: [/Which repository\? \(2 of 3\)/, 'team-a/ingest-worker'] },
      { does: 'team-a/ingest-api', says: [/Which tag\? \(3 of 3\)/] },
      { does: 'back', says: [/Which repository\? \(2 of 3\)/] },
      { does: { value: { verb: 'none' } }, says: [/message is empty/] },
      { does: 'team-a/ingest-worker', says: [/Which tag/, '2026.11.3'] },
      { does: 'first', says: [/check pull contosoprod7\.azurecr\.io\/team-a\/ingest-worker:2026\.11\.3/] },
    ],
  },
  {
    name: 'a whole reference answers all three questions',
    lines: [
      { does: '/referrers', says: [REGISTRY] },
      {
        does: 'contosoprod7.azurecr.io/team-a/ingest-worker:2026.11.3',
        says: [/referrers contosoprod7\.azurecr\.io\/team-a\/ingest-worker:2026\.11\.3/],
      },
    ],
  },
  {
    name: 'a mistyped registry: did you mean, and used all the same when it is given once more',
    lines: [
      { does: '/keys', says: [REGISTRY] },
      { does: 'contosopord7', says: [/Did you mean contosoprod7\.azurecr\.io\?/] },
      {
        does: 'contosopord7',
        says: [/keys contosopord7\.azurecr\.io/, /No subscription that was asked shows/],
      },
    ],
  },
  {
    name: 'an answer that cannot be one says why, and the question stays',
    lines: [
      { does: '/roles', says: [REGISTRY] },
      { does: 'my registry!', says: [/is no registry; give its name/, REGISTRY] },
      { does: 'contosoprod7', says: [/roles contosoprod7/] },
    ],
  },
  {
    name: 'cancel ends the question, and the next message is a new one',
    lines: [
      { does: '/roles', says: [REGISTRY] },
      { does: 'cancel', says: [SET_ASIDE] },
      { does: 'contosoprod7', says: [/.+/], never: [/roles contosoprod7/] },
    ],
  },
  {
    name: 'the Cancel button',
    lines: [
      { does: '/roles', says: [REGISTRY] },
      { does: { press: /^Cancel$/ }, says: [SET_ASIDE] },
    ],
  },
  {
    name: 'help in the middle of a question says what can be done, and asks again',
    lines: [
      { does: '/roles', says: [REGISTRY] },
      { does: 'help', says: [/A question is open/, /cancel ends it/, REGISTRY], cards: 2 },
      { does: 'contosoprod7', says: [/roles contosoprod7/] },
    ],
  },
  {
    name: 'a new paste in the middle of a question is answered, and the question set aside with a word',
    lines: [
      { does: '/roles', says: [REGISTRY] },
      { does: NOT_FOUND, says: [/Set aside: "Which registry\?"/, /not found/], cards: 2 },
      { does: { press: /^Check live/ }, says: [/Live checks of/] },
    ],
  },
  {
    name: 'a command in the middle of a question',
    lines: [
      { does: '/roles', says: [REGISTRY] },
      { does: '/explain MANIFEST_UNKNOWN', says: [/Set aside/, /manifest unknown/i], cards: 2 },
    ],
  },
  {
    name: 'thanks in the middle of a question is answered beside it',
    lines: [
      { does: '/roles', says: [REGISTRY] },
      { does: 'thanks!', says: ['Noted.'] },
      { does: 'contosoprod7', says: [/roles contosoprod7/] },
    ],
  },
  {
    name: 'a question that nobody answered is over after half an hour',
    lines: [
      { does: '/roles', says: [REGISTRY] },
      { does: { press: /^contosoprod7/ }, after: HOUR, says: ['That question is over.'] },
      { does: '/roles', says: [REGISTRY] },
      { does: 'thanks', after: HOUR, says: ['Noted.'] },
      { does: 'contosoprod7', says: [/.+/], never: [/roles contosoprod7/] },
    ],
  },
  {
    name: 'a button of an older question does not answer the newer one',
    lines: [
      { does: '/roles', says: [REGISTRY] },
      {
        does: { value: { verb: 'reply', question: 'an-older-one', value: 'fabrikamedge.azurecr.io' } },
        says: [/belongs to an older question/, REGISTRY],
        cards: 2,
      },
      { does: 'contosoprod7', says: [/roles contosoprod7/] },
    ],
  },
  {
    name: 'what was given before is offered first, and not taken without asking',
    lines: [
      { does: '/roles', says: [REGISTRY] },
      { does: 'fabrikamedge', says: [/roles fabrikamedge/] },
      { does: '/network', says: [/Which registry\?[\s\S]*- fabrikamedge\.azurecr\.io\n- contosoprod7/] },
      { does: 'cancel', says: [SET_ASIDE] },
    ],
  },
  {
    name: 'the registry of the paste is offered first',
    lines: [
      { does: AKS_401, says: ['pull/unauthorized'] },
      { does: '/network', says: [/Which registry\?[\s\S]*- contosoprod7\.azurecr\.io\n- fabrikamedge/] },
      { does: 'first', says: [/network contosoprod7/] },
    ],
  },
  {
    name: 'no message to paste: led to the entry by place and step',
    lines: [
      { does: 'diagnose', says: ['Where does it fail?', 'A container app'] },
      { does: 'a container app', says: ['What was the last step that was tried?', 'Signing in'] },
      { does: 'signing in', says: ['Which of these is it?'] },
      { does: 'back', says: ['What was the last step that was tried?'] },
      { does: 'Looking up the name', says: ['Which of these is it?', /no such host/] },
      { does: '2', says: [/pull\/dns-no-such-host/] },
    ],
  },
  {
    name: 'a paste ends the guided questions',
    lines: [
      { does: '/diagnose', says: ['Where does it fail?'] },
      { does: 'none of these at all', says: ['That is none of these.', 'Where does it fail?'] },
      { does: AKS_401, says: [/Set aside/, 'pull/unauthorized'], cards: 2 },
    ],
  },
  {
    name: 'pasted output of a command proves something about the case before it',
    lines: [
      { does: AKS_401, says: ['pull/unauthorized'] },
      { does: SHOWN_REGISTRY, says: [/Read: the output of az acr show\. It settles none/] },
      { does: NO_ASSIGNMENT, says: ['pull/unauthorized', /CONFIRMED.*pasted, line/s] },
    ],
  },
  {
    name: 'names that the checks lack are asked for, and can be skipped',
    lines: [
      { does: 'Error: ImagePullBackOff, failed to pull image: 401 Unauthorized', says: [/ImagePullBackOff/] },
      { does: 'run the checks', says: [/Live checks of|Which registry/] },
      { does: { press: /^Name/ }, says: [REGISTRY, /\[.*Skip/] },
      { does: 'skip', says: [/Which|Live checks of/] },
      { does: 'cancel', says: [/Set aside|Nothing is running/] },
    ],
  },
  {
    name: 'a SAS token in a message: judged, its signature in no answer',
    lines: [
      {
        does: `/sas ${SAS} --direction import`,
        says: [/No problem seen|problem/, /sas/],
        never: ['c2VjcmV0'],
      },
      { does: '/sas', says: [/Which SAS token\?/] },
      { does: SAS.replace('sp=rl', 'sp=r'), says: [/PROBLEM/], never: ['c2VjcmV0'] },
    ],
  },
  {
    name: 'a thumb down asks once what was wrong',
    lines: [
      { does: AKS_401, says: ['pull/unauthorized'] },
      { does: { press: /^Check live/ }, says: ['CONFIRMED'] },
      {
        does: { value: { verb: 'feedback', liked: false, caseId: '$case' } },
        says: ['What was wrong with the answer?'],
      },
      { does: 'it was the proxy', says: ['Noted for whoever keeps the knowledge base.'] },
    ],
  },
  {
    name: 'a thumb down without a word, and a thumb up',
    lines: [
      { does: AKS_401, says: ['pull/unauthorized'] },
      { does: { value: { verb: 'feedback', liked: false, caseId: '$case' } }, says: ['What was wrong'] },
      { does: { press: /^Skip$/ }, says: ['Noted for whoever'] },
      { does: { value: { verb: 'feedback', liked: true, caseId: '$case' } }, says: [], cards: 0 },
    ],
  },
  {
    name: 'what is not known is declined, and no question follows',
    lines: [
      { does: 'lorem ipsum dolor sit amet', says: [/Nothing documented/] },
      { does: 'run again', says: [/no longer there/] },
      { does: 'back', says: [/No question is open/] },
    ],
  },
  {
    name: 'commands that are none, misspelt, or lack words',
    lines: [
      { does: '/chek pull', says: [/Did you mean \/check pull\?/] },
      { does: '/explain', says: [/explain needs words/, /Usage: explain/] },
      { does: 'ROLES contosoprod7', says: [/.+/] },
      { does: '/Network contosoprod7 --client-ip 203.0.113.9', says: [/Network contosoprod7/i] },
    ],
  },
  {
    name: 'forget me: the case is gone, and so is what was remembered',
    lines: [
      { does: AKS_401, says: ['pull/unauthorized'] },
      { does: 'forget me', says: [/^Deleted: \d+ case/] },
      { does: { press: /^Check live/ }, says: [/no longer there/] },
      { does: 'hand-off', says: [/no longer there/] },
    ],
  },
  {
    name: 'a click that is no click of ours',
    lines: [
      { does: { value: { verb: 'check', caseId: '../../etc' } }, says: [/message is empty/] },
      { does: { value: { verb: 'constructor' } }, says: [/message is empty/] },
      {
        does: { value: { verb: 'reply', question: 'x', value: 'contosoprod7' } },
        says: [/That question is over/],
      },
    ],
  },
  {
    name: 'slow, throttled Azure: what could not be checked says why, and the answer comes',
    scenario: 'throttled',
    lines: [
      { does: AKS_401, says: ['pull/unauthorized'] },
      { does: { press: /^Check live/ }, says: [/COULD NOT CHECK/, /Live checks of/] },
    ],
  },
];

/** Two people in one thread: each has their own question, case and memory. */
export const SHARED: Transcript = {
  name: 'two people in one thread',
  lines: [
    { does: '/roles', says: [REGISTRY] },
    { does: 'contosoprod7', who: 'ben', says: [/.+/], never: [/roles contosoprod7/] },
    { does: '/network', who: 'ben', says: [REGISTRY] },
    { does: 'contosoprod7', says: [/roles contosoprod7/] },
    { does: 'fabrikamedge', who: 'ben', says: [/network fabrikamedge/] },
    { does: AKS_401, says: ['pull/unauthorized'] },
    { does: { press: /^Check live/ }, who: 'ben', says: [/no longer there/], never: ['8f1c4b2a'] },
    { does: { press: /^Check live/ }, says: ['CONFIRMED'] },
    { does: 'hand-off', who: 'ben', says: [/no longer there/] },
  ],
};
