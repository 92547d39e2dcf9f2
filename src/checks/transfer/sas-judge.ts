import type { Pipeline } from '../../azure/transfer';
import type { SasFields } from '../../parse/facts';
import { minute } from '../../verdict/link';
import { either, no, notApplicable, unknown, yes, type Said } from '../check';

/** account: of the whole account (ss, srt). service: of one container or blob, signed with an account key. */
export type SasKind = 'account' | 'service' | 'user-delegation' | 'unknown';

/** What is known beside the token's fields. */
export interface SasContext {
  direction: 'export' | 'import' | undefined;
  /** Whether the import deletes its blob; undefined when the pipeline's options are not known. */
  deletes: boolean | undefined;
  /** ISO 8601: when it failed, and when this is asked. */
  failedAt: string;
  now: string;
}

/** Source: "Create an account SAS", "Create a service SAS", "Create a user delegation SAS". */
export function kindOf({ ss, srt, sr, skoid }: SasFields): SasKind {
  if (skoid !== undefined) return 'user-delegation';
  if (ss !== undefined || srt !== undefined) return 'account';
  return sr === undefined ? 'unknown' : 'service';
}

/** What each way needs. Source: ACR Transfer troubleshooting, "Problems accessing storage". */
const NEEDED = { export: ['r', 'w', 'l', 'a'], import: ['r', 'l'] } as const;
const LETTERS: Record<string, string> = { r: 'read', w: 'write', l: 'list', a: 'add', d: 'delete' };

/** Whether an import deletes its blob; undefined of an export, and where the options are not known. */
export function deletesBlob(pipeline: Pipeline | undefined): boolean | undefined {
  const options = pipeline?.direction === 'import' ? pipeline.options : undefined;
  return options?.some((one) => one.toLowerCase() === 'deletesourceblobonsuccess');
}

/** Every statement about a token, from its fields alone. Pure; the signature is not among them. */
export function judgeSas(fields: SasFields, context: SasContext): Said[] {
  const times = [judgeExpired(fields, context), judgeStart(fields, context), judgeKeyEnd(fields, context)];
  return [
    judgePermissions(fields, context),
    judgeDelete(fields, context),
    judgeList(fields),
    ...judgeScope(fields),
    ...times,
    judgeValidity(times),
    judgeProtocol(fields),
    either('ip-bound', fields.sip !== undefined, fields.sip === undefined ? 'no sip' : `sip=${fields.sip}`),
    either(
      'stored-policy',
      fields.si !== undefined,
      fields.si === undefined ? 'no si: the token itself says what it allows' : `si=${fields.si}`,
    ),
    judgeSigner(fields),
  ];
}

/** Why the token itself does not tell; undefined when it does. */
function silentOf(name: 'sp' | 'se', { si, [name]: value }: SasFields): string | undefined {
  if (value !== undefined) return undefined;
  return si === undefined
    ? `${name} is not among the fields`
    : `${name} stands in the stored access policy ${si}, which the token only names`;
}

function lacking(sp: string, letters: readonly string[]): string {
  return letters
    .filter((letter) => !sp.includes(letter))
    .map((letter) => `${letter} (${LETTERS[letter] ?? letter})`)
    .join(', ');
}

function judgePermissions(fields: SasFields, { direction, deletes }: SasContext): Said {
  const statement = 'lacks-permission';
  const silent = silentOf('sp', fields);
  if (silent !== undefined) return unknown(statement, silent);
  const sp = fields.sp ?? '';
  if (direction === undefined) return judgeEitherWay(statement, sp);
  const needed = [...NEEDED[direction], ...(direction === 'import' && deletes ? ['d'] : [])];
  const missing = lacking(sp, needed);
  if (missing !== '')
    return yes(statement, `sp=${sp} lacks ${missing}, which ${wordsOf(direction, deletes)} needs`);
  return no(statement, `sp=${sp} holds ${needed.join(', ')}, all that ${wordsOf(direction, deletes)} needs`);
}

function wordsOf(direction: 'export' | 'import', deletes: boolean | undefined): string {
  if (direction === 'export') return 'an export';
  return deletes ? 'an import with DeleteSourceBlobOnSuccess' : 'an import that keeps its blob';
}

function judgeEitherWay(statement: string, sp: string): Said {
  const missing = lacking(sp, NEEDED.import);
  if (missing !== '') return yes(statement, `sp=${sp} lacks ${missing}, which an export and an import need`);
  const forExport = lacking(sp, NEEDED.export);
  return forExport === ''
    ? no(statement, `sp=${sp} holds all that an export, and an import that keeps its blob, need`)
    : unknown(
        statement,
        `sp=${sp} is enough for an import and lacks ${forExport} for an export; which it is, is not known`,
      );
}

function judgeDelete(fields: SasFields, { direction, deletes }: SasContext): Said {
  const statement = 'lacks-delete';
  if (direction === 'export') return notApplicable(statement, 'an export deletes nothing');
  if (deletes === false) return no(statement, 'the import pipeline has no option DeleteSourceBlobOnSuccess');
  const silent = silentOf('sp', fields);
  if (silent !== undefined) return unknown(statement, silent);
  if (fields.sp?.includes('d')) return no(statement, `sp=${fields.sp} holds d`);
  if (deletes)
    return yes(statement, `sp=${fields.sp} lacks d, and the pipeline has DeleteSourceBlobOnSuccess`);
  return unknown(
    statement,
    `sp=${fields.sp} lacks d, which is needed only if the import pipeline has DeleteSourceBlobOnSuccess; its options are not known`,
  );
}

