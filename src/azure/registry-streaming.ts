import { z } from 'zod';
import type { Azure } from './azure';
import type { Read } from './reading';
import { sendSigned } from './registry-auth';
import { assertNames } from './registry-content';
import { expectStatus, parseBody, readErrorBody } from './trouble';

/** Whether images pushed to a repository are converted by themselves. */
export interface RepositoryStreaming {
  convertsPushedImages: boolean;
}

/** Artifact type of a streaming artifact, which refers to the image it was made from. */
export const STREAMING_ARTIFACT = 'application/vnd.azure.artifact.streaming.v1';

/**
 * Source: recorded trace of azure-cli (rest-examples acr-streaming-repo-*). A refusal means "cannot tell": the
 * documents and the command line name different rights for it.
 */
export function getRepositoryStreaming(
  azure: Azure,
  loginServer: string,
  repository: string,
): Promise<Read<RepositoryStreaming>> {
  const path = `/acr/v1/${repository}/_streaming`;
  const scope = `repository:${repository}:pull`;
  return azure.once(`GET https://${loginServer}${path}`, scope, async () => {
    assertNames(repository);
    const response = await sendSigned(azure, loginServer, scope, { path });
    const { convertPushedImages } = parseBody(response, z.object({ convertPushedImages: z.boolean() }));
    return { convertsPushedImages: convertPushedImages };
  });
}

/** Why a conversion failed, in the words of the service. Source: the seed documents on artifact streaming. */
export const CONVERSION_CODES = [
  'UNKNOWN_ERROR',
  'RESOURCE_NOT_FOUND',
  'UNSUPPORTED_PLATFORM',
  'NO_SUPPORTED_PLATFORM_FOUND',
  'UNSUPPORTED_MEDIATYPE',
  'UNSUPPORTED_ARTIFACT_TYPE',
  'IMAGE_NOT_RUNNABLE',
] as const;

export type ConversionCode = (typeof CONVERSION_CODES)[number];

/** The work that makes a streaming artifact of an image. */
export interface Conversion {
  id: string;
  /** NotStarted, Running, Succeeded, Failed or Canceled. */
  status: string;
  /** ISO 8601. */
  startedAt?: string;
  /** Like `40%`. */
  progress?: string;
  details?: string;
  code?: ConversionCode;
}

/** Where the code of a failed operation stands is not published, so the whole answer is searched. */
export const operationSchema = z
  .looseObject({
    status: z.string(),
    startTime: z.string().optional(),
    progress: z.string().optional(),
    details: z.string().optional(),
  })
  .transform(({ status, startTime, progress, details, ...rest }) => ({
    status,
    startTime,
    progress,
    details,
    code: findCode(JSON.stringify({ details, ...rest })),
  }));

function findCode(text: string): ConversionCode | undefined {
  const words = new Set(text.match(/[A-Z]+(?:_[A-Z]+)+/g) ?? []);
  return CONVERSION_CODES.find((code) => words.has(code));
}

/** One conversion by its id. Source: recorded trace of azure-cli (acr-streaming-operation-canceled). */
export function getConversion(
  azure: Azure,
  loginServer: string,
  repository: string,
  operationId: string,
): Promise<Read<Conversion>> {
  const path = `/acr/v1/${repository}/_operations/${encodeURIComponent(operationId)}`;
  const scope = `repository:${repository}:pull`;
  return azure.once(`GET https://${loginServer}${path}`, scope, async () => {
    assertNames(repository);
    const response = await sendSigned(azure, loginServer, scope, { path });
    const { status, startTime, progress, details, code } = parseBody(response, operationSchema);
    return {
      id: operationId,
      status,
      ...(startTime === undefined ? {} : { startedAt: startTime }),
      ...(progress === undefined ? {} : { progress }),
      ...(details === undefined ? {} : { details }),
      ...(code === undefined ? {} : { code }),
    };
  });
}

/**
 * Id of the last conversion of an image; undefined when the registry knows none (404 OPERATION_UNKNOWN).
 * Read the rest with `getConversion`. @param digest of the manifest or index that was converted
 */
export function findConversionId(
  azure: Azure,
  loginServer: string,
  repository: string,
  digest: string,
): Promise<Read<string | undefined>> {
  const path = `/acr/v1/${repository}/_streaming/${digest}`;
  const scope = `repository:${repository}:pull`;
  return azure.once(`GET https://${loginServer}${path}`, scope, async () => {
    assertNames(repository, digest);
    const response = await sendSigned(azure, loginServer, scope, { path }, 404);
    // Another 404, such as NAME_UNKNOWN, tells of the image and not of its conversion.
    if (readErrorBody(response.bodyAsText).code === 'OPERATION_UNKNOWN') return undefined;
    expectStatus(response, scope);
    return parseBody(response, z.object({ id: z.string() })).id;
  });
}
