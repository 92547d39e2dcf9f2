import { startSimulation } from '../../src/practice/simulation';
import { serveParent } from './child';

/** The simulated tenant, in a process of its own: Azure does not run on the bot's processor either. */
serveParent(async ({ scenario }) => {
  const { tenant, close } = await startSimulation(scenario);
  // It logs every call for tests; nobody reads that here.
  setInterval(() => tenant.calls.splice(0), 1000).unref();
  return { url: tenant.address, stop: close };
});
