import {
  parseAppId,
  readShownApp,
  readShownEntry,
  readShownIdentities,
  readShownRevision,
  type ContainerApp,
  type RegistryEntry,
  type Revision,
} from '../../azure/container-apps';
import { readShownEnvironment, type Environment } from '../../azure/container-environments';
import type { Listed, Read } from '../../azure/reading';
import type { Output } from '../../parse/output/output';
import { optionOf, readAzTable, unprojected } from '../../parse/output/query';
import { pasted, type Params } from '../check';

/** The app as far as the pasted outputs tell it; undefined when none of them is about it. */
export function appIn(outputs: readonly Output[], params: Params): Read<ContainerApp> | undefined {
  const found = outputs.flatMap((output) =>
    isOfApp(output, params) ? (READERS[output.command]?.(output) ?? []) : [],
  );
  const own = found.filter(({ id, name }) => isMeant(id, name, params));
  const [first] = own;
  return first ? pasted(own.reduce(joined)) : undefined;
}

/** Two pastes about one app: what the first left out the second may tell. */
function joined(one: ContainerApp, other: ContainerApp): ContainerApp {
  const entries = one.entries?.isComplete ? one.entries : (other.entries ?? one.entries);
  const identities = one.identities?.isComplete ? one.identities : (other.identities ?? one.identities);
  return {
    ...one,
    ...other,
    name: one.name === '' ? other.name : one.name,
    ...(entries ? { entries } : {}),
    ...(identities ? { identities } : {}),
  };
}

/** Whether the command line, where it names an app and a resource group, names this one. */
function isOfApp({ commandLine = '' }: Output, { app, appResourceGroup }: Params): boolean {
  const fits = (named: string | undefined, wanted: string | undefined) =>
    named === undefined || wanted === undefined || named.toLowerCase() === wanted.toLowerCase();
  return (
    fits(optionOf(commandLine, '--name', '-n'), app) &&
    fits(optionOf(commandLine, '--resource-group', '-g'), appResourceGroup)
  );
}

/** Another app's settings say nothing of this one. */
function isMeant(id: string | undefined, name: string, { app, appResourceGroup }: Params): boolean {
  const group = parseAppId(id ?? '')?.resourceGroup.toLowerCase();
  if (group !== undefined && appResourceGroup !== undefined && group !== appResourceGroup.toLowerCase())
    return false;
  return name === '' || app === undefined || name.toLowerCase() === app.toLowerCase();
}

/** Whether nothing was left out by a query or cut off. */
function isWhole({ commandLine = '', isPartial }: Output): boolean {
  return !isPartial && optionOf(commandLine, '--query') === undefined;
}

const READERS: Partial<Record<string, (output: Output) => ContainerApp | undefined>> = {
  'az containerapp show': (output) => {
    const value = unprojected(output);
    const shown = readShownApp(value, isWhole(output));
    if (!shown || !tellsAnything(shown)) return undefined;
    // A query for the registries gives all of them.
    const { entries } = shown;
    return entries && !output.isPartial ? { ...shown, entries: { ...entries, isComplete: true } } : shown;
  },
  'az containerapp registry list': (output) => {
    const items = entriesIn(output);
    return items && { name: '', entries: { items, isComplete: !output.isPartial } };
  },
  'az containerapp registry show': (output) => {
    const entry = isWhole(output) ? readShownEntry(output.json) : undefined;
    return entry && { name: '', entries: { items: [entry], isComplete: false } };
  },
  'az containerapp identity show': (output) => {
    const identities = isWhole(output) ? readShownIdentities(output.json, true) : undefined;
    return identities && { name: '', identities };
  },
};

function tellsAnything({ id, entries, identities, provisioningState }: ContainerApp): boolean {
  return [id, entries, identities, provisioningState].some((one) => one !== undefined);
}

