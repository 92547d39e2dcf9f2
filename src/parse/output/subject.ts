import { argumentsOf, optionOf } from './command-line';
import type { Output } from './output';

/** The registry and image that a command line asks about, as far as it names them. */
export interface Asked {
  /** Name or login server, as it was written. */
  registry?: string;
  repository?: string;
  tag?: string;
  digest?: string;
}

/** The registry and image that must be meant, by the names of the facts. */
export interface Meant {
  registry?: string | undefined;
  repository?: string | undefined;
  tag?: string | undefined;
  digest?: string | undefined;
}

/** Commands whose `--name` is an image or a repository, and the registry's option another one. */
const NAME_IS_IMAGE = /^az acr manifest /;
/** Commands whose `--name` is something of its own: a connection, a policy. */
const NAME_IS_OTHER = /^az acr (?:config|replication|private-endpoint-connection) /;
/** Flags that take no value, so that the word after them is no value of theirs. */
const FLAGS = ['--raw', '--config', '--verbose', '-v', '--insecure', '--detail', '--recursive', '--debug'];

/** What the command line of an output asks about. */
export function askedIn({ command, commandLine = '' }: Output): Asked {
  if (!command.startsWith('az acr ')) return partsOf(argumentsOf(commandLine, FLAGS).at(-1) ?? '', true);
  const named = NAME_IS_IMAGE.test(command) ? imageOfManifest(commandLine) : imageOfOthers(commandLine);
  const isName = !NAME_IS_IMAGE.test(command) && !NAME_IS_OTHER.test(command);
  const names = ['--registry', '-r', '--registry-name', ...(isName ? ['--name', '-n'] : [])];
  const registry = optionOf(commandLine, ...names);
  return { ...named, ...(registry === undefined ? {} : { registry }) };
}

/** `-n REPO:TAG`, or a whole reference as the one argument. */
function imageOfManifest(commandLine: string): Asked {
  const name = optionOf(commandLine, '--name', '-n');
  if (name !== undefined) return partsOf(name, false);
  return partsOf(argumentsOf(commandLine, FLAGS).find((word) => word.includes('/')) ?? '', true);
}

function imageOfOthers(commandLine: string): Asked {
  const image = optionOf(commandLine, '--image', '-t');
  if (image !== undefined) return { tag: 'latest', ...partsOf(image, false) };
  const repository = optionOf(commandLine, '--repository');
  return repository === undefined ? {} : { repository };
}

const SCHEME = /^(?:docker|https):\/\//;

/** @param hasHost whether a registry stands before the first slash */
function partsOf(reference: string, hasHost: boolean): Asked {
  const bare = reference.replace(SCHEME, '');
  const slash = hasHost ? bare.indexOf('/') : -1;
  if (hasHost && slash === -1) return {};
  const [name = '', digest] = bare.slice(slash + 1).split('@');
  const [repository = '', tag] = name.split(':');
  return {
    ...(slash === -1 ? {} : { registry: bare.slice(0, slash) }),
    ...(repository === '' ? {} : { repository }),
    ...(tag === undefined ? {} : { tag }),
    ...(digest === undefined ? {} : { digest }),
  };
}

/** Whether a command line names the registry that is meant; one that names none asks about nobody knows which. */
export function isOfRegistry({ registry }: Asked, meant: Meant): boolean {
  if (registry === undefined) return false;
  const [asked, host] = [registry.toLowerCase(), meant.registry?.toLowerCase()];
  if (host === undefined) return true;
  return asked.includes('.') ? asked === host : asked === host.split('.')[0];
}

/** Whether a command line names the registry and the repository that are meant. */
export function isOfRepository(asked: Asked, meant: Meant): boolean {
  return (
    isOfRegistry(asked, meant) && asked.repository !== undefined && asked.repository === meant.repository
  );
}

/**
 * Whether a command line names the image that is meant: by its tag, or by its digest. With neither the tag `latest` is
 * meant. A digest beside a tag may be that of anything else, so the tag counts more.
 */
export function isOfImage(asked: Asked, meant: Meant): boolean {
  if (!isOfRepository(asked, meant)) return false;
  const { tag, digest } = meant;
  if (asked.digest !== undefined) return asked.digest === digest;
  return asked.tag !== undefined && asked.tag === (tag ?? (digest === undefined ? 'latest' : undefined));
}
