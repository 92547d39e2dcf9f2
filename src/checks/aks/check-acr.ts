import type { Output } from '../../parse/output/output';
import { sayable } from '../../azure/trouble';
import { defineCheck, no, notApplicable, unknown, yes, type Params, type Said } from '../check';
import { ofCluster } from './visible';

/** How a step of the tool ended, as far as its line is there; `both` where two runs were pasted that differ. */
type Ended = 'SUCCEEDED' | 'FAILED' | 'both' | undefined;

/** What `az aks check-acr` printed, step by step. */
interface Seen {
  name: Ended;
  nodeFile: Ended;
  location: Ended;
  identity: Ended;
  principal: Ended;
  permission: Ended;
  /** Why the token exchange failed, in the tool's words. */
  why?: string;
}

const NOT_RUN =
  'not known: what az aks check-acr printed; it runs a pod in the cluster, so the bot cannot run it, but reads what is pasted';

export const checkAcr = defineCheck<Seen | undefined, never>({
  id: 'aks/check-acr',
  title: 'What az aks check-acr printed',
  statements: {
    'name-not-resolved': {
      says: "The node does not resolve the registry's name",
      ...ofCluster,
      stops: 'dns',
      proves: ['dns'],
    },
    'node-file-unreadable': {
      says: 'The test did not run on a node, or could not read azure.json',
      ...ofCluster,
    },
    'location-differs': { says: 'The registry answers from another region than the cluster', ...ofCluster },
    'identity-without-token': {
      says: 'The node gets no token for the kubelet identity',
      ...ofCluster,
      stops: 'authenticate',
    },
    'service-principal-refused': {
      says: "The cluster's service principal cannot sign in",
      ...ofCluster,
      stops: 'authenticate',
    },
    'exchange-refused': {
      says: "The registry refuses the node's token",
      ...ofCluster,
      stops: 'authenticate',
    },
    'exchange-blocked': {
      says: 'The node does not reach the registry, or its firewall refuses it',
      ...ofCluster,
      stops: 'connect',
      proves: ['dns', 'connect'],
    },
    'tls-failed': { says: "The node does not trust the registry's certificate", ...ofCluster, stops: 'tls' },
  },
  needs: [],
  uses: [],
  onlyTold: {
    'tls-failed': "the tool's line does not tell whether a proxy, a clock or a trust store is at fault",
  },
  permissions: [],
  unverified: ['It tells of the one node on which it ran; other nodes may differ.'],
  // eslint-disable-next-line @typescript-eslint/require-await -- there is nothing to ask
  collect: async () => undefined,
  read: (outputs, params) => outputs.map((output) => readSteps(output, params)).find((steps) => steps),
  judge: (seen) => (seen ? judgeSteps(seen) : ALL.map((statement) => unknown(statement, NOT_RUN))),
});

const ALL = [
  'name-not-resolved',
  'node-file-unreadable',
  'location-differs',
  'identity-without-token',
  'service-principal-refused',
  'exchange-refused',
  'exchange-blocked',
  'tls-failed',
];

/** Lines of aks-canipull (main.go), in the order in which they are printed. */
const LINES = {
  name: /Checking (?:host name resolution|CNAME) \([^)]{1,255}\): (?<ended>SUCCEEDED|FAILED)/g,
  location: /Checking ACR location matches cluster location: (?<ended>SUCCEEDED|FAILED)/g,
  identity: /Validating managed identity exist[ae]nce: (?<ended>SUCCEEDED|FAILED)/g,
  principal: /Validating service principal credential: (?<ended>SUCCEEDED|FAILED)/g,
  permission: /Validating image pull permission: (?<ended>SUCCEEDED|FAILED)/g,
};
const NODE_FILE = /Failed to (?:load|read) azure\.json/;
const HOST = /Checking (?:host name resolution|CNAME) \((?<host>[^)]{1,255})\)/;
const WHY = /rejected token exchange: (?<why>[^\n]{1,600})/;

function readSteps({ command, text }: Output, { registry }: Params): Seen | undefined {
  const host = HOST.exec(text)?.groups?.host;
  // A test of another registry says nothing of this one.
  const isOther =
    host !== undefined && registry !== undefined && host.toLowerCase() !== registry.toLowerCase();
  return command !== 'az aks check-acr' || isOther ? undefined : stepsIn(text);
}

