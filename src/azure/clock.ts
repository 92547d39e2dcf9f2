import { createPipelineRequest } from '@azure/core-rest-pipeline';
import type { Azure } from './azure';
import { Trouble, type Read } from './reading';

/** How far our clock is ahead of Entra's, in milliseconds; behind is negative. Right to about a second. */
export function readClockLead(azure: Azure): Promise<Read<number>> {
  const url = `https://${azure.cloud.login}/common/v2.0/.well-known/openid-configuration`;
  return azure.once('clock', undefined, async () => {
    const begun = azure.now().getTime();
    const { headers } = await azure.http.sendRequest(createPipelineRequest({ url, method: 'GET' }));
    const middle = (begun + azure.now().getTime()) / 2;
    const theirs = Date.parse(headers.get('date') ?? '');
    if (Number.isNaN(theirs))
      throw new Trouble({ reason: 'bad-answer', saw: `${azure.cloud.login} said no date` });
    // A Date header has whole seconds, cut off.
    return Math.round(middle - theirs - 500);
  });
}