function judgeList(fields: SasFields): Said {
  const silent = silentOf('sp', fields);
  if (silent !== undefined) return unknown('lacks-list', silent);
  return either('lacks-list', !fields.sp?.includes('l'), `sp=${fields.sp}`);
}

function judgeScope(fields: SasFields): Said[] {
  const { ss, srt, sr } = fields;
  const kind = kindOf(fields);
  const [account, container] = ['account-scope', 'not-the-container'] as const;
  if (kind === 'unknown')
    return [account, container].map((one) => unknown(one, 'neither ss with srt nor sr is among the fields'));
  if (kind !== 'account') {
    const saw = sr === undefined ? 'sr is not among the fields' : `sr=${sr}`;
    return [
      no(account, `${saw}: a ${kind} SAS, which has no srt`),
      // A directory's token does not list its container.
      sr === undefined ? unknown(container, saw) : either(container, sr !== 'c', saw),
    ];
  }
  const wrong = no(container, 'ss and srt: a SAS of the whole account');
  if (ss === undefined || srt === undefined)
    return [unknown(account, `${ss === undefined ? 'ss' : 'srt'} is not among the fields`), wrong];
  const missing = [
    ...(ss.includes('b') ? [] : ['b (blob) in ss']),
    ...['s', 'c', 'o'].filter((one) => !srt.includes(one)).map((one) => `${one} in srt`),
  ];
  const saw = `ss=${ss}, srt=${srt}`;
  return [
    either(account, missing.length > 0, missing.length > 0 ? `${saw}: without ${missing.join(', ')}` : saw),
    wrong,
  ];
}

/** SAS times may be a bare date, which means midnight UTC. */
function timeOf(text: string): number {
  return Date.parse(/Z$|[+-]\d\d:\d\d$/i.test(text) || !text.includes('T') ? text : `${text}Z`);
}

function judgeEnd(statement: string, name: 'se' | 'ske', end: string, { now }: SasContext): Said {
  const at = timeOf(end);
  if (Number.isNaN(at)) return unknown(statement, `${name} is no time that can be read`);
  const iso = new Date(at).toISOString();
  return at <= Date.parse(now)
    ? yes(statement, `${name}=${iso}, which has passed`, iso)
    : no(statement, `${name}=${iso}, which has not passed`);
}

function judgeExpired(fields: SasFields, context: SasContext): Said {
  const silent = silentOf('se', fields);
  return silent === undefined
    ? judgeEnd('expired', 'se', fields.se ?? '', context)
    : unknown('expired', silent);
}

function judgeKeyEnd(fields: SasFields, context: SasContext): Said {
  const statement = 'key-expired';
  const { skoid, ske } = fields;
  if (skoid === undefined && ske === undefined)
    return notApplicable(statement, 'no user delegation key is in play');
  return ske === undefined
    ? unknown(statement, 'ske is not among the fields')
    : judgeEnd(statement, 'ske', ske, context);
}

function judgeStart({ st, si }: SasFields, { failedAt }: SasContext): Said {
  const statement = 'not-yet-valid';
  if (st === undefined)
    return si === undefined
      ? no(statement, 'no st: valid from the moment it was made')
      : unknown(statement, `st may stand in the stored access policy ${si}`);
  const at = timeOf(st);
  if (Number.isNaN(at)) return unknown(statement, 'st is no time that can be read');
  const iso = new Date(at).toISOString();
  return either(statement, at > Date.parse(failedAt), `st=${iso}, held against ${minute(failedAt)}`);
}

/** One answer for all times: in trouble when one is, fine only when all are. */
function judgeValidity(times: readonly Said[]): Said {
  const found = times.find(({ holds }) => holds === 'yes') ?? times.find(({ holds }) => holds === 'unknown');
  if (found) return { ...found, statement: 'not-valid-now' };
  const saw = times.flatMap((one) => (one.holds === 'no' ? [one.saw] : [])).join('; ');
  return no('not-valid-now', saw);
}

function judgeProtocol({ spr, si }: SasFields): Said {
  const statement = 'not-https-only';
  if (spr === undefined && si !== undefined)
    return unknown(statement, 'no spr; the token names a stored policy');
  return either(statement, spr !== 'https', spr === undefined ? 'no spr: http is allowed too' : `spr=${spr}`);
}

function judgeSigner(fields: SasFields): Said {
  const statement = 'signed-with-account-key';
  const kind = kindOf(fields);
  if (kind === 'unknown') return unknown(statement, 'what kind of SAS it is cannot be told from its fields');
  return either(
    statement,
    kind !== 'user-delegation',
    kind === 'user-delegation'
      ? 'skoid: a user delegation SAS, which account keys do not sign'
      : `a${kind === 'account' ? 'n' : ''} ${kind} SAS, which an account key signs`,
  );
}
