import type { Output } from '../../parse/output/output';
import { askedIn, isOfRegistry } from '../../parse/output/subject';
import { defineCheck, no, unknown, yes, type Params, type Said } from '../check';

/** What `az acr check-health` printed: error codes, and the steps it says went well. */
interface Seen {
  codes: readonly string[];
  passed: readonly Step[];
}

/** Only as the machine sees it on which the command was run. */
const seenThere = { vantage: 'bot', about: 'host', changedBy: ['registry', 'network'] } as const;

const NOT_RUN =
  "not known: what az acr check-health printed; it looks from the caller's machine, so the bot cannot run it, but reads what is pasted";

/** The steps in which they are taken; one that went well has all before it behind it. */
type Step = 'dns' | 'challenge' | 'refresh' | 'access' | 'pull';

/** Lines of check_health.py that end with OK. */
const PASSED: Record<Step, RegExp> = {
  dns: /^DNS lookup to [\w.-]{3,253} at IP [\da-fA-F.:x]{2,45} : OK/m,
  challenge: /^Challenge endpoint https:\/\/[\w.-]{3,253}\/v2\/ : OK/m,
  refresh: /^Fetch refresh token for registry '[\w.-]{3,253}' : OK/m,
  access: /^Fetch access token for registry '[\w.-]{3,253}' : OK/m,
  pull: /^Docker pull of '[^'\n]{3,255}' : OK/m,
};

interface Trouble {
  says: string;
  codes: readonly string[];
  /** The step whose OK tells that the trouble is not there. */
  passed?: Step;
}

/** By the codes of azure-cli's _errors.py and of the documented reference of errors. */
const TROUBLES: Record<string, Trouble> = {
  'docker-missing': {
    says: 'There is no docker client, or it cannot be found',
    codes: ['DOCKER_COMMAND_ERROR'],
    passed: 'pull',
  },
  'docker-daemon-down': {
    says: 'The docker daemon does not answer',
    codes: ['DOCKER_DAEMON_ERROR'],
    passed: 'pull',
  },
  'sample-not-pulled': {
    says: 'The sample image of Microsoft could not be pulled',
    codes: ['DOCKER_PULL_ERROR'],
    passed: 'pull',
  },
  'login-server-unknown': {
    says: "The registry's login server could not be found out",
    codes: ['LOGIN_SERVER_ERROR'],
    passed: 'dns',
  },
  'name-not-resolved': {
    says: "The registry's name leads to no address",
    codes: ['CONNECTIVITY_DNS_ERROR'],
    passed: 'dns',
  },
  'registry-forbids': {
    says: 'The registry answers the first call with 403',
    codes: ['CONNECTIVITY_FORBIDDEN_ERROR'],
    passed: 'challenge',
  },
  'no-challenge': {
    says: 'The registry does not say how to sign in, or not as it should',
    codes: [
      'CONNECTIVITY_CHALLENGE_ERROR',
      'CONNECTIVITY_AAD_LOGIN_ERROR',
      'CONNECTIVITY_WWW_AUTHENTICATE_ERROR',
    ],
    // An answer without Entra is a challenge all the same.
    passed: 'refresh',
  },
  'tls-failed': {
    says: 'No secure connection to the registry comes about',
    codes: ['CONNECTIVITY_SSL_ERROR'],
    passed: 'challenge',
  },
  'refresh-token-refused': {
    says: 'The registry gives no refresh token for the sign-in',
    codes: ['CONNECTIVITY_REFRESH_TOKEN_ERROR'],
    passed: 'refresh',
  },
  'access-token-refused': {
    says: 'The registry gives no access token for the sign-in',
    codes: ['CONNECTIVITY_ACCESS_TOKEN_ERROR'],
    passed: 'access',
  },
  throttled: {
    says: 'The registry answers that there are too many calls',
    codes: ['CONNECTIVITY_TOOMANYREQUESTS_ERROR'],
    passed: 'access',
  },
  'encryption-identity-gone': {
    says: "The identity that reaches the registry's key does not exist, or may not be read",
    codes: ['CMK_ERROR'],
  },
  'helm-missing': {
    says: 'There is no helm, or its version cannot be told',
    codes: ['HELM_COMMAND_ERROR', 'HELM_VERSION_ERROR'],
  },
  'notary-missing': {
    says: 'There is no notary, or its version does not fit',
    codes: ['NOTARY_COMMAND_ERROR', 'NOTARY_VERSION_ERROR'],
  },
};

