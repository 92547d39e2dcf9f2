import type { Stage } from '../knowledge/schema';

/** Each stage as a step that somebody remembers, in the order they are taken. */
export const STEP_WORDS: Record<Stage, string> = {
  dns: 'Looking up the name',
  connect: 'Connecting',
  tls: 'The TLS handshake',
  authenticate: 'Signing in',
  authorize: 'Being let in',
  manifest: 'Finding the image',
  layers: 'Downloading layers',
  unpack: 'Unpacking',
  run: 'Starting the container',
  convert: 'Converting',
  transfer: 'Transferring',
};