function stepsIn(text: string): Seen | undefined {
  const told = {
    name: endedIn(text, LINES.name),
    location: endedIn(text, LINES.location),
    identity: endedIn(text, LINES.identity),
    principal: endedIn(text, LINES.principal),
    permission: endedIn(text, LINES.permission),
  };
  // These lines come after azure.json was read, and that of the location only where the regions differ.
  const isRead = [told.identity, told.principal, told.permission].some((one) => one !== undefined);
  const read: Ended = isRead ? 'SUCCEEDED' : undefined;
  const nodeFile: Ended = NODE_FILE.test(text) ? 'FAILED' : read;
  const seen = { ...told, nodeFile, location: told.location ?? read };
  if (Object.values(seen).every((one) => one === undefined)) return undefined;
  const why = WHY.exec(text)?.groups?.why;
  return why === undefined ? seen : { ...seen, why: sayable(why) };
}

function endedIn(text: string, pattern: RegExp): Ended {
  const ends = new Set([...text.matchAll(pattern)].map(({ groups }) => groups?.ended));
  if (ends.size > 1) return 'both';
  return ends.has('FAILED') ? 'FAILED' : ends.has('SUCCEEDED') ? 'SUCCEEDED' : undefined;
}

function judgeSteps(seen: Seen): Said[] {
  const { name, nodeFile, location, identity, principal } = seen;
  return [
    step('name-not-resolved', name, 'host name resolution'),
    step('node-file-unreadable', nodeFile, 'reading azure.json'),
    step('location-differs', location, 'the comparison of the regions'),
    ...judgeSignIn(identity, principal),
    ...judgeExchange(seen),
  ];
}

function step(statement: string, ended: Ended, what: string): Said {
  if (ended === undefined) return unknown(statement, `the line about ${what} is not there`);
  if (ended === 'both')
    return unknown(statement, `of two runs, ${what} succeeded in one and failed in the other`);
  return ended === 'FAILED' ? yes(statement, `${what}: FAILED`) : no(statement, `${what}: SUCCEEDED`);
}

/** A cluster has one or the other, and the tool prints the line of that. */
function judgeSignIn(identity: Ended, principal: Ended): Said[] {
  const [byIdentity, byPrincipal] = ['identity-without-token', 'service-principal-refused'] as const;
  const about = (statement: string, own: Ended, other: Ended, what: string) =>
    own === undefined && other !== undefined
      ? notApplicable(statement, 'the cluster signs in the other way')
      : step(statement, own, what);
  return [
    about(byIdentity, identity, principal, "the managed identity's token"),
    about(byPrincipal, principal, identity, 'the sign-in of the service principal'),
  ];
}

const EXCHANGE = ['exchange-refused', 'exchange-blocked', 'tls-failed'] as const;
type Trouble = (typeof EXCHANGE)[number];

function judgeExchange({ permission, why }: Seen): Said[] {
  if (permission !== 'FAILED')
    return EXCHANGE.map((statement) => step(statement, permission, 'image pull permission'));
  const trouble = troubleOf(why ?? '');
  const saw = `image pull permission: FAILED${why === undefined ? '' : `, ${why}`}`;
  if (trouble === undefined)
    return EXCHANGE.map((statement) => unknown(statement, `${saw}; the reason is not told`));
  return EXCHANGE.map((statement) => (statement === trouble ? yes(statement, saw) : no(statement, saw)));
}

/** The firewall answers with 403 too, so a status alone tells only 401. */
function troubleOf(why: string): Trouble | undefined {
  if (/is not allowed access|client with IP/i.test(why)) return 'exchange-blocked';
  if (/error status: 401\b/.test(why)) return 'exchange-refused';
  if (/x509|certificate|tls: (?!handshake)/i.test(why)) return 'tls-failed';
  const isUnreached =
    /i\/o timeout|connection (?:refused|reset)|no route to host|deadline exceeded|handshake timeout|no such host|\bEOF\b/i;
  return isUnreached.test(why) ? 'exchange-blocked' : undefined;
}