const statements = Object.fromEntries(
  Object.entries(TROUBLES).map(([name, { says }]) => [name, { says, ...seenThere }]),
);

export const checkHealth = defineCheck<Seen | undefined, never>({
  id: 'registry/check-health',
  title: 'What az acr check-health printed',
  statements,
  needs: [],
  uses: ['registry'],
  onlyTold: {
    'docker-missing': 'seen where the command was run; the entry of this error is answered by its own words',
    'sample-not-pulled':
      'seen where the command was run; the entry of this error is answered by its own words',
    'login-server-unknown':
      'seen where the command was run; the entry of this error is answered by its own words',
    'name-not-resolved':
      'seen where the command was run; the entry of this error is answered by its own words',
    'registry-forbids':
      'seen where the command was run; the entry of this error is answered by its own words',
    'no-challenge': 'seen where the command was run; the entry of this error is answered by its own words',
    'tls-failed': 'seen where the command was run; the entry of this error is answered by its own words',
    'refresh-token-refused':
      'seen where the command was run; the entry of this error is answered by its own words',
    'access-token-refused':
      'seen where the command was run; the entry of this error is answered by its own words',
    throttled: 'seen where the command was run; the entry of this error is answered by its own words',
    'helm-missing': 'seen where the command was run; the entry of this error is answered by its own words',
    'notary-missing': 'seen where the command was run; the entry of this error is answered by its own words',
  },
  permissions: [],
  unverified: ['A check that stopped at its first error tells nothing of the steps after it.'],
  // eslint-disable-next-line @typescript-eslint/require-await -- there is nothing to ask
  collect: async () => undefined,
  read: (outputs, params) => outputs.flatMap((output) => healthIn(output, params) ?? []).at(-1),
  judge: (seen) =>
    Object.entries(TROUBLES).map(([name, trouble]) =>
      seen ? judgeTrouble(name, trouble, seen) : unknown(name, NOT_RUN),
    ),
});

function healthIn(output: Output, params: Params): Seen | undefined {
  const { command, text, commandLine } = output;
  if (command !== 'az acr check-health' || isOfOther(output, params)) return undefined;
  const codes = [...text.matchAll(/An error occurred: (?<code>[A-Z_]{5,60})\b/g)].map(
    ({ groups }) => groups?.code ?? '',
  );
  const steps = Object.entries(PASSED) as [Step, RegExp][];
  const passed = steps.filter(([, pattern]) => pattern.test(text)).map(([step]) => step);
  const isSaid = codes.length > 0 || passed.length > 0;
  return isSaid || commandLine !== undefined ? { codes, passed } : undefined;
}

/** Hosts that its lines name, or else the command line: a check of another registry says nothing of this one. */
function isOfOther(output: Output, params: Params): boolean {
  if (params.registry === undefined) return false;
  const named =
    /(?:^DNS lookup to |^Challenge endpoint https:\/\/|(?:DNS for|access to|Access to|token for) registry ')(?<host>[\w.-]{3,253})/gm;
  const hosts = [...output.text.matchAll(named)].map(({ groups }) => groups?.host?.toLowerCase() ?? '');
  if (hosts.length > 0) return !hosts.includes(params.registry.toLowerCase());
  const asked = askedIn(output);
  return asked.registry !== undefined && !isOfRegistry(asked, params);
}

function judgeTrouble(name: string, { codes, passed }: Trouble, seen: Seen): Said {
  const found = codes.find((code) => seen.codes.includes(code));
  if (found !== undefined) return yes(name, `az acr check-health ended with ${found}`);
  const isBehind = passed !== undefined && seen.passed.includes(passed);
  return isBehind
    ? no(name, `az acr check-health: ${STEPS[passed]} went well`)
    : unknown(name, 'what was pasted of az acr check-health does not tell');
}

const STEPS: Record<Step, string> = {
  dns: 'the look-up of the name',
  challenge: 'the first call',
  refresh: 'the refresh token',
  access: 'the access token',
  pull: 'the pull of the sample image',
};
