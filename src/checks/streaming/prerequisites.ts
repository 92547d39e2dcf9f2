import type { Read } from '../../azure/reading';
import type { Registry } from '../../azure/registry';
import { defineCheck, judgeRead, notPasted, type Said } from '../check';
import {
  holdingSince,
  learntOf,
  READ_CONTENT,
  READ_METADATA,
  readImage,
  type Image,
} from '../image/manifest';
import { imageIn } from '../image/pasted-manifest';
import { judgeRunnable } from '../image/media-type';
import { judgePlatform, platformsOf } from '../image/platforms';
import { judgeKey } from '../registry/encryption';
import { judgeTier } from '../registry/tier';
import { namesOf, READ_REGISTRY, readRegistry, registryIn } from '../registry/visible';

interface Seen {
  registry: Read<Registry>;
  image: Read<Image>;
}

const ofRegistry = { vantage: 'configuration', about: 'registry', changedBy: ['registry'] } as const;
const ofImage = { vantage: 'configuration', about: 'image', changedBy: [] } as const;

/** What artifact streaming asks of registry and image. Source: the seed documents and azure-facts, section 1. */
export const prerequisites = defineCheck<Seen, 'registry' | 'repository'>({
  id: 'streaming/prerequisites',
  title: 'What artifact streaming asks of registry and image',
  statements: {
    'tier-unsupported': { says: 'The registry is not of tier Premium', ...ofRegistry },
    'customer-managed-key': {
      says: "The registry is encrypted with a key of the customer's own",
      ...ofRegistry,
    },
    'no-linux-amd64': { says: 'The image is not made for linux/amd64', ...ofImage },
    'not-runnable': { says: 'The image says nothing that could be run', ...ofImage },
  },
  needs: ['registry', 'repository'],
  uses: ['tag', 'digest'],
  onlyTold: {
    'tier-unsupported': 'a summary for reports; the causes name the check that it is taken from',
    'customer-managed-key': 'a summary for reports; the causes name the check that it is taken from',
    'no-linux-amd64': 'a summary for reports; the causes name the check that it is taken from',
    'not-runnable': 'a summary for reports; the causes name the check that it is taken from',
  },
  permissions: [READ_REGISTRY, ...READ_CONTENT, ...READ_METADATA],
  async collect(eyes, params) {
    const [registry, image] = await Promise.all([readRegistry(eyes, params), readImage(eyes, params)]);
    return { registry, image };
  },
  read(outputs, params) {
    const [registry, image] = [registryIn(outputs, params), imageIn(outputs, params)];
    if (!registry && !image) return undefined;
    return { registry: registry ?? notPasted, image: image ?? notPasted };
  },
  judge: ({ registry, image }) => [
    ...judgeRead(registry, ['tier-unsupported', 'customer-managed-key'], (found) => [
      ...judgeTier(found).flatMap(asTier),
      judgeKey(found),
    ]),
    ...judgeRead(image, ['no-linux-amd64', 'not-runnable'], (found) => {
      const said = [
        judgePlatform('no-linux-amd64', platformsOf(found), 'linux/amd64'),
        judgeRunnable('not-runnable', found),
      ];
      return holdingSince(said, found.since);
    }),
  ],
  learn: ({ registry, image }) => ({
    ...namesOf(registry),
    ...(image.ok ? learntOf(image.value) : {}),
  }),
});

function asTier(said: Said): Said[] {
  return said.statement === 'not-premium' ? [{ ...said, statement: 'tier-unsupported' }] : [];
}
