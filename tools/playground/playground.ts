import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { chromium, type Page } from 'playwright-core';
import { STEPS, type Step } from './steps';

/*
 * `npm run playground:test`: the steps of a person in Microsoft's Agents Playground, in a headless browser, with
 * pictures in docs/pictures/. It ends with 1 where a step shows something else. The script installs the Playground
 * without saving it: its licence is for evaluation, so it is no dependency.
 */

const PLAYGROUND = resolve('node_modules', '@microsoft', 'm365agentsplayground', 'cli.js');
const CHROMIUM = '/usr/bin/chromium';
const FOLDER = resolve('docs', 'pictures');
const START_MS = 120_000;
const STEP_MS = 15_000;

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}

/** Starts a program in a group of its own; resolves once it prints that. */
async function start(command: string, args: string[], cwd: string, ready: RegExp): Promise<ChildProcess> {
  const child = spawn(command, args, { cwd, detached: true });
  let printed = '';
  await new Promise<void>((done, fail) => {
    const timer = setTimeout(() => fail(new Error(`${command} did not start: ${printed}`)), START_MS);
    const hear = (chunk: Buffer) => {
      printed += chunk.toString();
      if (!ready.test(printed)) return;
      clearTimeout(timer);
      done();
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.once('exit', () => fail(new Error(`${command} ended: ${printed}`)));
  });
  return child;
}

function stop({ pid }: ChildProcess): void {
  if (pid !== undefined) process.kill(-pid, 'SIGTERM');
}

async function take(step: Step, page: Page): Promise<void> {
  const { name, act, sees, times = 1, isDrawn = false } = step;
  await act(page);
  const end = Date.now() + STEP_MS;
  // What must not come is waited for a moment, too.
  await page.waitForTimeout(700);
  while ((await sees(page).count()) !== times) {
    if (Date.now() > end) {
      await page.screenshot({ path: join(tmpdir(), 'playground-failed.png') });
      throw new Error(`${name}: seen ${await sees(page).count()} times instead of ${times}`);
    }
    await page.waitForTimeout(100);
  }
  if (isDrawn) await page.screenshot({ path: join(FOLDER, `playground-${name}.png`) });
  process.stdout.write(`ok  ${name}\n`);
}

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'acr-doctor-playground-'));
  const [port, botPort] = [await freePort(), await freePort()];
  const bot = [
    `PORT=${botPort}`,
    `ACR_DOCTOR_STORE=${join(folder, 'store')}`,
    `ACR_DOCTOR_PLAYGROUND=http://localhost:${port}/_connector`,
  ];
  const started: ChildProcess[] = [];
  mkdirSync(FOLDER, { recursive: true });
  try {
    started.push(
      await start('env', [...bot, process.execPath, resolve('dist/src/index.js')], folder, /http:\/\/127/),
    );
    const endpoint = `http://127.0.0.1:${botPort}/api/messages`;
    const playground = [process.execPath, PLAYGROUND, 'start', '-e', endpoint, '-c', 'msteams'];
    const quiet = ['TEAMSAPPTESTER_BROWSER=none', ...playground, '-p', String(port), '--dt'];
    started.push(await start('env', quiet, folder, /Listening on/));
    await drive(`http://127.0.0.1:${port}`);
  } finally {
    started.forEach(stop);
    rmSync(folder, { recursive: true, force: true });
  }
}

async function drive(address: string): Promise<void> {
  const browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: ['--no-sandbox', '--disable-gpu'],
  });
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    page.setDefaultTimeout(STEP_MS);
    await page.goto(address);
    for (const step of STEPS) await take(step, page);
  } finally {
    await browser.close();
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  process.exitCode = 1;
});
