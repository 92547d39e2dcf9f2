import type { Read } from '../../azure/reading';
import type { ImageConfig, Manifest } from '../../azure/registry-content';
import { readShownManifest } from '../../azure/shown-image';
import type { Output } from '../../parse/output/output';
import { hasFlag, isRecord, optionOf, unprojected } from '../../parse/output/query';
import { askedIn, isOfImage, type Asked } from '../../parse/output/subject';
import { notPasted, pasted, type Params } from '../check';
import { partsOf, short, type Image, type Parts } from './manifest';
import { digestOf, manifestsIn, rowsIn, tagIn } from './pasted-attributes';

/** A pasted manifest; `isPart` when only some of its keys were shown. */
interface Shown {
  root: Manifest;
  isPart: boolean;
}

/** The manifest or index that tag or digest lead to, as a tool printed it. */
export function manifestIn(outputs: readonly Output[], params: Params): Shown | undefined {
  const digest = digestOf(outputs, params);
  const shown = outputs.flatMap((output) => {
    const asked = askedOf(output);
    const isMeant = isOfImage(asked, params) || (digest !== undefined && isOfDigest(asked, params, digest));
    return (isMeant ? shownIn(output, asked.digest ?? digest) : undefined) ?? [];
  });
  return shown.find(({ isPart }) => !isPart) ?? shown.at(-1);
}

function isOfDigest(asked: Asked, { registry, repository }: Params, digest: string): boolean {
  return isOfImage(asked, { registry, repository, digest });
}

/** skopeo's own answer names the image, and need not have its command line. */
function askedOf(output: Output): Asked {
  const { command, json } = output;
  const asked = askedIn(output);
  if (command !== 'skopeo inspect' || asked.repository !== undefined || !isRecord(json)) return asked;
  const { Name: name, Digest: digest } = json;
  if (typeof name !== 'string' || typeof digest !== 'string' || !name.includes('/')) return asked;
  const slash = name.indexOf('/');
  return { registry: name.slice(0, slash), repository: name.slice(slash + 1), digest };
}

function shownIn(output: Output, digest: string | undefined): Shown | undefined {
  const { command, commandLine = '', isPartial } = output;
  const isQuery = optionOf(commandLine, '--query') !== undefined;
  const value = MANIFESTS[command]?.(output);
  if (value === undefined || isPartial) return undefined;
  const root = readShownManifest(value, digest ?? '');
  return root && { root, isPart: isQuery || root.mediaType === '' };
}

const MANIFESTS: Partial<Record<string, (output: Output) => unknown>> = {
  'az acr manifest show': unprojected,
  'oras manifest fetch': ({ json }) => json,
  'docker manifest inspect': dockerManifest,
  // Without --raw it tells of one platform only, and not which manifest that is.
  'skopeo inspect': ({ json, commandLine = '' }) => (hasFlag(commandLine, '--raw') ? json : undefined),
};

/** With `-v` docker lists the platforms of an index, each with its descriptor. */
function dockerManifest({ json }: Output): unknown {
  if (!Array.isArray(json)) return isRecord(json) && 'Descriptor' in json ? undefined : json;
  const manifests = rowsIn(json).flatMap((row) => (isRecord(row) && row.Descriptor ? [row.Descriptor] : []));
  return manifests.length === json.length ? { manifests } : undefined;
}

/** The image in question, as far as manifest, configuration and attributes were pasted. */
export function imageIn(outputs: readonly Output[], params: Params): Read<Image> | undefined {
  const shown = manifestIn(outputs, params) ?? attributesIn(outputs, params);
  const config = configIn(outputs, params);
  if (!shown && !config) return undefined;
  const { root, isPart } = shown ?? { root: { digest: '', mediaType: '' }, isPart: true };
  return pasted({
    root,
    main: root.manifests || isPart ? notPasted : pasted(root),
    ...(isPart || root.manifests || hasImageConfig(root) ? { config: config ?? notPasted } : {}),
    ...sinceOf(outputs, params),
    ...(isPart ? { isPart } : {}),
  });
}

