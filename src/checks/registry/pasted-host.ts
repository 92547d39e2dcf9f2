import type { Read } from '../../azure/reading';
import type { Challenge } from '../../azure/registry-auth';
import type { Resolution } from '../../azure/resolver';
import { readErrorBody, sayable } from '../../azure/trouble';
import { readDnsAnswer } from '../../parse/output/dns-answer';
import { readHttpAnswer, type HttpAnswer } from '../../parse/output/http-answer';
import type { Output } from '../../parse/output/output';
import { notPasted, pasted, type Params } from '../check';
import type { Seen } from './endpoint';
import { registryIn } from './visible';

/** What look-ups and calls of the registry's own name printed, on the machine where they were run. */
export function readHost(pastes: readonly Output[], params: Params): Seen | undefined {
  const outputs = pastes.map(insidePod);
  const host = params.registry?.toLowerCase();
  if (host === undefined) return undefined;
  const resolution = lastOf(outputs, (output) => resolutionIn(output, host));
  const answer = lastOf(outputs, (output) => answerIn(output, host));
  const challenge = answer ? challengeOf(answer) : lastOf(outputs, (output) => portIn(output, host));
  if (!resolution && !challenge) return undefined;
  return {
    resolution: resolution ?? notPasted,
    challenge: challenge ?? notPasted,
    ...(answer && !answer.headers ? { isStatusOnly: true } : {}),
    registry: registryIn(outputs, params) ?? notPasted,
  };
}

/** `kubectl exec POD -- nslookup NAME` prints what nslookup does, as the pod sees it. */
function insidePod(output: Output): Output {
  const { command, commandLine = '' } = output;
  const at = commandLine.indexOf(' -- ');
  if (command !== 'kubectl exec' || at === -1) return output;
  const inner = commandLine.slice(at + 4).trim();
  return { ...output, command: inner.split(' ')[0] ?? '', commandLine: inner };
}

function lastOf<T>(outputs: readonly Output[], read: (output: Output) => T | undefined): T | undefined {
  const found = outputs.flatMap((output): T[] => {
    const one = read(output);
    return one === undefined ? [] : [one];
  });
  return found.at(-1);
}

const LOOK_UPS = ['nslookup', 'dig', 'Resolve-DnsName'];
/** curl's number for a name that it could not resolve. */
const NOT_RESOLVED = 6;

function resolutionIn(output: Output, host: string): Read<Resolution> | undefined {
  if (output.command === 'curl') {
    const answer = readHttpAnswer(output);
    const isLost = answer?.host === host && answer.failure?.code === NOT_RESOLVED;
    return isLost ? pasted({ exists: true, aliases: [], addresses: [] }) : undefined;
  }
  const answer = LOOK_UPS.includes(output.command) ? readDnsAnswer(output) : undefined;
  if (answer?.host !== host) return undefined;
  const { exists, aliases, addresses } = answer;
  return pasted({ exists, aliases, addresses });
}

/** Only the first call of a pull tells how the registry answers. */
function answerIn(output: Output, host: string): HttpAnswer | undefined {
  const answer = output.command === 'curl' ? readHttpAnswer(output) : undefined;
  return answer?.host === host && /^\/v2\/?$/.test(answer.path) ? answer : undefined;
}

/** No connection (7), no answer in time (28), cut off while TLS began (35) or later (52, 55, 56). */
const UNREACHED = [7, 28, 35, 52, 55, 56];

function challengeOf({ status, headers, body, failure }: HttpAnswer): Read<Challenge> | undefined {
  if (status === undefined) {
    if (!failure || !UNREACHED.includes(failure.code)) return undefined;
    const saw = `curl: (${failure.code}) ${sayable(failure.words)}`;
    return { ok: false, unreadable: { reason: 'unreachable', saw } };
  }
  const asked = headers?.get('www-authenticate') ?? '';
  const realm = /realm="(?<it>[^"]{1,300})"/i.exec(asked)?.groups?.it;
  const { code, message } = readErrorBody(errorIn(body));
  return pasted({
    status,
    ...(realm === undefined ? {} : { realm }),
    ...(code === undefined ? {} : { code }),
    ...(message === undefined ? {} : { message }),
  });
}

/** The registry's error is JSON on a line of its own; curl may have written beside it. */
function errorIn(body: string): string | undefined {
  return /\{"errors":\[.{1,2000}\]\}/.exec(body)?.[0];
}

/** A port that does not open gives no answer; one that opens tells nothing of what answers there. */
function portIn({ command, text }: Output, host: string): Read<Challenge> | undefined {
  const name = /^ComputerName\s{0,20}: (?<name>[\w.-]{3,253})/m.exec(text)?.groups?.name?.toLowerCase();
  const isClosed = /^TcpTestSucceeded\s{0,20}: False/m.test(text);
  if (command !== 'Test-NetConnection' || name !== host || !isClosed) return undefined;
  const saw = `TcpTestSucceeded is False for ${host}`;
  return { ok: false, unreadable: { reason: 'unreachable', saw } };
}
