/** A part of `view.text`, from `start` up to `end`. */
export interface Span {
  start: number;
  end: number;
}

/** kubelet joins the attempts of one pull: `[rpc error: ..., rpc error: ...]`, newer ones without "rpc error". */
const NEXT_ATTEMPT = /, (?=rpc error: code =|failed to pull and unpack image)/g;
const ANONYMOUS = /fetch anonymous token|unauthorized: authentication required/i;
const OWN_VERDICT =
  /not found|manifest unknown|name unknown|no match for platform|insufficient_scope|code = NotFound/i;

/**
 * The retries that say nothing: after an attempt with a verdict of its own, containerd and docker try once more
 * without a credential, and that the registry refuses this is not the cause.
 */
export function findIdleRetries(text: string): Span[] {
  return lines(text).flatMap((line) => idleRetriesOf(text.slice(line.start, line.end), line.start));
}

function idleRetriesOf(line: string, offset: number): Span[] {
  const cuts = [...line.matchAll(NEXT_ATTEMPT)].map((match) => match.index + 2);
  if (cuts.length === 0) return [];
  const bounds = [0, ...cuts, line.length];
  const attempts = bounds.slice(1).map((end, at) => ({ start: bounds[at] ?? 0, end }));
  const verdictAt = attempts.findIndex(({ start, end }) => OWN_VERDICT.test(line.slice(start, end)));
  if (verdictAt === -1) return [];
  return attempts
    .slice(verdictAt + 1)
    .filter(({ start, end }) => ANONYMOUS.test(line.slice(start, end)))
    .map(({ start, end }) => ({ start: start + offset, end: end + offset }));
}

function lines(text: string): Span[] {
  const spans: Span[] = [];
  let start = 0;
  for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', start)) {
    spans.push({ start, end });
    start = end + 1;
  }
  return [...spans, { start, end: text.length }];
}
