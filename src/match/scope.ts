import type { Elsewhere } from '../knowledge/schema';
import { registryMentions } from '../parse/extract/registry';
import { lineAt, type View } from '../parse/view';
import type { Span } from '../parse/attempts';
import { compileAnchor, meet, type CompiledAnchor, type Finder } from './anchors';

/** Something that is not ACR's: the entry that describes it (or a bare host), the words that tell, and their worth. */
export interface Foreign {
  title: string;
  id?: string;
  host?: string;
  start: number;
  worth: number;
  /** Told by the words of a failure, rather than by a registry's name alone. */
  isFailure?: boolean;
}

/** What a text says about whose registry or product it is about. */
export interface Scope {
  /** Where our own registries, commands or services are named, as starts in `view.text`. */
  ours: number[];
  /** Where other registries are named. */
  hosts: Foreign[];
  /** Failures of other products, told by their own words. */
  failures: Foreign[];
}

interface CompiledElsewhere {
  entry: Elsewhere;
  anchors: CompiledAnchor[];
}

const OURS =
  /\bazurecr\b|\baz acr\b|\baz aks check-acr\b|aka\.ms\/acr\b|\bMicrosoft\.ContainerRegistry\b|\bcontainerregistry\.azure\.net\b|\bacr\b|azure container reg|azureacr\b|localhost:8578/gi;