/** An entry that was told in part is none: what a query left out is not missing. */
function entriesIn(output: Output): RegistryEntry[] | undefined {
  const query = optionOf(output.commandLine ?? '', '--query');
  if (query === undefined) return Array.isArray(output.json) ? entriesOf(output.json) : undefined;
  const rows = columnsIn(query, output);
  return rows ? entriesOf(rows) : undefined;
}

function entriesOf(rows: readonly unknown[]): RegistryEntry[] | undefined {
  const entries = rows.map(readShownEntry);
  return entries.every((entry) => entry !== undefined) ? entries : undefined;
}

const ALL_COLUMNS = ['server', 'username', 'passwordSecretRef', 'identity'];

/** Rows of `--query "[].[server, username, ...]"`, as tsv or JSON prints them; undefined unless all columns are there. */
function columnsIn(query: string, { json, text }: Output): Record<string, unknown>[] | undefined {
  const names = /^\[\]\.\[(?<names>[\w, ]{1,120})\]$/.exec(query.trim())?.groups?.names;
  const columns = names?.split(',').map((name) => name.trim()) ?? [];
  if (!ALL_COLUMNS.every((column) => columns.includes(column))) return undefined;
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const rows = Array.isArray(json) ? json : lines.map((line) => line.split('\t'));
  const isRow = (row: unknown): row is unknown[] => Array.isArray(row) && row.length === columns.length;
  if (rows.length === 0 || !rows.every(isRow)) return undefined;
  return rows.map((row) => Object.fromEntries(columns.map((column, at) => [column, told(row[at])])));
}

/** tsv prints None for null. */
function told(cell: unknown): unknown {
  return cell === 'None' ? null : typeof cell === 'string' ? cell.trim() : cell;
}

/** Revisions in what `az containerapp revision list` and `show` printed; undefined when none was pasted. */
export function revisionsIn(outputs: readonly Output[], params: Params): Read<Listed<Revision>> | undefined {
  for (const output of outputs) {
    const { command, json, text } = output;
    if (!/^az containerapp revision (?:list|show)$/.test(command) || !isOfApp(output, params)) continue;
    if (optionOf(output.commandLine ?? '', '--query') !== undefined) continue;
    const rows = json === undefined ? readAzTable(text).map(asJson) : [json].flat();
    const items = rows
      .flatMap((row) => readShownRevision(row) ?? [])
      .filter(({ name }) => isOfName(name, params));
    const isComplete = command.endsWith('list') && !output.isPartial;
    if (items.length > 0) return pasted({ items, isComplete });
  }
  return undefined;
}

/** A revision's name begins with that of its app. Source: Revisions_List.json and the command line's help. */
function isOfName(revision: string, { app }: Params): boolean {
  return app === undefined || revision.toLowerCase().startsWith(`${app.toLowerCase()}--`);
}

/** A row of the table as JSON would print it; the table has no column for what was wrong. */
function asJson(row: Partial<Record<string, string>>): unknown {
  const { name, active, createdtime, healthstate, provisioningstate } = row;
  const properties = {
    ...(active === undefined ? {} : { active: active === 'True' }),
    ...(createdtime ? { createdTime: createdtime } : {}),
    ...(healthstate ? { healthState: healthstate } : {}),
    ...(provisioningstate ? { provisioningState: provisioningstate } : {}),
  };
  return { name, properties };
}

/** The environment in what `az containerapp env show` printed; undefined when it was not pasted. */
export function environmentIn(
  outputs: readonly Output[],
  { environment }: Params,
): Read<Environment> | undefined {
  for (const output of outputs) {
    if (output.command !== 'az containerapp env show') continue;
    const shown = readShownEnvironment(unprojected(output), isWhole(output));
    const name = optionOf(output.commandLine ?? '', '--name', '-n') ?? shown?.name ?? '';
    const isOther =
      name !== '' && environment !== undefined && name.toLowerCase() !== environment.toLowerCase();
    // Of a list that was cut off, as of one in a query, what is missing proves nothing.
    if (shown && !isOther && !output.isPartial) return pasted(shown);
  }
  return undefined;
}
