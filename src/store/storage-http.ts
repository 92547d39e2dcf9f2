import { createHttpHeaders, createPipelineRequest, type HttpClient } from '@azure/core-rest-pipeline';
import type { StoragePipelineOptions } from '@azure/storage-blob';

type StorageHttp = NonNullable<StoragePipelineOptions['httpClient']>;

/** The storage client still speaks to HTTP clients in the form of its predecessor; this is one of ours in that form. */
export function asStorageHttp(client: HttpClient): StorageHttp {
  return {
    async sendRequest(old) {
      const { url, method, timeout, abortSignal, streamResponseStatusCodes, agent } = old;
      const body = old.body as string | undefined;
      const request = createPipelineRequest({
        ...{ url, method, timeout, headers: createHttpHeaders(old.headers.toJson({ preserveCase: true })) },
        ...(body === undefined ? {} : { body }),
        ...(abortSignal ? { abortSignal } : {}),
        ...(streamResponseStatusCodes ? { streamResponseStatusCodes } : {}),
      });
      // That of a proxy, where there is one; it is not among the options above.
      if (agent) request.agent = agent;
      const response = await client.sendRequest(request);
      // The only way to make headers of that form without a package more.
      const headers = old.headers.clone();
      for (const name of headers.headerNames()) headers.remove(name);
      for (const [name, value] of response.headers) headers.set(name, value);
      return { ...response, request: old, headers };
    },
  };
}