/** `host/path` or `host:port/path` where a reference or URL of a registry stands. */
const REGISTRY_HOST =
  /(?:https?:\/\/|image:? ?["']?|reference:? ["']?|pull(?:ing)? (?:from )?["']?|FROM |docker:\/\/|for ["']?|registry:? ["']?|login to ["']?)(?<host>(?:[a-z0-9-]{1,63}\.){1,6}[a-z]{2,12}(?::\d{2,5})?|[a-z0-9.-]{1,253}:\d{2,5})(?=[/:"'\s])/gi;
/** A reference without any host: docker reads it as an image of Docker Hub. */
const BARE_IMAGE =
  /(?:pull(?:ing)? (?:docker )?image:? ["']?|docker (?:pull|run) (?:-[\w-]{1,20} ){0,6}|the image ["']|image ["']|pull access denied for |manifest for |\bfrom )(?<image>[a-z0-9][a-z0-9_.-]{0,100}(?:\/[a-z0-9][a-z0-9_.-]{0,100}){0,3}(?::[\w][\w.-]{0,127})?)(?=["',\s]|$)/gi;

export type ScopeReader = (finder: Finder) => Scope;

export function createScopeReader(elsewhere: readonly Elsewhere[]): ScopeReader {
  const compiled = elsewhere.map((entry) => ({ entry, anchors: entry.anchors.map(compileAnchor) }));
  const hub = elsewhere.find((entry) => entry.hosts.includes('docker.io'));
  return (finder) => {
    const { text } = finder.view;
    const ours = [...registryMentions(text).map(({ start }) => start), ...starts(text, OURS)];
    return { ours, hosts: foreignHosts(text, elsewhere, hub), failures: foreignFailures(compiled, finder) };
  };
}

function foreignHosts(text: string, elsewhere: readonly Elsewhere[], hub: Elsewhere | undefined): Foreign[] {
  const known = elsewhere.flatMap((entry) =>
    entry.hosts.flatMap((host) =>
      hostStarts(text, host).map((start) => ({ title: entry.title, id: entry.id, host, start, worth: 1 })),
    ),
  );
  const others = [...text.matchAll(REGISTRY_HOST)].flatMap((match) => {
    const host = (match.groups?.host ?? '').toLowerCase();
    const start = match.index + match[0].toLowerCase().indexOf(host);
    // A number with colons is a time or a duration, like 90.00:00:00.
    if (
      !/[a-z]/.test(host) ||
      isOwnHost(host) ||
      isPage(match[0], host, text, start) ||
      known.some((found) => Math.abs(found.start - start) < 60)
    )
      return [];
    return [{ title: `another registry, ${host}`, host, start, worth: 1 }];
  });
  const bare = hub
    ? [...text.matchAll(BARE_IMAGE)].flatMap((match) => {
        const image = match.groups?.image ?? '';
        if (!isHubImage(image)) return [];
        return [{ title: hub.title, id: hub.id, host: image, start: match.index, worth: 1 }];
      })
    : [];
  return [...known, ...others, ...bare].sort((a, b) => a.start - b.start);
}

/** A URL is a registry's when its path or its name says so; any other is a page that a log mentions. */
function isPage(found: string, host: string, text: string, start: number): boolean {
  if (!/^https?:\/\//i.test(found)) return false;
  const path = text.slice(start + host.length, start + host.length + 12);
  return !/^\/(?:v2|token|oauth2|jwt|service\/token|auth)\b/i.test(path) && !REGISTRY_NAME.test(host);
}

const REGISTRY_NAME = /registry|docker|container|\bcr\b|\bocir?\b|harbor|nexus|artifactory|jfrog|quay|:\d+$/;

/** Names that stand where an image would, without being one. */
const NOT_AN_IMAGE =
  /^(?:(?:linux|windows|darwin)\/[\w/.-]{1,40}|the|a|an|this|that|image|images|registry|docker|request|your|my|http|https|is|was|and|or|for|to|with|node|cluster|acr|aks|azure|head|get|user|container|pod|latest|name|repo|repository|image:tag|of|all|it|local|source|on|in|at)$/i;

/** The first part of `a/b` is a host when it has a dot, a port, or is localhost; `nginx:1.27` has no host at all. */
function isHubImage(image: string): boolean {
  const [first = '', ...rest] = image.split('/');
  const hasHost = rest.length > 0 && /[.:]|^localhost$/.test(first);
  const isQualified = rest.length > 0 || image.includes(':');
  return !hasHost && isQualified && !NOT_AN_IMAGE.test(image) && !NOT_AN_IMAGE.test(first);
}

/** Hosts of Azure's own services, which our own messages name. */
const OWN_HOST =
  /(?:^|\.)(?:azurecr\.(?:io|cn|us|de)|azureacr\.io|azure\.(?:com|net|cn|us)|microsoft\.com|microsoftonline\.(?:com|us)|windows\.net|chinacloudapi\.cn|usgovcloudapi\.net|aka\.ms|azurecontainerapps\.io|azurewebsites\.net|trafficmanager\.net|core\.windows\.net|vault\.azure\.net|github\.com|kubernetes\.io|docker\.com|stackoverflow\.com)$/;

function isOwnHost(host: string): boolean {
  return (
    OWN_HOST.test(host.replace(/:\d+$/, '')) ||
    /^(?:localhost|127\.0\.0\.1|\d{1,3}(?:\.\d{1,3}){3})(?::\d+)?$/.test(host)
  );
}

/** A host of the knowledge base stands as a whole; `*.pkg.dev` stands for any host under it. */
function hostStarts(text: string, host: string): number[] {
  const suffix = host.startsWith('*.') ? host.slice(1) : host;
  const lower = text.toLowerCase();
  const found: number[] = [];
  for (let at = lower.indexOf(suffix); at !== -1; at = lower.indexOf(suffix, at + 1)) {
    const before = lower.charAt(at - 1);
    const after = lower.charAt(at + suffix.length);
    const isStart = host.startsWith('*.') ? /[a-z0-9*x<>-]/.test(before) : !/[a-z0-9.-]/.test(before);
    if (
      isStart &&
      !/[a-z0-9-]/.test(after) &&
      !/^\.[a-z0-9]/.test(lower.slice(at + suffix.length, at + suffix.length + 2))
    )
      found.push(at);
  }
  return found;
}

function foreignFailures(compiled: readonly CompiledElsewhere[], finder: Finder): Foreign[] {
  return compiled.flatMap(({ entry, anchors }) =>
    anchors.flatMap((anchor) => {
      const hit = meet(anchor, finder, []);
      const start = hit?.words[0]?.start ?? 0;
      return hit ? [{ title: entry.title, id: entry.id, start, worth: hit.worth, isFailure: true }] : [];
    }),
  );
}

function lineText({ text }: View, start: number): string {
  const end = text.indexOf('\n', start);
  return text.slice(text.lastIndexOf('\n', start) + 1, end === -1 ? undefined : end).slice(0, 2_000);
}

function starts(text: string, pattern: RegExp): number[] {
  return [...text.matchAll(pattern)].map((match) => match.index);
}

/** On the same lines, in the next few, or within half a screen: a host at the far end of a log owns nothing here. */
const NEIGHBOURS = 3;
const REACHES = [0, NEIGHBOURS, 15];
/** Further away than its neighbours, a registry in a line that reports success owns nothing. */
const WENT_WELL =
  /(?:^|Z )#\d{1,4} (?!ERROR)|\bdone\b|\bsuccessful(?:ly)?\b|\bsucceeded\b|\b(?:digest|status): |\bup to date\b|\bpulled\b/i;

/**
 * Whose message the deciding words belong to: the nearest named registry on the same line, else within a few
 * lines, else within half a screen. Undefined when nobody is named so near.
 */
export function ownerOf(
  words: readonly Span[],
  scope: Scope,
  view: View,
  reaches: readonly number[] = REACHES,
): 'ours' | Foreign | undefined {
  const first = Math.min(...words.map((word) => lineAt(view, word.start)));
  const last = Math.max(...words.map((word) => lineAt(view, word.start)));
  if (last > first) {
    // Words of two lines are no message of ours when one of the lines is about somebody else's host.
    const other = words
      .map((word) => ownerOf([word], scope, view, [0]))
      .find((owner) => owner && owner !== 'ours');
    if (other) return other;
  }
  for (const reach of reaches) {
    const near = (start: number) => {
      const line = lineAt(view, start);
      return line >= first - reach && line <= last + reach;
    };
    if (scope.ours.some(near)) return 'ours';
    const foreign = scope.hosts.find(
      ({ start }) => near(start) && (reach <= NEIGHBOURS || !WENT_WELL.test(lineText(view, start))),
    );
    if (foreign) return foreign;
  }
  return undefined;
}
