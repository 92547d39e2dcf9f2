import type { Asker } from '../azure/credential';
import type { Live } from '../examine';
import { createLive } from '../live';
import { startSimulation } from '../practice/simulation';
import type { Config } from '../config';
import type { Terminal } from './terminal';

/** Live checks for one call of the command line; to be closed when done. */
export interface OpenLive {
  live: Live;
  close: () => Promise<void>;
}

/** @param tenant a scenario's name or file; absent: Azure itself */
export async function openLive(tenant: string | undefined, terminal: Terminal): Promise<OpenLive> {
  const onFault = (check: string, error: unknown) =>
    terminal.err(
      `acr-doctor: check ${check}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
    );
  if (tenant === undefined)
    return { live: createLive({ asker: askerOf(terminal.config), onFault }), close: () => Promise.resolve() };
  const simulation = await startSimulation(tenant);
  return { live: createLive({ ...simulation.live, onFault }), close: simulation.close };
}

function askerOf({ azure }: Config): Asker {
  return azure ? { as: 'application', ...azure } : { as: 'azure-cli' };
}
