import type { Read } from '../../azure/reading';
import { getRepositoryStreaming, type RepositoryStreaming } from '../../azure/registry-streaming';
import { defineCheck, either, judgeRead, pasted } from '../check';
import { READ_CONTENT } from '../image/manifest';
import { streamingIn } from './pasted-streaming';

const OFF = 'conversion-off';

export const repository = defineCheck<Read<RepositoryStreaming>, 'registry' | 'repository'>({
  id: 'streaming/repository',
  title: 'Automatic conversion of the repository',
  statements: {
    [OFF]: {
      says: 'The repository does not convert what is pushed to it',
      vantage: 'configuration',
      about: 'image',
      changedBy: [],
    },
  },
  needs: ['registry', 'repository'],
  uses: [],
  permissions: READ_CONTENT,
  unverified: [
    'Which right reading this takes: documents and azure-cli name different ones, so a refusal tells nothing.',
    'Since when it has been so: images from before are not converted, and no answer holds the time.',
  ],
  collect: async ({ azure }, params) => getRepositoryStreaming(azure, params.registry, params.repository),
  read(outputs, params) {
    const shown = streamingIn(outputs, params);
    return shown && pasted(shown);
  },
  judge: (found) =>
    judgeRead(found, [OFF], ({ convertsPushedImages }) => [
      either(OFF, !convertsPushedImages, `convertPushedImages is ${convertsPushedImages ? 'true' : 'false'}`),
    ]),
});