/** What the registry's attributes tell of the manifest: its digest and mostly its type. */
function attributesIn(outputs: readonly Output[], params: Params): Shown | undefined {
  const found = findAttributes(outputs, params);
  return found && { root: { digest: found.digest, mediaType: found.mediaType ?? '' }, isPart: true };
}

function findAttributes(outputs: readonly Output[], params: Params) {
  const digest = digestOf(outputs, params);
  return manifestsIn(outputs, params).items.find((item) => item.digest === digest);
}

/** A digest always leads to the same; a tag only since it was last moved. */
function sinceOf(outputs: readonly Output[], params: Params): Pick<Image, 'since'> {
  const since = params.tag === undefined ? undefined : tagIn(outputs, params)?.updatedAt;
  return since === undefined ? {} : { since };
}

/** A manifest whose configuration is no image's has none to be judged by. */
function hasImageConfig({ config }: Manifest): boolean {
  return config !== undefined && /(?:image\.config|container\.image)\.v1\+json$/.test(config.mediaType);
}

/** Configuration as `skopeo inspect --config` prints it; else the platform that the registry's attributes tell. */
function configIn(outputs: readonly Output[], params: Params): Read<ImageConfig> | undefined {
  const shown = outputs
    .filter(({ command, commandLine = '', isPartial }) => {
      return command === 'skopeo inspect' && hasFlag(commandLine, '--config') && !isPartial;
    })
    .filter((output) => isOfImage(askedOf(output), params))
    .flatMap(({ json }) => configOf(json) ?? [])[0];
  const { os, architecture } = findAttributes(outputs, params) ?? {};
  if (shown) return pasted(shown);
  return os === undefined || architecture === undefined ? undefined : pasted({ os, architecture });
}

function configOf(json: unknown): ImageConfig | undefined {
  if (!isRecord(json) || typeof json.os !== 'string' || typeof json.architecture !== 'string')
    return undefined;
  const inner = isRecord(json.config) ? json.config : {};
  const hasCommand = [inner.Entrypoint, inner.Cmd].flat().some((word) => word);
  return { os: json.os, architecture: json.architecture, hasCommand };
}

/** The manifests of all platforms that were pasted; those that were not are unknown. */
export function partsIn(
  outputs: readonly Output[],
  params: Params,
  { root, isPart = false }: Pick<Image, 'root' | 'isPart'>,
): Parts {
  if (isPart) return { read: [{ name: 'the image', manifest: notPasted }], isComplete: false };
  if (!root.manifests) return { read: [{ name: 'the image', manifest: pasted(root) }], isComplete: true };
  const read = partsOf(root).map(({ platform, digest }) => {
    const shown = outputs.flatMap((output) =>
      isOfDigest(askedOf(output), params, digest) ? (shownIn(output, digest) ?? []) : [],
    )[0];
    return {
      name: platform ? `${platform.os}/${platform.architecture}` : short(digest),
      manifest: shown ? pasted(shown.root) : notPasted,
    };
  });
  return { read, isComplete: true };
}

/** Besides the manifest, skopeo's own answer tells one platform of those the image is made for. */
export function readPastedPlatforms(outputs: readonly Output[], params: Params): Read<Image> | undefined {
  const image = imageIn(outputs, params);
  if (image) return image;
  for (const output of outputs.filter(({ command }) => command === 'skopeo inspect')) {
    const { json, isPartial } = output;
    const asked = askedOf(output);
    if (isPartial || !isRecord(json) || !isOfImage(asked, params)) continue;
    const { Os: os, Architecture: architecture } = json;
    if (typeof os !== 'string' || typeof architecture !== 'string') continue;
    // An entry without platform keeps open what else there is.
    const one = { mediaType: '', digest: '', size: 0 };
    return pasted({
      root: {
        digest: asked.digest ?? '',
        mediaType: '',
        manifests: [{ ...one, platform: { os, architecture } }, one],
      },
      main: notPasted,
      isPart: true,
    });
  }
  return undefined;
}
