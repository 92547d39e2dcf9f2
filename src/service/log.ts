import pino from 'pino';
import { redact } from '../redact/redact';

/** Structured log: the message is static, values stand in the object. Secrets in values are masked. */
export interface Log {
  info: (values: LogValues, message: string) => void;
  warn: (values: LogValues, message: string) => void;
  error: (values: LogValues, message: string) => void;
}
export type LogValues = Record<string, string | number | boolean | undefined>;

/** @param write where the lines go; standard output when absent. */
export function createLog(level: string, write?: (line: string) => void): Log {
  const logger = write ? pino({ level, base: null }, { write }) : pino({ level, base: null });
  return {
    info: (values, message) => logger.info(masked(values), message),
    warn: (values, message) => logger.warn(masked(values), message),
    error: (values, message) => logger.error(masked(values), message),
  };
}

function masked(values: LogValues): LogValues {
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => [
      key,
      typeof value === 'string' ? redact(value).text : value,
    ]),
  );
}
