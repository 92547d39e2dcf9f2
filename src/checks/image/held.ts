import type { Read } from '../../azure/reading';
import { getTag, type Tag } from '../../azure/registry-attributes';
import { defineCheck, either, judgeRead, pasted, unknown, type Said } from '../check';
import { READ_METADATA, short } from './manifest';
import { tagIn } from './pasted-attributes';

const HELD = 'in-quarantine';

export const held = defineCheck<Read<Tag> | undefined, 'registry' | 'repository'>({
  id: 'image/held',
  title: 'Quarantine of the image',
  statements: {
    [HELD]: {
      says: 'The image is in quarantine',
      vantage: 'configuration',
      about: 'image',
      changedBy: ['registry'],
      stops: 'manifest',
    },
  },
  needs: ['registry', 'repository'],
  uses: ['tag', 'digest'],
  permissions: READ_METADATA,
  unverified: [
    'Values of quarantineState other than Passed: no recorded answer holds one.',
    'That an image that is not Passed cannot be pulled while the quarantine policy is off.',
  ],
  collect: async ({ azure }, { registry, repository, tag }) =>
    tag === undefined ? undefined : getTag(azure, registry, repository, tag),
  read(outputs, params) {
    const tag = tagIn(outputs, params);
    return tag && pasted(tag);
  },
  judge: (found, { digest }) =>
    found
      ? judgeRead(found, [HELD], (tag) => [judgeState(tag, digest)])
      : [unknown(HELD, 'not known: the tag; only a tag tells of its quarantine')],
});

function judgeState(
  { name, digest: current, quarantineState: state }: Tag,
  digest: string | undefined,
): Said {
  if (digest !== undefined && digest !== current)
    return unknown(HELD, `${name} leads to ${short(current)} and tells nothing of ${short(digest)}`);
  if (!state) return unknown(HELD, `the answer on ${name} holds no quarantineState`);
  return either(HELD, state.toLowerCase() !== 'passed', `quarantineState of ${name} is ${state}`);
}
