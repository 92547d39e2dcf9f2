import type { Read } from '../../azure/reading';
import { defineCheck, judgeRead, no, unknown, yes, type Said } from '../check';
import {
  holdingSince,
  learntOf,
  partsOf,
  READ_CONTENT,
  READ_METADATA,
  readImage,
  type Image,
} from './manifest';
import { readPastedPlatforms } from './pasted-manifest';

const written = { vantage: 'configuration', about: 'image', changedBy: [] } as const;

export const platforms = defineCheck<Read<Image>, 'registry' | 'repository'>({
  id: 'image/platforms',
  title: 'Platforms of the image',
  statements: {
    'platform-missing': {
      says: 'The image is not made for the platform of the node',
      ...written,
      stops: 'manifest',
    },
    'no-linux-amd64': { says: 'The image is not made for linux/amd64', ...written },
    'only-windows': { says: 'The image is made for Windows only', ...written },
  },
  needs: ['registry', 'repository'],
  uses: ['tag', 'digest', 'platform'],
  permissions: [...READ_CONTENT, ...READ_METADATA],
  unverified: [
    'Whether a node runs an image of its platform in another variant (v6, v7, v8), which stays unknown.',
  ],
  collect: readImage,
  read: readPastedPlatforms,
  judge: (image, { platform }) =>
    judgeRead(image, ['platform-missing', 'no-linux-amd64', 'only-windows'], (found) => {
      const listed = platformsOf(found);
      const said = [
        judgeAsked(listed, platform),
        judgePlatform('no-linux-amd64', listed, 'linux/amd64'),
        judgeWindows(listed),
      ];
      return holdingSince(said, found.since);
    }),
  learn: (image) => (image.ok ? learntOf(image.value) : {}),
});

/** Platforms as `os/architecture[/variant]`; `why` tells why there may be more. */
export interface Listed {
  names: string[];
  why?: string;
  permission?: string;
}

/** For which platforms an image is made: of an index what its entries say, else what the configuration says. */
export function platformsOf({ root, config }: Image): Listed {
  if (root.manifests) {
    const named = partsOf(root).map(({ platform }) => nameOf(platform ?? {}));
    const names = [...new Set(named.flatMap((name) => name ?? []))];
    if (named.includes(undefined)) return { names, why: 'an entry of the index does not say its platform' };
    return names.length > 0 ? { names } : { names, why: 'the index lists no platform' };
  }
  if (!config) return { names: [], why: `the manifest, ${root.mediaType}, has no configuration of an image` };
  if (!config.ok) {
    const { saw, permission } = config.unreadable;
    return { names: [], why: saw, ...(permission === undefined ? {} : { permission }) };
  }
  const name = nameOf(config.value);
  return name === undefined
    ? { names: [], why: 'the configuration of the image does not say its platform' }
    : { names: [name] };
}

function nameOf(platform: { os?: string; architecture?: string; variant?: string | undefined }) {
  const { os, architecture, variant } = platform;
  if (!os || !architecture) return undefined;
  return normal([os, architecture, ...(variant ? [variant] : [])].join('/'));
}

const SAME: readonly [RegExp, string][] = [
  [/\/(?:x86_64|x86-64)\b/, '/amd64'],
  [/\/aarch64\b/, '/arm64'],
  [/\/arm64\/v8$/, '/arm64'],
  [/\/amd64\/v1$/, '/amd64'],
];

/** The same platform in the same words, as containerd normalises it. */
function normal(platform: string): string {
  return SAME.reduce((name, [other, usual]) => name.replace(other, usual), platform.toLowerCase());
}

function judgeAsked(listed: Listed, platform: string | undefined): Said {
  const statement = 'platform-missing';
  if (platform !== undefined) return judgePlatform(statement, listed, normal(platform));
  const made = listed.names.length > 0 ? `; the image is made for ${listed.names.join(', ')}` : '';
  return unknown(statement, `not known: the platform of the node${made}`);
}

/** Whether an image lacks a platform; also for checks of what needs linux/amd64. */
export function judgePlatform(statement: string, { names, why, permission }: Listed, asked: string): Said {
  const saw = `the image is made for ${names.join(', ')}`;
  if (names.includes(asked)) return no(statement, saw);
  if (why !== undefined) return unknown(statement, why, permission);
  const [os, architecture] = asked.split('/');
  const isVariant = names.some((name) => `${name}/`.startsWith(`${os ?? ''}/${architecture ?? ''}/`));
  return isVariant
    ? unknown(statement, `${saw}; whether that serves ${asked} is not known`)
    : yes(statement, saw);
}

function judgeWindows({ names, why, permission }: Listed): Said {
  const statement = 'only-windows';
  const saw = `the image is made for ${names.join(', ')}`;
  if (names.some((name) => !name.startsWith('windows/'))) return no(statement, saw);
  return why === undefined ? yes(statement, saw) : unknown(statement, why, permission);
}
