import { isRestError, RestError, type PipelineResponse } from '@azure/core-rest-pipeline';
import { z } from 'zod';
import { redact } from '../redact/redact';
import { Trouble, type Unreadable, type UnreadableReason } from './reading';
import { UnknownHostError } from './transport';

/** A call that would write, or reveal a secret without leave. A bug of ours, so it is thrown. */
export class WriteRefusedError extends Error {
  override name = 'WriteRefusedError';
  constructor(method: string, path: string) {
    super(
      `Azure: ${method} ${path} was refused. The bot only reads: GET, HEAD and the POSTs listed in src/azure/read-only.ts, and secrets only with leave.`,
    );
  }
}

const MAX_SAW = 300;

/** One sentence that may be shown: secrets masked, line breaks and length taken out. */
export function sayable(text: string): string {
  const line = redact(text).text.replace(/\s+/g, ' ').trim();
  return line.length > MAX_SAW ? `${line.slice(0, MAX_SAW - 3)}...` : line;
}

const REASONS: Partial<Record<number, UnreadableReason>> = {
  401: 'unauthorized',
  403: 'forbidden',
  404: 'not-found',
  408: 'timed-out',
  429: 'throttled',
  504: 'timed-out',
};

/** Azure Resource Manager says `{error:{code,message}}`, a registry `{errors:[{code,message}]}`, Entra `{error,error_description}`. */
const errorBodySchema = z.union([
  z.object({ error: z.object({ code: z.string(), message: z.string().optional() }) }),
  z.object({ errors: z.array(z.object({ code: z.string(), message: z.string().optional() })).min(1) }),
  z.object({ error: z.string(), error_description: z.string().optional() }),
]);

/** Code and message of an error body; empty when it is none of Azure's forms. */
export function readErrorBody(text: string | null | undefined): { code?: string; message?: string } {
  const body = errorBodySchema.safeParse(parsedOr(text ?? ''));
  if (!body.success) return {};
  if ('errors' in body.data) return body.data.errors[0] ?? {};
  const { error } = body.data;
  if (typeof error !== 'string') return error;
  const { error_description: message } = body.data as { error_description?: string };
  return { code: error, ...(message === undefined ? {} : { message }) };
}

function parsedOr(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

interface Refusal {
  status: number;
  host: string;
  code?: string;
  message?: string;
  headers?: { get: (name: string) => string | undefined };
}

/** What an answer with an error status says. @param permission what the call takes, told where a right may be missing. */
export function refusalOf(refusal: Refusal, permission?: string): Unreadable {
  const { status, host, code, message, headers } = refusal;
  const reason = REASONS[status] ?? 'bad-answer';
  const correlationId = headers?.get('x-ms-correlation-request-id') ?? headers?.get('x-ms-request-id');
  const words = [`${host} answered ${status}`, code].filter(Boolean).join(' ');
  return {
    reason,
    ...(permission !== undefined && (reason === 'forbidden' || reason === 'unauthorized')
      ? { permission }
      : {}),
    saw: sayable(message === undefined ? words : `${words}: ${message}`),
    ...(correlationId === undefined ? {} : { correlationId }),
  };
}

/** @throws Trouble unless the status is one of those given (default: any 2xx). */
export function expectStatus(response: PipelineResponse, permission?: string, ...allowed: number[]): void {
  const isFine =
    allowed.length > 0 ? allowed.includes(response.status) : response.status >= 200 && response.status < 300;
  if (isFine) return;
  const { status, headers, request, bodyAsText } = response;
  const host = new URL(request.url).hostname;
  throw new Trouble(refusalOf({ status, host, headers, ...readErrorBody(bodyAsText) }, permission));
}

/** The JSON of an answer in the form asked for. @throws Trouble (bad-answer) when it is not that. */
export function parseBody<T>(response: PipelineResponse, schema: z.ZodType<T>): T {
  const host = new URL(response.request.url).hostname;
  return parseValue(parsedOr(response.bodyAsText ?? ''), schema, host);
}

/** A value from outside in the form asked for. @throws Trouble (bad-answer) naming what was wrong with it. */
export function parseValue<T>(value: unknown, schema: z.ZodType<T>, from: string): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const where = issue && issue.path.length > 0 ? ` at ${issue.path.map(String).join('.')}` : '';
  throw new Trouble({
    reason: 'bad-answer',
    saw: sayable(`The answer of ${from} has an unexpected form${where}: ${formWords(issue?.message)}`),
  });
}

/** The schema's words without those of its language. */
function formWords(message = 'unreadable'): string {
  return message.replace(/^Invalid input: /, '').replace('received undefined', 'found nothing');
}

/**
 * Turns whatever a call threw into an `Unreadable`.
 * @throws the error itself when it is a fault of our own: a write, or a host that is not Azure's.
 */
export function unreadableOf(error: unknown, permission?: string): Unreadable {
  if (error instanceof WriteRefusedError || error instanceof UnknownHostError) throw error;
  if (error instanceof Trouble) return error.unreadable;
  if (isRestError(error)) return ofRestError(error, permission);
  const cause = ownTrouble(error);
  if (cause) return cause;
  const { name, message } = error instanceof Error ? error : { name: 'Error', message: String(error) };
  if (!SIGN_IN_ERRORS.includes(name)) return { reason: 'bad-answer', saw: sayable(`${name}: ${message}`) };
  return { reason: 'unauthorized', saw: sayable(`Entra gave no token: ${signInWords(message)}`) };
}

/** How @azure/identity names that no token was to be had. */
const SIGN_IN_ERRORS = [
  'AuthenticationError',
  'AggregateAuthenticationError',
  'AuthenticationRequiredError',
  'CredentialUnavailableError',
];

/** Entra's own words where there are any; the identity library prints fields that an answer left out. */
function signInWords(message: string): string {
  const code = /AADSTS\d{4,7}[^\r\n]{0,200}/.exec(message)?.[0];
  if (code !== undefined) return code;
  return /\[object Object\]|Not Available/.test(message) ? 'its answer says no reason' : message;
}

/** The official clients wrap errors; the Trouble of our own pipeline may sit inside. */
function ownTrouble(error: unknown): Unreadable | undefined {
  for (
    let inner: unknown = error, depth = 0;
    inner instanceof Error && depth < 5;
    inner = inner.cause, depth++
  ) {
    if (inner instanceof Trouble) return inner.unreadable;
    if (inner instanceof WriteRefusedError || inner instanceof UnknownHostError) throw inner;
  }
  return undefined;
}

function ofRestError(error: RestError, permission?: string): Unreadable {
  const host = error.request ? new URL(error.request.url).hostname : 'Azure';
  const { statusCode: status, code } = error;
  if (code === RestError.PARSE_ERROR)
    return {
      reason: 'bad-answer',
      saw: sayable(`The answer of ${host} could not be read: ${error.message}`),
    };
  if (status !== undefined && status >= 400) {
    const body = readErrorBody(error.response?.bodyAsText);
    const said = { code: body.code ?? code, message: body.message ?? error.message };
    return refusalOf(
      {
        status,
        host,
        message: said.message,
        ...(said.code === undefined ? {} : { code: said.code }),
        ...(error.response ? { headers: error.response.headers } : {}),
      },
      permission,
    );
  }
  if (status !== undefined)
    return { reason: 'bad-answer', saw: `${host} answered ${status}, which nobody expects` };
  return { reason: 'unreachable', saw: sayable(`${host} could not be reached: ${error.message}`) };
}
